import { useCallback, useState } from 'react';
import { AppLink } from '../../ui/app-link.tsx';
import { Button } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Table } from '../../ui/table.tsx';
import { TlpLabel } from '../../ui/tlp-label.tsx';
import { useAdmin } from '../admin-context.ts';
import type { TabProps } from '../admin-view.tsx';
import type { ElectionRow } from '../admin-types.ts';
import styles from '../admin.module.css';
import { Columns, RowName } from '../list-row.tsx';
import { focusRow, stepFrom, usePageKeys } from '../page-keys.ts';
import { LoadProblem, Problem } from '../problem.tsx';
import { useAct } from '../use-act.ts';
import { useList } from '../use-list.ts';
import { ServerChecks } from './server-checks.tsx';

const adminPath = (id: string): string => `/e/${encodeURIComponent(id)}/admin`;

/** The elections of this server, drills, and how the server fares. */
export function ElectionsTab({ selected, select }: TabProps) {
  const { client, open } = useAdmin();
  const list = useList(useCallback(() => client.elections(), [client]));
  const act = useAct();
  const [isStarted, setStarted] = useState(false);
  const elections = (list.data ?? []).toSorted(
    (a, b) => Number(a.drill) - Number(b.drill) || a.name.localeCompare(b.name),
  );

  const step = (by: 1 | -1): void => {
    const next = stepFrom(
      elections.map(({ id }) => id),
      selected,
      by,
    );
    select(next);
    focusRow(next);
  };
  usePageKeys({ j: () => step(1), k: () => step(-1) });

  async function startDrill(): Promise<void> {
    const started = await act.run('drill', () => client.startDrill());
    if (started === undefined) return;
    setStarted(true);
    open(started.to);
  }

  return (
    <div className={styles.tab}>
      <section className={styles.list} aria-label="Elections">
        <div className={styles.head}>
          <h1>Elections</h1>
          {list.data !== null && <span className={styles.tally}>{tallyOf(elections)}</span>}
        </div>
        <LoadProblem what="The list of elections" list={list} />
        {list.data === null && list.error === null && (
          <Skeleton label="Loading elections" rows={4} className={styles.table} />
        )}
        {list.data !== null && elections.length === 0 && (
          <EmptyState className={styles.empty} title="No election is set up">
            Elections are files in the server’s folder of elections, read when it starts. Its log
            says which were refused, and why.
          </EmptyState>
        )}
        {elections.length > 0 && (
          <ElectionTable {...{ elections, selected }} onSelect={(id) => open(adminPath(id))} />
        )}
        <div className={styles.sub}>
          <h2>Drill</h2>
        </div>
        <p className={styles.prose}>
          An election day in about ten minutes, with made-up signals: a rumour about closing times,
          a results page that stops answering, long lines, a threat, much noise, and a source that
          falls silent. Nobody outside is called; everything in it is marked EXERCISE and counted
          apart.
        </p>
        {act.error !== null && (
          <div className={styles.notice}>
            <Problem error={act.error} />
          </div>
        )}
        <div className={styles.actions}>
          <Button
            look="primary"
            isPending={act.pending !== null || isStarted}
            onClick={() => void startDrill()}
          >
            Start a drill
          </Button>
          <span className={styles.tiny}>It opens its board at once, and the clock runs.</span>
        </div>
      </section>
      <aside className={styles.panel} aria-label="This server">
        <ServerChecks />
      </aside>
    </div>
  );
}

function tallyOf(elections: readonly ElectionRow[]): string {
  const drills = elections.filter(({ drill }) => drill).length;
  const real = elections.length - drills;
  const words = `${real} ${real === 1 ? 'election' : 'elections'}`;
  return drills === 0 ? words : `${words}, ${drills} ${drills === 1 ? 'drill' : 'drills'}`;
}

interface ElectionTableProps {
  elections: readonly ElectionRow[];
  selected: string | null;
  onSelect: (id: string) => void;
}

function ElectionTable({ elections, selected, onSelect }: ElectionTableProps) {
  return (
    <Table
      label="Elections"
      rows="m"
      isFlush={false}
      className={classes(styles.table, styles.tall)}
    >
      <Columns widths={[null, 110, 120, 160, 170]} />
      <thead>
        <tr>
          <th>Election</th>
          <th>Kind</th>
          <th>Your role</th>
          <th>Your clearance</th>
          <th>Open</th>
        </tr>
      </thead>
      <tbody>
        {elections.map(({ id, name, drill, role, clearance }) => {
          const isSelected = id === selected;
          return (
            <tr key={id} aria-selected={isSelected}>
              <RowName id={id} {...{ isSelected, onSelect }} sub={<code>{id}</code>}>
                {name}
              </RowName>
              <td>{drill ? <span className={styles.exercise}>EXERCISE</span> : 'election'}</td>
              <td data-quiet>{role}</td>
              <td>
                <TlpLabel tlp={clearance} />
              </td>
              <td className={styles.rowLinks}>
                <AppLink href={`/e/${encodeURIComponent(id)}`}>
                  Board<span className="sr-only"> of {name}</span>
                </AppLink>
                <AppLink href={adminPath(id)}>
                  Administration<span className="sr-only"> of {name}</span>
                </AppLink>
              </td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}

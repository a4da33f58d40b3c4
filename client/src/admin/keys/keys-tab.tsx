import { useCallback, useMemo, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Table } from '../../ui/table.tsx';
import { toast } from '../../ui/toasts.ts';
import { useAdmin, useElectionId, useServerNow } from '../admin-context.ts';
import type { TabProps } from '../admin-view.tsx';
import type { KeyRow } from '../admin-types.ts';
import styles from '../admin.module.css';
import { Confirm, type Question } from '../confirm.tsx';
import { Columns, Facts, RowName } from '../list-row.tsx';
import { focusRow, stepFrom, usePageKeys } from '../page-keys.ts';
import { LoadProblem } from '../problem.tsx';
import { formatAgo, formatDate } from '../times.ts';
import { useAct } from '../use-act.ts';
import { useList } from '../use-list.ts';
import { useNames } from '../use-names.ts';
import { KeyOnce } from './key-once.tsx';
import { MakeKey, type NewKey } from './make-key.tsx';

/** What is shown once must not be lost to a slip of the hand. */
const HELD = 'Copy the key on show first.';

type Mode = { kind: 'look' } | { kind: 'make' } | { kind: 'once'; source: string; token: string };

/** The keys with which other programs post signals. */
export function KeysTab({ selected, select }: TabProps) {
  const { client } = useAdmin();
  const election = useElectionId();
  const list = useList(useCallback(() => client.keys(election), [client, election]));
  const { nameOf } = useNames();
  const [mode, setMode] = useState<Mode>({ kind: 'look' });
  const [question, setQuestion] = useState<Question | null>(null);
  const act = useAct();
  const keys = useMemo(() => (list.data ?? []).toSorted(inUseFirst), [list.data]);
  const key = keys.find(({ id }) => id === selected);
  const inUse = keys.filter(({ revokedAt }) => revokedAt === null).length;

  async function make(input: NewKey): Promise<void> {
    const made = await act.run('make', () => client.makeKey(election, input));
    if (made === undefined) return;
    setMode({ kind: 'once', source: made.key.source, token: made.token });
    select(made.key.id);
    await list.reload();
  }

  const isHeld = mode.kind === 'once';
  const tellHeld = (): void => void toast({ id: 'held', text: HELD });
  const choose = (id: string | null): void => {
    if (isHeld) return tellHeld();
    act.clear();
    setMode({ kind: 'look' });
    select(id);
  };
  const startMaking = (): void => {
    if (isHeld) return tellHeld();
    act.clear();
    setMode({ kind: 'make' });
  };
  const step = (by: 1 | -1): void => {
    const next = stepFrom(
      keys.map(({ id }) => id),
      selected,
      by,
    );
    choose(next);
    focusRow(next);
  };
  usePageKeys({ j: () => step(1), k: () => step(-1), n: startMaking });

  function askToRevoke(target: KeyRow): void {
    setQuestion({
      title: `Revoke the key of ${target.source}?`,
      will: 'Whatever posts signals with it is refused from the next request on. What came in before stays. A key can’t be brought back; make a new one instead.',
      yes: 'Revoke',
      no: 'Keep it',
      send: () => client.revokeKey(election, target.id),
      done: `The key of ${target.source} was revoked`,
      after: () => void list.reload(),
    });
  }

  return (
    <div className={styles.tab}>
      <section className={styles.list} aria-label="Intake keys">
        <div className={styles.head}>
          <h1>Intake keys</h1>
          {list.data !== null && (
            <span className={styles.tally}>
              {inUse} in use
              {keys.length > inUse && `, ${keys.length - inUse} revoked`}
            </span>
          )}
          <div className={styles.headEnd}>
            <Button keyHint="n" disabledReason={isHeld ? HELD : undefined} onClick={startMaking}>
              Make a key
            </Button>
          </div>
        </div>
        <LoadProblem what="The list of keys" list={list} />
        {list.data === null && list.error === null && (
          <Skeleton label="Loading keys" rows={5} className={styles.table} />
        )}
        {list.data !== null && keys.length === 0 && (
          <EmptyState
            className={styles.empty}
            title="No key has been made"
            actions={<Button onClick={startMaking}>Make a key</Button>}
          >
            Forms, monitors and partners’ programs post signals with a key, one for each source, so
            that one can be revoked without touching the others.
          </EmptyState>
        )}
        {keys.length > 0 && <KeyTable {...{ keys, selected, nameOf }} onSelect={choose} />}
      </section>
      <aside className={styles.panel} aria-label="Key">
        {mode.kind === 'once' ? (
          <KeyOnce
            source={mode.source}
            token={mode.token}
            onDone={() => setMode({ kind: 'look' })}
          />
        ) : mode.kind === 'make' ? (
          <MakeKey
            known={[...new Set(keys.map(({ source }) => source))]}
            isPending={act.pending !== null}
            error={act.error}
            onSubmit={(input) => void make(input)}
            onCancel={() => choose(selected)}
          />
        ) : key === undefined ? (
          <EmptyState
            className={styles.empty}
            title={keys.length === 0 ? 'One key, one source' : 'No key selected'}
          >
            A key posts signals to this election and does nothing else. It is shown once, when it is
            made; the server keeps only its hash.
          </EmptyState>
        ) : (
          <KeyPanel
            apiKey={key}
            createdBy={nameOf(key.createdBy)}
            onRevoke={() => askToRevoke(key)}
          />
        )}
      </aside>
      <Confirm question={question} onClose={() => setQuestion(null)} />
    </div>
  );
}

/** Those in use first, each by source and age. */
function inUseFirst(a: KeyRow, b: KeyRow): number {
  const byUse = Number(a.revokedAt !== null) - Number(b.revokedAt !== null);
  return byUse || a.source.localeCompare(b.source) || a.createdAt - b.createdAt;
}

interface KeyTableProps {
  keys: readonly KeyRow[];
  selected: string | null;
  nameOf: (id: string) => string;
  onSelect: (id: string) => void;
}

function KeyTable({ keys, selected, nameOf, onSelect }: KeyTableProps) {
  const { zone, file } = useAdmin();
  const now = useServerNow();
  const titleOf = (source: string): string | undefined =>
    file?.sources?.find(({ name }) => name === source)?.title;
  return (
    <Table
      label="Intake keys"
      rows="m"
      isFlush={false}
      className={classes(styles.table, styles.tall)}
    >
      <Columns widths={[220, null, 120, 140, 150, 150]} />
      <thead>
        <tr>
          <th>Source</th>
          <th>Name</th>
          <th>May</th>
          <th>Last used</th>
          <th>Made</th>
          <th>By</th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => {
          const isSelected = key.id === selected;
          const isRevoked = key.revokedAt !== null;
          return (
            <tr
              key={key.id}
              aria-selected={isSelected}
              className={isRevoked ? styles.off : undefined}
            >
              <RowName
                id={key.id}
                {...{ isSelected, onSelect }}
                sub={isRevoked ? 'revoked' : (titleOf(key.source) ?? 'not in the election’s file')}
              >
                {key.source}
              </RowName>
              <td data-quiet>{key.name === '' ? '–' : key.name}</td>
              <td data-quiet>
                <code>{key.scopes.join(' ')}</code>
              </td>
              <td>
                {key.lastUsedAt === null ? (
                  <span className={styles.soft}>never</span>
                ) : (
                  formatAgo(key.lastUsedAt, now, zone)
                )}
              </td>
              <td data-quiet>{formatDate(key.createdAt, zone)}</td>
              <td data-quiet>{nameOf(key.createdBy)}</td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}

interface KeyPanelProps {
  apiKey: KeyRow;
  createdBy: string;
  onRevoke: () => void;
}

function KeyPanel({ apiKey, createdBy, onRevoke }: KeyPanelProps) {
  const { zone } = useAdmin();
  const now = useServerNow();
  return (
    <>
      <div className={styles.panelHead}>
        <h2>{apiKey.source}</h2>
        {apiKey.revokedAt !== null && <span className={styles.soft}>revoked</span>}
      </div>
      <Facts
        facts={[
          ['Name', apiKey.name === '' ? 'none' : apiKey.name],
          ['May', 'post signals, nothing else'],
          [
            'Last used',
            apiKey.lastUsedAt === null ? 'never' : formatAgo(apiKey.lastUsedAt, now, zone),
          ],
          ['Made', `${formatDate(apiKey.createdAt, zone)} by ${createdBy}`],
          ['Begins with', <code key="id">wr_{apiKey.id}_</code>],
          ...(apiKey.revokedAt === null
            ? []
            : ([['Revoked', formatDate(apiKey.revokedAt, zone)]] as const)),
        ]}
      />
      {apiKey.revokedAt === null && (
        <div className={styles.actions}>
          <Button onClick={onRevoke}>Revoke…</Button>
        </div>
      )}
    </>
  );
}

import { classes } from '../../ui/classes.ts';
import { StatusDot } from '../../ui/status-dot.tsx';
import { Table } from '../../ui/table.tsx';
import { TlpLabel } from '../../ui/tlp-label.tsx';
import { useAdmin, useServerNow } from '../admin-context.ts';
import styles from '../admin.module.css';
import { Columns, RowName } from '../list-row.tsx';
import { formatAgo } from '../times.ts';
import type { PersonEntry } from './people-entries.ts';

interface PeopleTableProps {
  entries: readonly PersonEntry[];
  selected: string | null;
  onSelect: (id: string) => void;
}

/** People, one a row: what they are in this election, or on the server's page in which elections. */
export function PeopleTable({ entries, selected, onSelect }: PeopleTableProps) {
  const { election, zone, me } = useAdmin();
  const now = useServerNow();
  const isServer = election === null;
  return (
    <Table label="People" rows="m" isFlush={false} className={classes(styles.table, styles.tall)}>
      <Columns widths={isServer ? [280, null, 100, 150, 110] : [null, 130, 150, 100, 150, 110]} />
      <thead>
        <tr>
          <th>Name</th>
          {isServer ? (
            <th>Elections</th>
          ) : (
            <>
              <th>Role</th>
              <th>Clearance</th>
            </>
          )}
          <th>Server</th>
          <th>Last seen</th>
          <th>Account</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => {
          const isSelected = entry.id === selected;
          return (
            <tr
              key={entry.id}
              aria-selected={isSelected}
              className={entry.disabled ? styles.off : undefined}
            >
              <RowName id={entry.id} {...{ isSelected, onSelect }} sub={entry.email}>
                {entry.name}
                {entry.id === me.id && <span className={styles.soft}> (you)</span>}
              </RowName>
              {isServer ? (
                <td data-quiet>{electionsOf(entry)}</td>
              ) : (
                <>
                  <td>
                    {entry.member === null ? (
                      <span className={styles.soft}>not part of it</span>
                    ) : (
                      entry.member.role
                    )}
                  </td>
                  <td>{entry.member !== null && <TlpLabel tlp={entry.member.clearance} />}</td>
                </>
              )}
              <td>{entry.admin === true ? 'admin' : <span className={styles.soft}>–</span>}</td>
              <td data-quiet>
                {entry.lastSeenAt === null ? '–' : formatAgo(entry.lastSeenAt, now, zone)}
              </td>
              <td>
                <StatusDot kind={entry.disabled ? 'idle' : 'live'} isCalm>
                  {entry.disabled ? 'disabled' : 'active'}
                </StatusDot>
              </td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}

function electionsOf(entry: PersonEntry): string {
  const parts = (entry.memberships ?? []).map(({ election, role }) => `${election}: ${role}`);
  return parts.length === 0 ? '–' : parts.join(', ');
}

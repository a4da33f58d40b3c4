import { useCallback } from 'react';
import { formatClock } from '../../ui/format.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import { useAdmin } from '../admin-context.ts';
import styles from '../admin.module.css';
import { LoadProblem } from '../problem.tsx';
import { useList } from '../use-list.ts';

/** What the server says of itself: one line a check, what is not well first. */
export function ServerChecks() {
  const { client, zone } = useAdmin();
  const list = useList(useCallback(() => client.checks(), [client]));
  const checks = (list.data ?? []).toSorted((a, b) => Number(a.ok) - Number(b.ok));
  const open = checks.filter(({ ok }) => !ok).length;
  return (
    <>
      <div className={styles.panelHead}>
        <h2>This server</h2>
        {list.data !== null && checks.length > 0 && (
          <StatusDot kind={open === 0 ? 'live' : 'late'} isCalm>
            {open === 0 ? 'all well' : `${open} to settle`}
          </StatusDot>
        )}
      </div>
      {list.loadedAt !== null && (
        <p className={styles.tiny}>checked {formatClock(list.loadedAt, zone)}, again every 10 s</p>
      )}
      <LoadProblem what="The list of checks" list={list} />
      {list.data === null && list.error === null && (
        <Skeleton label="Loading checks" rows={5} size="s" />
      )}
      {list.data !== null && checks.length === 0 && (
        <p className={styles.prose}>This server runs without checks of its own.</p>
      )}
      <ul className={styles.checkList}>
        {checks.map(({ name, ok, detail }) => (
          <li key={name}>
            <StatusDot kind={ok ? 'live' : 'late'} isCalm>
              {name}
              {!ok && <span className="sr-only"> (to settle)</span>}
            </StatusDot>
            <span className={ok ? styles.small : styles.warn}>{detail}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

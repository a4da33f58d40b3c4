import { formatClock } from '../../ui/format.ts';
import styles from '../detail.module.css';
import { useNames, useRoom } from '../room-context.ts';
import { severityWord } from '../words.ts';
import type { Chosen } from './plan.ts';

/** What the chosen have in common: where, from whom, since when. */
export function BulkSummary({ items }: { items: readonly Chosen[] }) {
  const names = useNames();
  const { zone } = useRoom().election.election;
  const signals = items.flatMap((one) => (one.kind === 'signal' ? (one.signal ?? []) : []));
  const incidents = items.flatMap((one) => (one.kind === 'incident' ? (one.incident ?? []) : []));
  const times = [
    ...signals.map(({ receivedAt }) => receivedAt),
    ...incidents.map(({ openedAt }) => openedAt),
  ];
  const place = (id: string | null | undefined): string =>
    id == null ? 'no place' : names.jurisdiction(id);
  const isSignals = incidents.length === 0;
  return (
    <div className={styles.fields} style={{ gridTemplateColumns: 'repeat(3, minmax(0, 1fr))' }}>
      <Summary
        label="Jurisdiction"
        counts={counted([
          ...signals.map(({ jurisdiction }) => place(jurisdiction)),
          ...incidents.map(({ jurisdictions }) => place(jurisdictions[0])),
        ])}
      />
      <Summary
        label={isSignals ? 'Sources' : 'Severity'}
        counts={counted(
          isSignals
            ? signals.map(({ source }) => names.source(source))
            : incidents.map(({ severity }) => severityWord(severity)),
        )}
      />
      <div className={styles.field}>
        <span className={styles.fieldHead}>{isSignals ? 'Seen' : 'Opened'}</span>
        <span className={styles.fieldValue}>
          {times.length === 0
            ? '–'
            : `${formatClock(Math.min(...times), zone)}–${formatClock(Math.max(...times), zone)}`}
        </span>
      </div>
    </div>
  );
}

function Summary({ label, counts }: { label: string; counts: [string, number][] }) {
  const [most, ...rest] = counts;
  return (
    <div className={styles.field}>
      <span className={styles.fieldHead}>{label}</span>
      <span className={styles.summary}>
        {most?.[0] ?? '–'}{' '}
        <small>
          {most?.[1] ?? ''}
          {rest.slice(0, 3).map(([name, count]) => `, ${name} ${count}`)}
          {rest.length > 3
            ? `, other ${rest.slice(3).reduce((sum, [, count]) => sum + count, 0)}`
            : ''}
        </small>
      </span>
    </div>
  );
}

function counted(all: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1]);
}

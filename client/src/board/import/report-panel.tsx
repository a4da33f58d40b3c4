import type { ImportJobView, ImportReport } from '@warroom/shared';
import { formatDay, formatMinute, formatWhole, plural } from '../../ui/format.ts';
import { Table } from '../../ui/table.tsx';
import styles from './import.module.css';

export interface ReportPanelProps {
  job: ImportJobView;
  report: ImportReport;
  isDryRun: boolean;
  rejectedHref: string;
}

/** What was found: counts, what was assumed, and the first rows that were not taken. */
export function ReportPanel({ job, report, isDryRun, rejectedHref }: ReportPanelProps) {
  const zone = job.plan?.zone ?? 'UTC';
  const unknown = Object.entries(report.unknownLanguages);
  return (
    <div className={styles.report}>
      <dl className={styles.counts}>
        <Count label={isDryRun ? 'good' : 'taken in'} value={report.accepted} />
        {!isDryRun && (
          <Count
            label={report.duplicates === 1 ? 'duplicate' : 'duplicates'}
            value={report.duplicates}
          />
        )}
        <Count label="rejected" value={report.rejected} isBad={report.rejected > 0} />
        <Count label={report.rows === 1 ? 'row' : 'rows'} value={report.rows} />
      </dl>
      <ul className={styles.notes}>
        {report.firstAt !== null && report.lastAt !== null && (
          <li>
            Observed from {minuteOf(report.firstAt, zone)} to {minuteOf(report.lastAt, zone)},{' '}
            {zone}.
          </li>
        )}
        {report.assumedZone > 0 && (
          <li>
            {plural(report.assumedZone, 'time')} named no zone and{' '}
            {report.assumedZone === 1 ? 'was' : 'were'} read as {zone}.
          </li>
        )}
        {unknown.length > 0 && (
          <li>
            Languages left out, no tag is known for them:{' '}
            {unknown.map(([name, rows]) => `${name} (${formatWhole(rows)})`).join(', ')}.
          </li>
        )}
        {isDryRun && (
          <li>Duplicates show only when it is done in earnest; they are never taken in twice.</li>
        )}
      </ul>
      {report.examples.length > 0 && (
        <>
          <Table label="Rows that were not taken" wraps>
            <colgroup>
              <col style={{ width: 72 }} />
              <col />
            </colgroup>
            <thead>
              <tr>
                <th scope="col" data-align="end">
                  Line
                </th>
                <th scope="col">Why it was not taken</th>
              </tr>
            </thead>
            <tbody>
              {report.examples.map(({ row, line, reasons }) => (
                <tr key={row}>
                  <td data-align="end">{formatWhole(line)}</td>
                  <td>{reasons.join('; ')}</td>
                </tr>
              ))}
            </tbody>
          </Table>
          {job.hasRejected && (
            <p>
              <a href={rejectedHref} download>
                All {plural(report.rejected, 'rejected row')} as CSV, with reasons
              </a>
            </p>
          )}
        </>
      )}
    </div>
  );
}

function minuteOf(at: number, zone: string): string {
  return `${formatDay(at, zone)} ${formatMinute(at, zone)}`;
}

function Count({ label, value, isBad = false }: { label: string; value: number; isBad?: boolean }) {
  return (
    <div className={styles.count} data-bad={isBad || undefined}>
      <dt>{label}</dt>
      <dd>{formatWhole(value)}</dd>
    </div>
  );
}

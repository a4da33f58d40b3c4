import type { BriefContent } from '@warroom/shared';
import { formatShare, formatWhole } from '../ui/format.ts';
import { Table } from '../ui/table.tsx';
import { leftOutWords, tookWords } from './brief-words.ts';
import styles from './handover.module.css';
import { Part } from './part.tsx';

/** How fast the shift was, and what became of signals. */
export function BriefFigures({ content }: { content: BriefContent }) {
  const { acknowledge, resolve, signals } = content.figures;
  const share = (count: number): string =>
    signals.received === 0
      ? '–'
      : formatShare(Math.round((count / signals.received) * 1_000) / 1_000);
  return (
    <div className={styles.pair}>
      <Part title="This shift in figures" note="merged and exercise left out">
        <Table label="This shift in figures">
          <colgroup>
            <col className={styles.colWhat} />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">
                <span className="sr-only">What</span>
              </th>
              <th scope="col" data-align="end">
                Median
              </th>
              <th scope="col" data-align="end">
                p90
              </th>
              <th scope="col" data-align="end">
                Left out
              </th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">Acknowledged after</th>
              <td data-align="end">
                <b>{tookWords(acknowledge.medianMs)}</b>
              </td>
              <td data-align="end">{tookWords(acknowledge.p90Ms)}</td>
              <td data-align="end" data-quiet>
                {leftOutWords(acknowledge)}
              </td>
            </tr>
            <tr>
              <th scope="row">Resolved after</th>
              <td data-align="end">
                <b>{tookWords(resolve.medianMs)}</b>
              </td>
              <td data-align="end">{tookWords(resolve.p90Ms)}</td>
              <td data-align="end" data-quiet>
                {leftOutWords(resolve)}
              </td>
            </tr>
          </tbody>
        </Table>
      </Part>
      <Part title="Signals" note={`${formatWhole(signals.received)} received, in the whole room`}>
        <Table label="Signals">
          <colgroup>
            <col className={styles.colWhat} />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">
                <span className="sr-only">What</span>
              </th>
              <th scope="col" data-align="end">
                Signals
              </th>
              <th scope="col" data-align="end">
                Share
              </th>
            </tr>
          </thead>
          <tbody>
            {(
              [
                ['Dismissed', signals.dismissed],
                ['Linked to an incident', signals.linked],
                ['Undecided, handed over', signals.undecided],
              ] as const
            ).map(([what, count]) => (
              <tr key={what}>
                <th scope="row">{what}</th>
                <td data-align="end">
                  <b>{formatWhole(count)}</b>
                </td>
                <td data-align="end" data-quiet>
                  {share(count)}
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      </Part>
    </div>
  );
}

import type { FigureRow } from '@warroom/shared';
import { formatWhole } from '../ui/format.ts';
import { Table } from '../ui/table.tsx';
import { leftOutWords, tookWords } from './brief-words.ts';
import styles from './handover.module.css';

interface FiguresTableProps {
  label: string;
  /** What the first column is: "Severity". */
  first: string;
  rows: readonly FigureRow[];
  nameOf: (key: string) => string;
}

/** MTTA and MTTR with what they stand on, a line a group. */
export function FiguresTable({ label, first, rows, nameOf }: FiguresTableProps) {
  return (
    <div className={styles.scroll}>
      <Table label={label} className={styles.figures}>
        <thead>
          <tr>
            <th scope="col">{first}</th>
            <th scope="col" data-align="end">
              Opened
            </th>
            <th scope="col" data-align="end">
              Ack. median
            </th>
            <th scope="col" data-align="end">
              p90
            </th>
            <th scope="col" data-align="end">
              Of
            </th>
            <th scope="col" className={styles.colWhy}>
              Left out
            </th>
            <th scope="col" data-align="end">
              Res. median
            </th>
            <th scope="col" data-align="end">
              p90
            </th>
            <th scope="col" data-align="end">
              Of
            </th>
            <th scope="col" className={styles.colWhy}>
              Left out
            </th>
            <th scope="col" data-align="end" className={styles.colMissed}>
              Missed ack / act / res
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row" title={nameOf(row.key)}>
                {nameOf(row.key)}
              </th>
              <td data-align="end">
                <b>{formatWhole(row.opened)}</b>
              </td>
              {[row.acknowledge, row.resolve].map((measured, at) => [
                <td key={`${at} median`} data-align="end">
                  <b>{tookWords(measured.medianMs)}</b>
                </td>,
                <td key={`${at} p90`} data-align="end">
                  {tookWords(measured.p90Ms)}
                </td>,
                <td key={`${at} of`} data-align="end">
                  {formatWhole(measured.count)}
                </td>,
                <td key={`${at} out`} data-quiet title={leftOutWords(measured)}>
                  {leftOutWords(measured)}
                </td>,
              ])}
              <td data-align="end">
                {row.breached.acknowledge} / {row.breached.act} / {row.breached.resolve}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

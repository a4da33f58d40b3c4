import type { WallHappening } from '@warroom/shared';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { formatMoment } from '../../ui/format.ts';
import { Table } from '../../ui/table.tsx';
import { happeningLine } from '../../wall-control/happening-words.ts';
import type { HappeningNames } from '../../wall-control/happening-words.ts';
import styles from '../admin.module.css';
import { Columns } from '../list-row.tsx';
import own from './displays.module.css';

const DAY_MS = 24 * 3_600_000;
const FIRST = 8;

interface HistoryTableProps {
  /** The newest first; null while they are not known. */
  happenings: readonly WallHappening[] | null;
  /** Why they could not be read; null: they could. */
  problem: string | null;
  around: HappeningNames;
}

/** What happened to walls within a day, by whom and why. */
export function HistoryTable({ happenings, problem, around }: HistoryTableProps) {
  const [isWhole, setWhole] = useState(false);
  const { now, zone } = around;
  const today = (happenings ?? []).filter(({ at }) => at > now - DAY_MS);
  const shown = isWhole ? today : today.slice(0, FIRST);
  return (
    <section>
      <div className={styles.sub}>
        <h2>Last 24 hours</h2>
        <span className={styles.tiny}>what happened to walls</span>
      </div>
      {problem !== null && <p className={styles.small}>It could not be read: {problem}</p>}
      {problem === null && happenings !== null && today.length === 0 && (
        <p className={styles.small}>Every wall was there, and nobody changed anything.</p>
      )}
      {shown.length > 0 && (
        <Table label="Last 24 hours" wraps>
          <Columns widths={[112, 120, null]} />
          <thead className="sr-only">
            <tr>
              <th scope="col">When</th>
              <th scope="col">Display</th>
              <th scope="col">What</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((happening) => {
              const { where, who, what, reason, tone } = happeningLine(happening, around);
              return (
                <tr key={happening.seq}>
                  <td className={styles.soft}>{formatMoment(happening.at, now, zone)}</td>
                  <td>{where}</td>
                  <td {...(tone === 'bad' ? { className: styles.bad } : { 'data-quiet': true })}>
                    {who !== null && <b className={own.who}>{who}: </b>}
                    {what}
                    {reason !== null && <span className={own.why}>“{reason}”</span>}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </Table>
      )}
      {today.length > FIRST && (
        <div className={styles.actions}>
          <Button size="s" onClick={() => setWhole(!isWhole)}>
            {isWhole ? 'Fewer' : `All ${today.length}`}
          </Button>
        </div>
      )}
    </section>
  );
}

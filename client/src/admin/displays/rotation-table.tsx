import { Table } from '../../ui/table.tsx';
import { secondsInWords } from '../../wall-control/turns.ts';
import styles from '../admin.module.css';
import { Columns } from '../list-row.tsx';
import type { RotationRow } from './rotation.ts';

/** Which scenes come round, for how long, and where. */
export function RotationTable({ rows }: { rows: readonly RotationRow[] }) {
  return (
    <section>
      <div className={styles.sub}>
        <h2>Rotation</h2>
        <span className={styles.tiny}>by server time, so walls agree</span>
      </div>
      <Table label="Rotation" wraps>
        <Columns widths={[null, 84, 200]} />
        <thead className="sr-only">
          <tr>
            <th scope="col">Scene</th>
            <th scope="col">For</th>
            <th scope="col">On</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ what, dwellS, where, isSkipped }, at) => (
            // The same scene may stand twice in a playlist.
            <tr key={at}>
              <td>{what}</td>
              <td data-align="end">{dwellS === null ? 'pinned' : secondsInWords(dwellS)}</td>
              <td data-quiet>{isSkipped ? 'skipped, nothing to show' : where}</td>
            </tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}

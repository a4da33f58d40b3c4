import { Table } from '../../ui/table.tsx';
import { useAdmin } from '../admin-context.ts';
import styles from '../admin.module.css';
import { Columns } from '../list-row.tsx';
import { CopyBox } from '../secret-once.tsx';
import { DisplayStateDot } from './display-table.tsx';
import own from './displays.module.css';
import type { DisplayState } from './judge-display.ts';

/** How a screen becomes a display. */
export function HowToPair() {
  const { origin } = useAdmin();
  return (
    <>
      <div className={styles.panelHead}>
        <h2>Pair a display</h2>
      </div>
      <ol className={own.steps}>
        <li>Open this address in the browser of the screen’s machine, full screen.</li>
        <li>The screen shows a code, a colour and a word; within seconds they stand here too.</li>
        <li>Compare them by eye, then confirm and set up. A code is good for 10 minutes.</li>
      </ol>
      <CopyBox label="Address" text={`${origin}/wall`} />
      <p className={styles.prose}>
        A display can only read, up to the clearance you give it. Nobody is signed in on it, its
        pairing does not expire, and revoking it here blanks the screen.
      </p>
    </>
  );
}

const STATES: readonly (readonly [DisplayState, string])[] = [
  ['live', 'reports every 10 s, its picture is fresh'],
  ['late', 'no report for more than 20 s'],
  ['stale', 'reports, but its picture is more than 20 s old: the screen says so itself'],
  ['dead', 'no report for more than 60 s: machine, network or browser'],
  ['never', 'paired, but it has not reported yet'],
];

/** What the states mean. */
export function StatesLegend() {
  return (
    <div className={own.two}>
      <div>
        <div className={styles.sub}>
          <h2>States</h2>
          <span className={styles.tiny}>judged by the server’s clock</span>
        </div>
        <Table label="What the states mean" wraps>
          <Columns widths={[84, null]} />
          <tbody>
            {STATES.map(([state, words]) => (
              <tr key={state}>
                <td>
                  <DisplayStateDot state={state} />
                </td>
                <td data-quiet>{words}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      <div>
        <div className={styles.sub}>
          <h2>Worth a look</h2>
          <span className={styles.tiny}>marked in the list</span>
        </div>
        <Table label="What is marked in the list" wraps>
          <Columns widths={[84, null]} />
          <tbody>
            {CONCERNS.map(([what, words]) => (
              <tr key={what}>
                <td>{what}</td>
                <td data-quiet>{words}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
    </div>
  );
}

const CONCERNS: readonly (readonly [string, string])[] = [
  ['Build', 'not the server’s: it takes the new one when no takeover is shown'],
  ['Memory', 'above 1.5 GB: reload it in a quiet minute'],
  ['Clock', 'off by more than 0.5 s: countdowns are corrected, set the machine’s clock'],
  ['Sound', 'blocked: the browser lets none out until it is allowed to'],
  ['Wake lock', 'not held: the screen may go dark by itself'],
];

import { formatClock } from '../../ui/format.ts';
import { Severity } from '../../ui/severity.tsx';
import { StateGlyph } from '../../ui/state-glyph.tsx';
import { Table } from '../../ui/table.tsx';
import styles from '../detail.module.css';
import { useNames, useRoom } from '../room-context.ts';
import { SaidLine } from '../signal-row.tsx';
import type { Chosen } from './plan.ts';

export interface Fate {
  text: string;
  /** `held`: somebody stands in the way; `quiet`: there is nothing to do. */
  tone: 'plain' | 'held' | 'quiet';
}

const LISTED = 100;

/** What will happen to each, or what became of it. */
export function FateTable({
  items,
  head,
  fate,
}: {
  items: readonly Chosen[];
  head: string;
  fate(id: string): Fate;
}) {
  const isSignals = items[0]?.kind !== 'incident';
  return (
    <section className={styles.section} aria-label="What will happen to each">
      <div className={styles.heading}>
        <h2>What will happen to each</h2>
        <small>answered one by one; a refusal of one does not stop the rest</small>
      </div>
      <Table label="What will happen to each">
        <colgroup>
          <col style={{ width: isSignals ? '64px' : '92px' }} />
          <col style={{ width: isSignals ? '130px' : '92px' }} />
          <col />
          <col style={{ width: '260px' }} />
        </colgroup>
        <thead>
          <tr>
            <th>{isSignals ? 'Received' : 'Number'}</th>
            <th>{isSignals ? 'Source' : 'Severity'}</th>
            <th>{isSignals ? 'Signal' : 'Incident'}</th>
            <th>{head}</th>
          </tr>
        </thead>
        <tbody>
          {items.slice(0, LISTED).map((item) => (
            <tr key={item.id}>
              <Cells item={item} />
              <td>
                <FateWords fate={fate(item.id)} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      {items.length > LISTED && <p className={styles.soft}>and {items.length - LISTED} more</p>}
    </section>
  );
}

function FateWords({ fate }: { fate: Fate }) {
  if (fate.tone === 'plain') return <span title={fate.text}>{fate.text}</span>;
  return (
    <span className={fate.tone === 'held' ? styles.held : styles.soft} title={fate.text}>
      {fate.text}
    </span>
  );
}

function Cells({ item }: { item: Chosen }) {
  const names = useNames();
  const { zone } = useRoom().election.election;
  if (item.kind === 'incident') {
    const { incident } = item;
    return (
      <>
        <td>
          <code>{item.id}</code>
        </td>
        <td>{incident && <Severity level={incident.severity} />}</td>
        <td>
          {incident ? (
            <>
              <StateGlyph state={incident.state} /> · {incident.title}
            </>
          ) : (
            'not loaded here'
          )}
        </td>
      </>
    );
  }
  const { signal } = item;
  return (
    <>
      <td data-quiet>{signal ? formatClock(signal.receivedAt, zone) : '–'}</td>
      <td data-quiet>{signal ? names.source(signal.source) : '–'}</td>
      <td dir="auto">
        {signal ? <SaidLine signal={signal} /> : 'not loaded here; the server decides'}
      </td>
    </>
  );
}

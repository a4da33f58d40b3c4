import type { IncidentView, SignalView } from '@warroom/shared';
import { useCallback, useEffect, useRef, useState } from 'react';
import { api } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { formatClock, formatWhole } from '../ui/format.ts';
import { Table } from '../ui/table.tsx';
import styles from './detail.module.css';
import { send } from './perform.ts';
import { useBoard, useNames } from './room-context.ts';
import { firstLine } from './signal-row.tsx';
import { channelWord } from './words.ts';

const FIRST = 8;
const MORE = 50;
const EVERY_MS = 1_000;

/** The signals behind an incident, newest first, paged; each can be unlinked. */
export function LinkedSignals({
  incident,
  canWrite,
}: {
  incident: IncidentView;
  canWrite: boolean;
}) {
  const { room, go } = useBoard();
  const names = useNames();
  const [items, setItems] = useState<readonly SignalView[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [problem, setProblem] = useState('');
  const readAt = useRef(-EVERY_MS);
  const { id, signalCount } = incident;
  const { id: election, zone } = room.election.election;

  const load = useCallback(
    async (before: string | null, limit: number): Promise<void> => {
      const params = new URLSearchParams({ limit: String(limit) });
      if (before !== null) params.set('before', before);
      const result = await api<{ items: SignalView[]; next: string | null }>(
        `/api/elections/${election}/incidents/${id}/signals?${params.toString()}`,
      );
      if (!result.ok) {
        setProblem(result.error.message);
        return;
      }
      setProblem('');
      setItems((known) =>
        before === null ? result.value.items : [...known, ...result.value.items],
      );
      setNext(result.value.next);
    },
    [election, id],
  );
  // The count changes when signals are linked or unlinked, by whomever.
  useEffect(() => {
    if (signalCount === 0) {
      setItems([]);
      setNext(null);
      return;
    }
    // While a claim spreads, signals are linked by the dozen: read at most once a second.
    const waitMs = Math.max(0, readAt.current + EVERY_MS - performance.now());
    const timer = setTimeout(() => {
      readAt.current = performance.now();
      void load(null, FIRST);
    }, waitMs);
    return () => clearTimeout(timer);
  }, [load, signalCount]);

  return (
    <section className={styles.section} aria-label="Linked signals">
      <div className={styles.heading}>
        <h2>Linked signals</h2>
        <small>
          {signalCount === 0
            ? 'none yet: choose signals in the queue and press 2'
            : `${formatWhole(Math.min(items.length, signalCount))} of ${formatWhole(signalCount)}, newest first`}
        </small>
        <span className={styles.grow} />
        {next !== null && (
          <Button look="link" size="s" onClick={() => void load(next, MORE)}>
            {signalCount - items.length > MORE ? `${MORE} more` : `all ${formatWhole(signalCount)}`}
          </Button>
        )}
      </div>
      {problem !== '' && (
        <p className={styles.soft}>
          {problem}{' '}
          <Button look="link" size="s" onClick={() => void load(null, FIRST)}>
            Try again
          </Button>
        </p>
      )}
      {items.length > 0 && (
        <Table label="Linked signals">
          <colgroup>
            <col style={{ width: '64px' }} />
            <col style={{ width: '130px' }} />
            <col />
            <col style={{ width: '70px' }} />
            <col style={{ width: '56px' }} />
          </colgroup>
          <tbody>
            {items.map((signal) => (
              <tr key={signal.id}>
                <td>
                  <span className={styles.soft}>{formatClock(signal.receivedAt, zone)}</span>
                </td>
                <td data-quiet>{names.source(signal.source)}</td>
                <td className={styles.said}>
                  <button
                    type="button"
                    lang={signal.language ?? undefined}
                    onClick={() => go({ sel: { kind: 'signal', id: signal.id } })}
                  >
                    {firstLine(signal)}
                  </button>
                </td>
                <td data-align="end">
                  <span className={styles.soft}>
                    {signal.sourceResolvedAt === null
                      ? channelWord(signal.channel)
                      : 'over at source'}
                  </span>
                </td>
                <td data-align="end">
                  {canWrite && (
                    <Button
                      look="link"
                      size="s"
                      aria-label={`Unlink: ${firstLine(signal).slice(0, 60)}`}
                      onClick={() =>
                        void send(
                          room,
                          { type: 'incident.unlink', incident: id, signals: [signal.id] },
                          `Unlinked a signal from ${id}`,
                        )
                      }
                    >
                      unlink
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </section>
  );
}

import type { IncidentView, SignalView } from '@warroom/shared';
import { useCallback, useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { api } from '../api.ts';
import { Veil, VeiledLine } from '../care/veil.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { formatClock, formatWhole, plural } from '../ui/format.ts';
import { Table } from '../ui/table.tsx';
import { openOverlay } from './board-ui.ts';
import styles from './detail.module.css';
import { send } from './perform.ts';
import { useBlocked, useBoard, useKeyOf, useNames } from './room-context.ts';
import { firstLine } from './signal-row.tsx';
import { incidentDistresses, useSignalVeiled, veilItem } from './veiling.ts';
import { channelWord } from './words.ts';

const FIRST = 8;
const MORE = 50;
const EVERY_MS = 1_000;

/** The signals behind an incident, newest first, paged; some of them can be moved, split off or unlinked. */
export function LinkedSignals({
  incident,
  canWrite,
}: {
  incident: IncidentView;
  canWrite: boolean;
}) {
  const { room } = useBoard();
  const veilKey = useKeyOf('unveil');
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [items, setItems] = useState<readonly SignalView[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [problem, setProblem] = useState('');
  const readAt = useRef(-EVERY_MS);
  const { id, signalCount } = incident;
  const { id: election } = room.election.election;

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
        <Veil
          person={room.me}
          looking={room.looking}
          item={veilItem({ kind: 'incident', id })}
          isDistressing={incidentDistresses(incident)}
          keyHint={veilKey}
        >
          <div role="presentation" onKeyDown={moveInTicks}>
            <Table label="Linked signals">
              <colgroup>
                {canWrite && <col style={{ width: '28px' }} />}
                <col style={{ width: '74px' }} />
                <col style={{ width: '130px' }} />
                <col />
                <col style={{ width: '90px' }} />
              </colgroup>
              <tbody>
                {items.map((signal) => (
                  <LinkedRow
                    key={signal.id}
                    signal={signal}
                    incident={incident}
                    isPicked={picked.has(signal.id)}
                    onPick={
                      canWrite
                        ? (isPicked) =>
                            setPicked((before) => {
                              const after = new Set(before);
                              if (isPicked) after.add(signal.id);
                              else after.delete(signal.id);
                              return after;
                            })
                        : undefined
                    }
                  />
                ))}
              </tbody>
            </Table>
          </div>
        </Veil>
      )}
      {canWrite && (
        <PickedBar
          incident={id}
          // What was moved meanwhile, by whomever, is no longer there to be chosen.
          signals={items.filter((signal) => picked.has(signal.id)).map((signal) => signal.id)}
          onClear={() => setPicked(new Set())}
        />
      )}
    </section>
  );
}

/** Up and Down move between the ticks; Space ticks, and must not reach the board, where it peeks. */
function moveInTicks(event: KeyboardEvent<HTMLDivElement>): void {
  if (!(event.target instanceof HTMLInputElement)) return;
  if (event.key === ' ') {
    event.stopPropagation();
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  const ticks = [...event.currentTarget.querySelectorAll<HTMLInputElement>('input')];
  ticks[ticks.indexOf(event.target) + step]?.focus();
}

interface LinkedRowProps {
  signal: SignalView;
  incident: IncidentView;
  isPicked: boolean;
  /** Absent where nothing can be done with it. */
  onPick: ((isPicked: boolean) => void) | undefined;
}

function LinkedRow({ signal, incident, isPicked, onPick }: LinkedRowProps) {
  const { room } = useBoard();
  const names = useNames();
  const isVeiled = useSignalVeiled(signal, incident);
  const { zone } = room.election.election;
  const others = signal.incidents.filter((one) => one !== incident.id);
  // What came with an incident that was merged into this one is moved by taking that out again.
  const isHere = signal.incidents.includes(incident.id);
  const line = firstLine(signal);
  return (
    <tr aria-selected={isPicked || undefined}>
      {onPick && (
        <td>
          {isHere && (
            <Checkbox
              isChecked={isPicked}
              onChange={onPick}
              ariaLabel={isVeiled ? 'Select: veiled, may distress' : `Select: ${line.slice(0, 60)}`}
            />
          )}
        </td>
      )}
      <td>
        <span className={styles.soft}>{formatClock(signal.receivedAt, zone)}</span>
      </td>
      <td data-quiet>{names.source(signal.source)}</td>
      <td className={styles.said}>
        <SaidButton signal={signal} isVeiled={isVeiled} />
      </td>
      <td data-align="end">
        <span
          className={styles.soft}
          title={
            others.length === 0
              ? undefined
              : `${isHere ? 'Also linked' : 'Linked'} to ${others.join(', ')}${isHere ? '' : ', merged into this one'}`
          }
        >
          {others.length > 0
            ? `${isHere ? 'also in' : 'from'} ${others.length === 1 ? others[0] : others.length}`
            : signal.sourceResolvedAt === null
              ? channelWord(signal.channel)
              : 'over at source'}
        </span>
      </td>
    </tr>
  );
}

function SaidButton({ signal, isVeiled }: { signal: SignalView; isVeiled: boolean }) {
  const { go } = useBoard();
  return (
    <button
      type="button"
      lang={signal.language ?? undefined}
      onClick={() => go({ sel: { kind: 'signal', id: signal.id } })}
    >
      <VeiledLine isVeiled={isVeiled}>{firstLine(signal)}</VeiledLine>
    </button>
  );
}

/** What can be done with the signals that were ticked. */
function PickedBar({
  incident,
  signals,
  onClear,
}: {
  incident: string;
  signals: readonly string[];
  onClear: () => void;
}) {
  const { room } = useBoard();
  const blocked = useBlocked() ?? undefined;
  if (signals.length === 0) return null;
  async function unlink(): Promise<void> {
    const result = await send(
      room,
      { type: 'incident.unlink', incident, signals: [...signals] },
      `Unlinked ${plural(signals.length, 'signal')} from ${incident}`,
    );
    if (result.kind === 'done') onClear();
  }
  const open = (what: 'move' | 'split') => (): void =>
    openOverlay(room.ui, { kind: 'move-signals', what, incident, signals });
  return (
    <div className={styles.picked} role="toolbar" aria-label="The signals selected">
      <span>{plural(signals.length, 'signal')} selected</span>
      <span className={styles.grow} />
      <Button size="s" disabledReason={blocked} onClick={open('move')}>
        Move to…
      </Button>
      <Button size="s" disabledReason={blocked} onClick={open('split')}>
        Split off…
      </Button>
      <Button size="s" disabledReason={blocked} onClick={() => void unlink()}>
        Unlink
      </Button>
      <Button size="s" look="quiet" onClick={onClear}>
        Clear
      </Button>
    </div>
  );
}

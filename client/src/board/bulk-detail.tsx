import type { IncidentView, SignalView } from '@warroom/shared';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { useNow } from '../store/ticker.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { formatClock, formatTimer, plural } from '../ui/format.ts';
import { Key } from '../ui/key.tsx';
import { Severity } from '../ui/severity.tsx';
import { StateGlyph } from '../ui/state-glyph.tsx';
import { Table } from '../ui/table.tsx';
import { signalActions } from './actions.ts';
import styles from './detail.module.css';
import type { BoardRoom } from './board-room.ts';
import { likelyIncidents } from './likely.ts';
import type { Likely } from './likely.ts';
import { performOnSignals, sendMany, sortChosen } from './perform.ts';
import { useActionContext, useNames, useRoom, useUi } from './room-context.ts';
import { firstLine } from './signal-row.tsx';

const LISTED = 60;
/** Of a large choice, so many are looked at to guess where they belong. */
const SAMPLED = 50;

/** Several signals chosen: what will happen to each is shown before it happens. */
export function BulkDetail() {
  const room = useRoom();
  const names = useNames();
  const chosen = useUi((state) => state.chosen);
  const context = useActionContext();
  const now = useNow(room.clock);
  // Drawn anew when a row's fate changes; the beat of the clock covers claims.
  useStore(room.lane.store, (state) => state.left);
  const signals = [...chosen]
    .flatMap((id) => room.lane.records.get(id) ?? [])
    .sort((a, b) => b.receivedAt - a.receivedAt);
  const { free, held, decided } = sortChosen(signals, room.me, now);
  const freeIds = free.map((signal) => signal.id);
  // Worked out once per choice: a list that moves can't be aimed at.
  const likely = useMemo(() => likelyForAll(room, chosen), [room, chosen]);
  const [best] = likely;
  const offers = signalActions(free.length > 0 ? free : signals, context);
  const { zone } = room.election.election;
  const places = counted(
    signals.map((signal) =>
      signal.jurisdiction === null ? 'no place' : names.jurisdiction(signal.jurisdiction),
    ),
  );
  const sources = counted(signals.map((signal) => names.source(signal.source)));
  const first = signals.at(-1);
  const last = signals[0];

  const link = (incident: string): void => {
    room.ui.setState({ chosen: new Set() });
    void sendMany(
      room,
      freeIds,
      (some) => ({ type: 'incident.link', incident, signals: some }),
      (what) => `Linked ${what} to ${incident}`,
    );
  };

  return (
    <section className={styles.detail} aria-label={`${plural(chosen.size, 'signal')} selected`}>
      <div className={styles.body}>
        <h1 className={styles.title}>{plural(chosen.size, 'signal')} selected</h1>
        <p className={styles.soft}>
          {[
            free.length === 1
              ? '1 can be worked on as it is.'
              : `${free.length} can be worked on as they are.`,
            held.length > 0
              ? `${held.length} ${held.length === 1 ? 'is' : 'are'} claimed by ${listNames(held, names.person)}.`
              : '',
            decided.length > 0
              ? `${decided.length} ${decided.length === 1 ? 'was' : 'were'} decided meanwhile.`
              : '',
          ].join(' ')}
        </p>
        <div className={styles.fields} style={{ gridTemplateColumns: 'repeat(3, minmax(0, 1fr))' }}>
          <Summary label="Jurisdiction" counts={places} />
          <Summary label="Sources" counts={sources} />
          <div className={styles.field}>
            <span className={styles.fieldHead}>Seen</span>
            <span className={styles.fieldValue}>
              {first && last
                ? `${formatClock(first.receivedAt, zone)}–${formatClock(last.receivedAt, zone)}`
                : '–'}
            </span>
          </div>
        </div>
        <section className={styles.section} aria-label="Link to">
          <div className={styles.heading}>
            <h2>Link to</h2>
            <small>best match first</small>
          </div>
          {likely.map(({ incident, why }, index) => (
            <button
              key={incident.id}
              type="button"
              className={styles.offer}
              data-first={index === 0 || undefined}
              onClick={() => link(incident.id)}
            >
              <span />
              <Severity level={incident.severity} />
              <span className={styles.number}>{incident.id}</span>
              <span>{incident.title}</span>
              <span className={styles.soft}>
                <StateGlyph state={incident.state} /> · {why}
              </span>
              <Avatar
                name={incident.assignee === null ? null : names.person(incident.assignee)}
                isSelf={incident.assignee === room.me}
                isDecoration
              />
            </button>
          ))}
          <button
            type="button"
            className={styles.offer}
            onClick={() => performOnSignals(room, freeIds, 'link')}
          >
            <Key of="2" />
            <span style={{ gridColumn: '2 / -1' }}>Choose an incident…</span>
          </button>
          <button
            type="button"
            className={styles.offer}
            onClick={() => performOnSignals(room, freeIds, 'open')}
          >
            <Key of="n" />
            <span style={{ gridColumn: '2 / -1' }}>
              New incident from {free.length === 1 ? 'this one' : `these ${free.length}`}
            </span>
          </button>
        </section>
        <section className={styles.section} aria-label="What will happen to each">
          <div className={styles.heading}>
            <h2>What will happen to each</h2>
            <small>answered one by one; a refusal of one does not stop the rest</small>
          </div>
          <Table label="What will happen to each">
            <colgroup>
              <col style={{ width: '64px' }} />
              <col style={{ width: '140px' }} />
              <col />
              <col style={{ width: '220px' }} />
            </colgroup>
            <thead>
              <tr>
                <th>Received</th>
                <th>Source</th>
                <th>Signal</th>
                <th>Then</th>
              </tr>
            </thead>
            <tbody>
              {signals.slice(0, LISTED).map((signal) => (
                <tr key={signal.id}>
                  <td data-quiet>{formatClock(signal.receivedAt, zone)}</td>
                  <td data-quiet>{names.source(signal.source)}</td>
                  <td dir="auto">{firstLine(signal)}</td>
                  <td>
                    <Fate signal={signal} now={now} me={room.me} person={names.person} />
                  </td>
                </tr>
              ))}
            </tbody>
          </Table>
          {signals.length > LISTED && (
            <p className={styles.soft}>and {signals.length - LISTED} more</p>
          )}
        </section>
      </div>
      <div
        className={`${styles.actions ?? ''} ${styles.bulk ?? ''}`}
        role="toolbar"
        aria-label="Actions on the selected signals"
      >
        <b className={styles.hot}>{chosen.size} selected</b>
        <span className={styles.bar} />
        {best && (
          <Button
            look="primary"
            disabledReason={
              offers.find(({ id }) => id === 'link')?.disabledReason ??
              (free.length === 0 ? 'none of them can be linked now' : undefined)
            }
            onClick={() => link(best.incident.id)}
          >
            Link {free.length} to {best.incident.id}
          </Button>
        )}
        {offers.map((offer) => (
          <Button
            key={offer.id}
            look="quiet"
            keyHint={offer.keyHint}
            disabledReason={
              offer.disabledReason ??
              (free.length === 0 ? 'none of them can be worked on now' : undefined)
            }
            onClick={() => performOnSignals(room, freeIds, offer.id)}
          >
            {offer.label}
          </Button>
        ))}
        <span className={styles.grow} />
        <Button
          look="quiet"
          keyHint="escape"
          onClick={() => room.ui.setState({ chosen: new Set() })}
        >
          Clear
        </Button>
      </div>
    </section>
  );
}

function Fate(props: { signal: SignalView; now: number; me: string; person(id: string): string }) {
  const { signal, now, me, person } = props;
  if (signal.state !== 'undecided') {
    return (
      <span>
        {signal.state === 'linked' ? `linked to ${signal.incidents.join(', ')}` : 'dismissed'}: left
        out
      </span>
    );
  }
  const { claim } = signal;
  if (claim !== null && claim.by !== me && claim.until > now) {
    return (
      <span>
        <span className={styles.held}>held by {person(claim.by)}</span>{' '}
        {formatTimer(claim.until - now)} left, left out
      </span>
    );
  }
  return <span>goes along</span>;
}

function Summary({ label, counts }: { label: string; counts: [string, number][] }) {
  const [most, ...rest] = counts;
  return (
    <div className={styles.field}>
      <span className={styles.fieldHead}>{label}</span>
      <span className={styles.fieldValue}>
        <span>{most?.[0] ?? '–'}</span>
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

function listNames(signals: readonly SignalView[], person: (id: string) => string): string {
  return [...new Set(signals.map((signal) => person(signal.claim?.by ?? '')))].join(', ');
}

function likelyForAll(room: BoardRoom, chosen: ReadonlySet<string>): Likely[] {
  const all = [...room.incidents.values()];
  const scores = new Map<string, { incident: IncidentView; count: number }>();
  for (const id of [...chosen].slice(0, SAMPLED)) {
    const signal = room.lane.records.get(id);
    for (const { incident } of signal ? likelyIncidents(signal, all, 3) : []) {
      const known = scores.get(incident.id) ?? { incident, count: 0 };
      known.count += 1;
      scores.set(incident.id, known);
    }
  }
  return [...scores.values()]
    .toSorted((a, b) => b.count - a.count)
    .slice(0, 3)
    .map(({ incident, count }) => ({ incident, why: `${count} of them may belong to it` }));
}

import type { Audience, SignalsMessage, SignalView, Tlp } from '@warroom/shared';
import { audienceKey, sees, TLP_ORDER } from '@warroom/shared';
import type { Room, RoomChange } from '../desk/room.ts';
import type { StoredEvent } from '../journal/journal.ts';

/** What happened to the signal queue between two pulses, bounded whatever comes in. */
export interface SignalsPulse {
  /** Answers whether there is anything to tell. */
  collect(change: RoomChange): boolean;
  /** Forgets what was collected: nobody watches. */
  reset(): void;
  /** A message for each audience; undefined for those for whom nothing changed that they may see. */
  take(audiences: readonly Audience[]): Promise<(SignalsMessage | undefined)[]>;
  /** The counts alone, with the order to fetch the page: for those who just began to watch, or missed some. */
  reload(audience: Audience): SignalsMessage;
}

const NEWEST = 50;
/** More that changed or left than this is not told one by one: the page is fetched again. */
const MAX_TOLD = 200;

interface Collected {
  received: Map<Tlp, { count: number; newest: StoredEvent[] }>;
  changed: Set<string>;
  gone: Map<string, string | null>;
}

interface Tally {
  undecided: number;
  oldestAt: number;
}

/** The pulse of one room's signals. */
export function signalsPulse(room: Room): SignalsPulse {
  const { situation } = room;
  let collected = nothing();
  /** The counts that each audience was last told, so that hidden traffic causes no message. */
  const told = new Map<string, string>();
  /** A pulse failed, so what it held was never told. */
  let lost = false;

  /** Undecided signals by label, in one pass for all audiences. */
  function tallies(): Map<Tlp, Tally> {
    const byLabel = new Map<Tlp, Tally>();
    for (const { signal } of situation.signals.values()) {
      const tally = byLabel.get(signal.tlp);
      if (!tally) byLabel.set(signal.tlp, { undecided: 1, oldestAt: signal.receivedAt });
      else {
        tally.undecided += 1;
        if (signal.receivedAt < tally.oldestAt) tally.oldestAt = signal.receivedAt;
      }
    }
    return byLabel;
  }

  function counts(
    byLabel: Map<Tlp, Tally>,
    audience: Audience,
  ): { undecided: number; oldestAt: number | null } {
    let undecided = 0;
    let oldestAt: number | null = null;
    for (const tlp of labelsOf(audience)) {
      const tally = byLabel.get(tlp);
      if (!tally) continue;
      undecided += tally.undecided;
      oldestAt = Math.min(oldestAt ?? tally.oldestAt, tally.oldestAt);
    }
    return { undecided, oldestAt };
  }

  /** A signal's view names its incidents; those that the audience may not know of are left out. */
  function withoutHidden(view: SignalView, audience: Audience): SignalView {
    const incidents = view.incidents.filter((id) => visible(id, audience));
    return incidents.length === view.incidents.length ? view : { ...view, incidents };
  }

  function visible(incident: string, audience: Audience): boolean {
    const tracked = situation.incidents.get(incident);
    return tracked !== undefined && sees(audience, tracked.incident);
  }

  function newestFor(
    received: Collected['received'],
    audience: Audience,
  ): { newest: SignalView[]; count: number } {
    let count = 0;
    const events: StoredEvent[] = [];
    for (const tlp of labelsOf(audience)) {
      count += received.get(tlp)?.count ?? 0;
      events.push(...(received.get(tlp)?.newest ?? []));
    }
    const newest: SignalView[] = [];
    for (const event of events.toSorted((a, b) => b.seq - a.seq)) {
      const view = newest.length < NEWEST ? room.signalOf(event, audience) : undefined;
      if (view) newest.push(withoutHidden(view, audience));
    }
    return { newest, count };
  }

  async function messageFor(
    audience: Audience,
    asOf: number,
    byLabel: Map<Tlp, Tally>,
    taken: Collected,
  ): Promise<SignalsMessage | undefined> {
    const { newest, count } = newestFor(taken.received, audience);
    const now = counts(byLabel, audience);
    const key = audienceKey(audience);
    const before = told.get(key);
    const after = JSON.stringify(now);
    told.set(key, after);
    const reload = lost || taken.changed.size + taken.gone.size > MAX_TOLD;
    const changed: SignalView[] = [];
    const gone: SignalsMessage['gone'] = [];
    if (!reload && taken.changed.size + taken.gone.size > 0) {
      // Only what the audience may see comes back: the ids of others are not named to it.
      const views = await room.signals([...taken.changed, ...taken.gone.keys()], audience);
      for (const found of views) {
        const view = withoutHidden(found, audience);
        if (view.state === 'undecided') changed.push(view);
        else {
          const by = taken.gone.get(view.id) ?? null;
          gone.push({
            id: view.id,
            how: view.state,
            incident: view.incidents.at(-1) ?? null,
            by: audience.redaction === 'none' ? by : null,
          });
        }
      }
    }
    // An order to reload could tell of hidden signals, unless this audience sees what comes in by default.
    const worth = reload && sees(audience, { tlp: room.rules.defaultTlp });
    if (count + changed.length + gone.length === 0 && before === after && !worth) return undefined;
    return {
      asOf,
      ...now,
      newest,
      skipped: Math.max(0, count - newest.length),
      changed,
      gone,
      reload,
    };
  }

  return {
    collect({ events }) {
      let any = false;
      for (const event of events) any = collectOne(collected, event) || any;
      return any;
    },
    reset() {
      collected = nothing();
    },
    async take(audiences) {
      const taken = collected;
      collected = nothing();
      const asOf = room.asOf();
      const byLabel = tallies();
      try {
        const messages = await Promise.all(
          audiences.map((audience) => messageFor(audience, asOf, byLabel, taken)),
        );
        lost = false;
        return messages;
      } catch (error) {
        lost = true;
        throw error;
      }
    },
    reload(audience) {
      const now = counts(tallies(), audience);
      told.set(audienceKey(audience), JSON.stringify(now));
      return {
        asOf: room.asOf(),
        ...now,
        newest: [],
        skipped: 0,
        changed: [],
        gone: [],
        reload: true,
      };
    },
  };
}

function nothing(): Collected {
  return { received: new Map(), changed: new Set(), gone: new Map() };
}

function labelsOf(audience: Audience): Tlp[] {
  return TLP_ORDER.filter((tlp) => sees(audience, { tlp }));
}

function collectOne(into: Collected, event: StoredEvent): boolean {
  if (!event.aggregate.startsWith('signal:')) return false;
  const id = event.aggregate.slice('signal:'.length);
  switch (event.type) {
    case 'signal.received': {
      const tlp = event.data['tlp'] as Tlp;
      const entry = into.received.get(tlp) ?? { count: 0, newest: [] };
      entry.count += 1;
      entry.newest.push(event);
      // Cut now and then, not on every one.
      if (entry.newest.length > 4 * NEWEST) entry.newest.splice(0, entry.newest.length - NEWEST);
      into.received.set(tlp, entry);
      return true;
    }
    case 'signal.linked':
    case 'signal.dismissed':
      into.changed.delete(id);
      if (into.gone.size <= MAX_TOLD)
        into.gone.set(id, typeof event.by['id'] === 'string' ? event.by['id'] : null);
      return true;
    default:
      into.gone.delete(id);
      if (into.changed.size <= MAX_TOLD) into.changed.add(id);
      return true;
  }
}

import type { Election } from './election.ts';
import type { Jurisdiction, Phase } from './election.ts';
import { epochMsOf } from './local-time.ts';

/** A polling window with its times as epoch ms. */
export interface CompiledWindow {
  readonly opensMs: number;
  readonly closesMs: number;
  readonly method: 'in-person' | 'ballot-return';
  readonly note: string | undefined;
}

/** An instant at which polls open or close, and the codes of the jurisdictions it concerns. */
export interface PollsEvent {
  readonly at: number;
  readonly kind: 'opens' | 'closes';
  /** Codes in the order of the file. */
  readonly jurisdictions: readonly string[];
}

/** An election with its local times turned into epoch ms once, because Intl is slow. */
export interface CompiledElection {
  readonly election: Election;
  readonly byId: ReadonlyMap<string, Jurisdiction>;
  readonly byCode: ReadonlyMap<string, Jurisdiction>;
  /** Windows by jurisdiction id, in order of opening; inherited from the nearest ancestor that has any. */
  readonly windows: ReadonlyMap<string, readonly CompiledWindow[]>;
  /** All polls events in order of time; of one instant, closings first. */
  readonly events: readonly PollsEvent[];
  /** First opening and last closing anywhere; NaN where nothing is polled. */
  readonly firstOpensMs: number;
  readonly lastClosesMs: number;
  /** The dated phases in order of time; `untilMs` is Infinity where the file leaves it out. */
  readonly calendar: readonly {
    readonly id: Phase;
    readonly fromMs: number;
    readonly untilMs: number;
  }[];
  /** Names by full category code: `OPS` and `OPS.long-lines`. */
  readonly categories: ReadonlyMap<string, string>;
}

/** Turns a checked election into the form every question below is asked of. Build it once an election. */
export function compileElection(election: Election): CompiledElection {
  const byId = new Map(
    election.jurisdictions.map((jurisdiction) => [jurisdiction.id, jurisdiction]),
  );
  const windows = new Map<string, readonly CompiledWindow[]>();
  const events = new Map<
    string,
    { at: number; kind: 'opens' | 'closes'; jurisdictions: string[] }
  >();

  const own = new Map(
    election.jurisdictions.map((jurisdiction) => [jurisdiction.id, windowsOf(jurisdiction)]),
  );
  for (const jurisdiction of election.jurisdictions) {
    windows.set(jurisdiction.id, inherited(jurisdiction, byId, own));
    for (const window of own.get(jurisdiction.id) ?? []) {
      for (const [kind, at] of [
        ['opens', window.opensMs],
        ['closes', window.closesMs],
      ] as const) {
        const key = `${at} ${kind}`;
        const event = events.get(key) ?? { at, kind, jurisdictions: [] };
        if (!event.jurisdictions.includes(jurisdiction.code))
          event.jurisdictions.push(jurisdiction.code);
        events.set(key, event);
      }
    }
  }
  const ordered = [...events.values()].toSorted(
    (a, b) => a.at - b.at || a.kind.localeCompare(b.kind),
  );
  return {
    election,
    byId,
    byCode: new Map(
      election.jurisdictions.map((jurisdiction) => [jurisdiction.code, jurisdiction]),
    ),
    windows,
    events: ordered,
    firstOpensMs: ordered[0]?.at ?? Number.NaN,
    lastClosesMs: ordered.at(-1)?.at ?? Number.NaN,
    calendar: election.calendar
      .map(({ id, from, until }) => ({
        id,
        fromMs: epochMsOf(from, election.zone),
        untilMs: until === undefined ? Number.POSITIVE_INFINITY : epochMsOf(until, election.zone),
      }))
      .toSorted((a, b) => a.fromMs - b.fromMs),
    categories: new Map(
      election.taxonomy.flatMap((heading) => [
        [heading.code, heading.name] as const,
        ...heading.subs.map((sub) => [`${heading.code}.${sub.code}`, sub.name] as const),
      ]),
    ),
  };
}

function windowsOf(jurisdiction: Jurisdiction): CompiledWindow[] {
  return (jurisdiction.polls ?? [])
    .map((window) => ({
      opensMs: epochMsOf(window.opens, window.zone ?? jurisdiction.zone),
      closesMs: epochMsOf(window.closes, window.zone ?? jurisdiction.zone),
      method: window.method ?? ('in-person' as const),
      note: window.note,
    }))
    .toSorted((a, b) => a.opensMs - b.opensMs || a.closesMs - b.closesMs);
}

function inherited(
  from: Jurisdiction,
  byId: ReadonlyMap<string, Jurisdiction>,
  own: ReadonlyMap<string, CompiledWindow[]>,
): readonly CompiledWindow[] {
  const seen = new Set<string>();
  let jurisdiction: Jurisdiction | undefined = from;
  while (jurisdiction && !seen.has(jurisdiction.id)) {
    const found = own.get(jurisdiction.id) ?? [];
    if (found.length > 0) return found;
    // A ring of parents is refused when the file is read; here it must only not hang.
    seen.add(jurisdiction.id);
    jurisdiction = jurisdiction.parent === undefined ? undefined : byId.get(jurisdiction.parent);
  }
  return [];
}

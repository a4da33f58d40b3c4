import { epochMsOf, pollsState, type CompiledElection, type PollsState } from '@warroom/shared';
import { formatZone } from '../ui/format.ts';

/** An opening or a closing of polls at one instant, in one zone. */
export interface PollsLine {
  at: number;
  kind: 'opens' | 'closes';
  /** IANA zone of the places, for their local time; of several with one name, the first's. */
  zone: string;
  /** The zone's short name, "CT". */
  zoneName: string;
  /** Codes of the places, in the order of the file. */
  places: readonly string[];
}

export interface PollsList {
  /** Each zone's next event, the soonest first; where all is in one zone, the events one after the other. */
  lines: readonly PollsLine[];
  isByZone: boolean;
  /** Short names of the zones in which the last polls have closed. */
  over: readonly string[];
  /** Places by where their polls stand; those without polls of their own are not counted. */
  states: Readonly<Record<PollsState, number>>;
  /** When the very last polls close, epoch ms; null where nothing is polled. */
  lastClosesMs: number | null;
}

/** More events than any wall has room for. */
const MAX_LINES = 24;
const LONGEST_ZONE = 5;

/** A zone's name short enough for a column: "ET", "GMT+1". */
export function zoneName(atMs: number, zone: string): string {
  const generic = formatZone(atMs, zone, true);
  return generic.length <= LONGEST_ZONE ? generic : formatZone(atMs, zone);
}

/** Every opening and closing in order of time, one line an instant, kind and zone name. Made once an election. */
export function pollsLines({ election }: CompiledElection): PollsLine[] {
  const lines = new Map<string, PollsLine & { places: string[] }>();
  for (const { code, zone: main, polls = [] } of election.jurisdictions) {
    for (const { opens, closes, zone = main } of polls) {
      for (const [kind, at] of [
        ['opens', epochMsOf(opens, zone)],
        ['closes', epochMsOf(closes, zone)],
      ] as const) {
        const name = zoneName(at, zone);
        const key = `${at} ${kind} ${name}`;
        const line = lines.get(key) ?? { at, kind, zone, zoneName: name, places: [] };
        if (!line.places.includes(code)) line.places.push(code);
        lines.set(key, line);
      }
    }
  }
  return [...lines.values()].toSorted((a, b) => a.at - b.at || a.kind.localeCompare(b.kind));
}

/** What opens and closes next after `nowMs`. */
export function pollsList(
  compiled: CompiledElection,
  lines: readonly PollsLine[],
  nowMs: number,
): PollsList {
  const states: Record<PollsState, number> = {
    before: 0,
    open: 0,
    'last-hour': 0,
    closed: 0,
    none: 0,
  };
  for (const { id, polls } of compiled.election.jurisdictions) {
    if (polls !== undefined && polls.length > 0) states[pollsState(compiled, id, nowMs)] += 1;
  }
  const names = [...new Set(lines.map((line) => line.zoneName))];
  const next = lines.filter(({ at }) => at > nowMs);
  const isByZone = names.length > 1;
  const shown = isByZone
    ? names.flatMap((name) => next.find((line) => line.zoneName === name) ?? [])
    : next.slice(0, MAX_LINES);
  return {
    lines: shown.toSorted((a, b) => a.at - b.at),
    isByZone,
    over: names.filter((name) => !next.some((line) => line.zoneName === name)),
    states,
    lastClosesMs: lines.at(-1)?.at ?? null,
  };
}

import type {
  CompiledElection,
  DisplayReport,
  IncidentView,
  MetricsView,
  OnCallMessage,
  Redaction,
  SignalView,
  SourceView,
  StreamName,
  Tlp,
  WallProgram,
} from '@warroom/shared';
import { freshness, worstFreshness, type Freshness } from '../feed/freshness.ts';

/** Whose eyes the wall has. `preview` is a member of staff who looks at it with their own session. */
export interface WallIdentity {
  kind: 'display' | 'preview';
  name: string;
  clearance: Tlp;
  redaction: Redaction;
}

/** Until when each stream's picture is known to be whole, epoch ms; null when nothing came yet. */
export type AsOf = Readonly<Record<StreamName, number | null>>;

/** A view of the team that the ticker follows. */
export interface TickerView {
  id: string;
  title: string;
  /** As typed; see `parseQuery`. */
  query: string;
}

/** Everything a scene can show. Parts keep their identity until they change. */
export interface WallData {
  compiled: CompiledElection;
  identity: WallIdentity;
  /** All that the wall may see, closed ones among them for a while; no order. */
  incidents: readonly IncidentView[];
  /** The newest undecided signals, newest first, at most 40; those of the ticker's view where it follows one. */
  signals: readonly SignalView[];
  /** What the ticker follows; none: all that is new. */
  ticker?: TickerView | null;
  /** The incidents among which the ticker finds its news; missing: all. */
  news?: readonly IncidentView[] | undefined;
  /** Announcements and views that it may show, and what is scheduled. */
  program: WallProgram;
  metrics: MetricsView | null;
  sources: readonly SourceView[];
  /** Who is on call and the gaps of the next day; null before the server said so, or where there are no desks. */
  onCall: Pick<OnCallMessage, 'desks' | 'gaps'> | null;
  /** Names short enough for a frame, by person. */
  names: ReadonlyMap<string, string>;
  asOf: AsOf;
  heartbeatMs: number;
  /** Why nothing can be written just now, and since when (epoch ms); null when it can. */
  readOnly: { why: string; since: number } | null;
  /** Why what is acknowledged may still be lost, or null. */
  unsafe: string | null;
  /** How this screen's sound fares; missing: it has none. */
  audio?: NonNullable<DisplayReport['audio']>;
}

export const STREAMS: readonly StreamName[] = ['incidents', 'signals', 'metrics'];

/** How fresh the worst of these streams is. */
export function freshnessOf(
  data: Pick<WallData, 'asOf' | 'heartbeatMs'>,
  streams: readonly StreamName[],
  nowMs: number,
): Freshness {
  return worstFreshness(
    streams.map((stream) => freshness(data.asOf[stream], nowMs, data.heartbeatMs)),
  );
}

/** The oldest `asOf` among these streams, or null when one never came. */
export function oldestAsOf(asOf: AsOf, streams: readonly StreamName[]): number | null {
  const known = streams.map((stream) => asOf[stream]);
  return known.includes(null) ? null : Math.min(...known.map((at) => at ?? 0));
}

/** Sources from which a signal is overdue by their own rhythm, the longest silent first. A source never heard of is not judged. */
export function silentSources(sources: readonly SourceView[], nowMs: number): SourceView[] {
  return sources
    .filter(
      ({ lastAt, silentAfterMs }) =>
        lastAt !== null && silentAfterMs !== null && nowMs - lastAt > silentAfterMs,
    )
    .toSorted((a, b) => (a.lastAt ?? 0) - (b.lastAt ?? 0));
}

/** What the freshness chip says. */
export interface Chip {
  word: 'LIVE' | 'LATE' | 'STALE' | 'NOT LIVE';
  /** Stale streams, and one more when a source is silent. */
  stalePanels: number;
}

/** The worst of all streams and sources, in one word. Never LIVE while something is stale. */
export function chipOf(
  data: Pick<WallData, 'asOf' | 'heartbeatMs' | 'sources'>,
  nowMs: number,
): Chip {
  const all = STREAMS.map((stream) => freshnessOf(data, [stream], nowMs));
  const bad = all.filter((one) => one === 'stale' || one === 'lost' || one === 'never').length;
  const gone = all.filter((one) => one === 'lost' || one === 'never').length;
  const stalePanels = bad + (silentSources(data.sources, nowMs).length > 0 ? 1 : 0);
  if (gone === all.length) return { word: 'NOT LIVE', stalePanels };
  if (stalePanels > 0) return { word: 'STALE', stalePanels };
  return { word: all.includes('late') ? 'LATE' : 'LIVE', stalePanels };
}

const LONGEST_NAME = 9;

/** Names as they fit a frame: the first name, with an initial where two share it; initials for long ones. */
export function shortNames(people: readonly { id: string; name: string }[]): Map<string, string> {
  const firsts = people.map(({ name }) => name.trim().split(/\s+/)[0] ?? '');
  return new Map(
    people.map(({ id, name }, index) => {
      const words = name.trim().split(/\s+/);
      const first = firsts[index] ?? '';
      const isShared = firsts.filter((other) => other === first).length > 1;
      const last = words.length > 1 ? (words.at(-1) ?? '') : '';
      if ([...first].length > LONGEST_NAME) return [id, initials(words)];
      return [id, isShared && last !== '' ? `${first} ${[...last][0] ?? ''}` : first];
    }),
  );
}

function initials(words: readonly string[]): string {
  const letters = words.map((word) => [...word][0] ?? '');
  return words.length === 1
    ? [...(words[0] ?? '')].slice(0, LONGEST_NAME - 1).join('')
    : letters.join('');
}

/** Who has an incident: their short name, "owned" where names are kept back, null for nobody. */
export function ownerOf(incident: IncidentView, names: ReadonlyMap<string, string>): string | null {
  if (incident.assignee !== null) return names.get(incident.assignee) ?? 'owned';
  return incident.owned ? 'owned' : null;
}

/** The running number without the election's prefix: "0042". */
export function shortNumber(id: string): string {
  return id.slice(id.lastIndexOf('-') + 1);
}

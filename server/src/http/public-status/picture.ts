import { isOpen, NO_WALLS, nextPollsEvents, pollsState, programFor, scrub } from '@warroom/shared';
import type { Audience, CompiledElection, IncidentView, Severity } from '@warroom/shared';
import type { Room } from '../../desk/room.ts';

/** Whoever asks: nobody. What visitors and press may see of what is labelled for all. */
const ANYONE: Audience = {
  clearance: 'CLEAR',
  organisation: null,
  redaction: 'visitor',
  person: null,
};

/** How much the page shows; of more it says how many. */
const MOST_INCIDENTS = 100;
const MOST_NEXT = 5;
/** As walls judge a stream: stale after 20 s. */
const STALE_MS = 20_000;

/** An incident as the public page has it: no number, no owner, no source, no signal. */
export interface PublicIncident {
  title: string;
  severity: Severity;
  veracity: IncidentView['veracity'];
  /** Names of jurisdictions, as the election's file has them. */
  places: string[];
  /** Epoch ms, to the minute. */
  openedAt: number;
}

/** All that the public status page tells, in words of its own: an allow-list, so that a new field of an incident stays inside. */
export interface PublicStatus {
  election: string;
  /** IANA name of the zone its times are told in. */
  zone: string;
  /** Epoch ms at which this was made. */
  madeAt: number;
  /** Epoch ms until which it is known to be whole. */
  asOf: number;
  isCurrent: boolean;
  /** Nothing new can be recorded just now. */
  isReadOnly: boolean;
  /** Open incidents labelled CLEAR, the most severe first, then the oldest. */
  incidents: PublicIncident[];
  /** How many of them are not listed. */
  more: number;
  polls: {
    /** How many places stand how; a place counts where it has polling times of its own. */
    before: number;
    open: number;
    lastHour: number;
    closed: number;
    next: { at: number; kind: 'opens' | 'closes'; places: string[] }[];
  };
  announcements: { title: string; body: string }[];
}

/** What anyone may know of an election at `now`, epoch ms. `names` are those of people, left out of texts. */
export function publicStatus(room: Room, now: number, names: readonly string[]): PublicStatus {
  const { election: compiled, situation } = room;
  const asOf = room.asOf();
  const open: PublicIncident[] = [];
  for (const [id, { incident }] of situation.incidents) {
    if (incident.tlp !== 'CLEAR' || incident.drill || !isOpen(incident.state)) continue;
    // The one projection there is: what it leaves out can't get any further.
    const view = room.incident(id, ANYONE);
    if (view) open.push(publicIncident(view, compiled, names));
  }
  open.sort((a, b) => a.severity.localeCompare(b.severity) || a.openedAt - b.openedAt);
  return {
    election: compiled.election.name,
    zone: compiled.election.zone,
    madeAt: now,
    asOf,
    isCurrent: now - asOf <= STALE_MS,
    isReadOnly: room.readOnly() !== null,
    incidents: open.slice(0, MOST_INCIDENTS),
    more: Math.max(0, open.length - MOST_INCIDENTS),
    polls: pollsNow(compiled, now),
    announcements: announcementsNow(room, now, names),
  };
}

function publicIncident(
  view: IncidentView,
  { byId }: CompiledElection,
  names: readonly string[],
): PublicIncident {
  return {
    title: scrub(view.title, names),
    severity: view.severity,
    veracity: view.veracity,
    places: view.jurisdictions.flatMap((id) => byId.get(id)?.name ?? []),
    openedAt: Math.floor(view.openedAt / 60_000) * 60_000,
  };
}

function pollsNow(compiled: CompiledElection, now: number): PublicStatus['polls'] {
  const counts = { before: 0, open: 0, 'last-hour': 0, closed: 0, none: 0 };
  for (const { id, polls } of compiled.election.jurisdictions)
    if (polls !== undefined && polls.length > 0) counts[pollsState(compiled, id, now)] += 1;
  return {
    before: counts.before,
    open: counts.open,
    lastHour: counts['last-hour'],
    closed: counts.closed,
    next: nextPollsEvents(compiled, now, MOST_NEXT).map(({ at, kind, jurisdictions }) => ({
      at,
      kind,
      places: jurisdictions.map((code) => compiled.byCode.get(code)?.name ?? code),
    })),
  };
}

function announcementsNow(
  { situation }: Room,
  now: number,
  names: readonly string[],
): PublicStatus['announcements'] {
  const { wall, view } = situation.sections;
  const display = { id: '', group: null, clearance: ANYONE.clearance, redaction: ANYONE.redaction };
  return programFor(wall ?? NO_WALLS, display, view, { now, names })
    .announcements.filter(({ from }) => from === null || from <= now)
    .map(({ title, body }) => ({ title: scrub(title, names), body: scrub(body, names) }));
}

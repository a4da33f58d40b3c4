import { sees } from '../access.ts';
import type { Audience } from '../access.ts';
import type { Desk } from '../election/election.ts';
import type { PollsEvent } from '../election/compile.ts';
import { deskForCategory } from '../escalation/policy.ts';
import { figureRow, isBreached } from '../figures.ts';
import { ERASED } from '../incident/project.ts';
import type { ClockName, Incident } from '../incident/incident.ts';
import { isOpen } from '../incident/states.ts';
import { countableLabels, signalsBetween } from '../rollup-counts.ts';
import { turnsBetween, presences } from '../roster/turns.ts';
import type { Situation } from '../situation.ts';
import { TLP_ORDER, tlpRank } from '../tlp.ts';
import type { Tlp } from '../tlp.ts';
import type {
  Brief,
  BriefBreach,
  BriefContent,
  BriefExpected,
  BriefNote,
  BriefRow,
  BriefSnooze,
  BriefUnsettled,
} from './brief.ts';

/** What a brief is made from. */
export interface BriefWorld {
  situation: Situation;
  isDrill: boolean;
  desks: readonly Desk[];
  /** Openings and closings after one instant and up to another, in order. */
  pollsBetween(from: number, until: number): readonly PollsEvent[];
}

/** Rows at most: what is signed is kept for good, so it is bounded; the rest is counted. */
export const MOST_ROWS = 200;
const MOST_NOTES = 40;
const MOST_BREACHES = 60;
const MOST_SNOOZED = 60;
const AHEAD_MS = 8 * 3_600_000;
const CLOCKS: readonly ClockName[] = ['acknowledge', 'act', 'resolve'];

/** Whose incidents a brief hands over: those of its desk, and whatever the outgoing person holds. */
export type BriefScope = Pick<Brief, 'desk' | 'from' | 'until' | 'outgoing'> &
  Partial<Pick<Brief, 'holders' | 'words'>>;

/**
 * A brief as it stands at `now`, of what an audience may see. RED is never in it, whoever reads: it is
 * handed over by word. `label` is the highest label of anything that was looked at for it.
 */
export function composeBrief(
  world: BriefWorld,
  brief: BriefScope,
  audience: Audience,
  now: number,
): BriefContent {
  const { situation, desks, isDrill } = world;
  const within = (at: number | null): at is number =>
    at !== null && at >= brief.from && at < Math.max(brief.until, now + 1);
  const concerned: Incident[] = [];
  for (const { incident } of situation.incidents.values()) {
    if (incident.tlp === 'RED' || !sees(audience, incident)) continue;
    if (!isOpen(incident.state) && !touchedIn(incident, within)) continue;
    if (isInScope(incident, brief, desks)) concerned.push(incident);
  }
  const open = concerned.filter(({ state }) => isOpen(state));
  const rows = open
    .filter(({ snooze }) => snooze === null)
    .map((incident) => rowOf(incident, brief))
    .toSorted(byUrgency);
  const opened = concerned.filter(({ openedAt }) => within(openedAt));
  const figures = figureRow('', opened, { now, isDrill });
  const notes = concerned
    .flatMap((incident) => notesOf(incident, within))
    .toSorted((a, b) => a.at - b.at);
  const happenedIn = (at: (incident: Incident) => number | null): number =>
    concerned.filter((incident) => within(at(incident))).length;
  return {
    madeAt: now,
    label: labelOf(concerned, situation, audience, brief.from),
    summary: brief.words?.summary ?? '',
    word: brief.words?.word ?? '',
    incidents: rows.slice(0, MOST_ROWS),
    more: Math.max(0, rows.length - MOST_ROWS),
    comingBack: open
      .flatMap((incident) => snoozeOf(incident, brief))
      .toSorted((a, b) => (a.until ?? Infinity) - (b.until ?? Infinity))
      .slice(0, MOST_SNOOZED),
    breaches: concerned
      .flatMap((incident) => breachesOf(incident, now, within))
      .toSorted((a, b) => a.dueAt - b.dueAt)
      .slice(-MOST_BREACHES),
    happened: {
      opened: opened.length,
      acknowledged: happenedIn(({ acknowledgedAt }) => acknowledgedAt),
      resolved: happenedIn(({ resolvedAt }) => resolvedAt),
      dismissed: happenedIn(({ dismissal }) => dismissal?.at ?? null),
      merged: concerned.filter(({ state, changedAt }) => state === 'merged' && within(changedAt))
        .length,
      notes: notes.slice(-MOST_NOTES),
    },
    figures: {
      acknowledge: figures.acknowledge,
      resolve: figures.resolve,
      opened: figures.opened,
      signals: signalsBetween(situation, audience, brief.from, Math.max(brief.until, now + 1)),
    },
    expected: expectedOf(world, brief, now),
    unsettled: unsettledOf(world, brief, open, audience, now),
  };
}

/** Whether an incident is the brief's: its desk's, or held by who leaves. */
function isInScope(incident: Incident, brief: BriefScope, desks: readonly Desk[]): boolean {
  return (
    brief.desk === null ||
    incident.assignee === brief.outgoing ||
    deskForCategory(incident.category, desks)?.id === brief.desk
  );
}

function touchedIn(incident: Incident, within: (at: number | null) => boolean): boolean {
  return (
    within(incident.openedAt) ||
    within(incident.acknowledgedAt) ||
    within(incident.resolvedAt) ||
    within(incident.dismissal?.at ?? null) ||
    (incident.state === 'merged' && within(incident.changedAt))
  );
}

const ofIncident = ({ id, title, severity, tlp }: Incident) => ({
  incident: id,
  title: title ?? ERASED,
  severity,
  tlp,
});

function rowOf(incident: Incident, brief: BriefScope): BriefRow {
  const due = CLOCKS.map((clock) => ({ clock, ...incident.clocks[clock] }))
    .filter(({ metAt }) => metAt === null)
    .toSorted((a, b) => a.dueAt - b.dueAt)[0];
  return {
    ...ofIncident(incident),
    version: incident.version,
    state: incident.state,
    jurisdictions: incident.jurisdictions,
    from: incident.assignee,
    to: holderOf(incident, brief),
    nextStep: brief.words?.nextSteps[incident.id] ?? incident.nextStep ?? '',
    due: due ? { clock: due.clock, dueAt: due.dueAt } : null,
  };
}

/** Who is to hold it: as chosen; else whoever holds it goes on, unless it is who leaves. */
function holderOf({ id, assignee }: Incident, brief: BriefScope): string | null {
  const chosen = brief.holders?.[id];
  if (chosen !== undefined) return chosen;
  return assignee === brief.outgoing ? null : assignee;
}

function byUrgency(a: BriefRow, b: BriefRow): number {
  return (
    a.severity.localeCompare(b.severity) ||
    (a.due?.dueAt ?? Infinity) - (b.due?.dueAt ?? Infinity) ||
    (a.incident < b.incident ? -1 : 1)
  );
}

function snoozeOf(incident: Incident, brief: BriefScope): BriefSnooze[] {
  const { snooze } = incident;
  if (snooze === null) return [];
  return [
    {
      ...ofIncident(incident),
      until: snooze.until,
      condition: snooze.condition,
      linked: snooze.linkedAt.length,
      version: incident.version,
      from: incident.assignee,
      to: holderOf(incident, brief),
    },
  ];
}

/** Limits passed within the time; and those passed before that nobody has met yet. */
function breachesOf(
  incident: Incident,
  now: number,
  within: (at: number | null) => boolean,
): BriefBreach[] {
  if (incident.state === 'merged') return [];
  return CLOCKS.flatMap((clock) => {
    const { dueAt, metAt } = incident.clocks[clock];
    const isStanding = metAt === null && isOpen(incident.state) && dueAt <= now;
    if (!isBreached(incident, clock, now) || !(within(dueAt) || isStanding)) return [];
    return [{ ...ofIncident(incident), clock, dueAt, metAt, owner: incident.assignee }];
  });
}

function notesOf(incident: Incident, within: (at: number | null) => at is number): BriefNote[] {
  const notes: BriefNote[] = [];
  const add = (what: BriefNote['what'], at: number | null | undefined): void => {
    if (within(at ?? null)) notes.push({ ...ofIncident(incident), at: at ?? 0, what });
  };
  const isGrave = incident.severity === 'S1' || incident.severity === 'S2';
  if (isGrave) add('opened', incident.openedAt);
  if (isGrave) add('resolved', incident.resolvedAt);
  if (isGrave) for (const clock of CLOCKS) add('breached', incident.clocks[clock].breachedAt);
  add('nobody-notified', incident.escalation?.nobodyAt);
  return notes;
}

/** Only what is about polls within 8 hours, and who comes to the desk next. */
function expectedOf(world: BriefWorld, brief: BriefScope, now: number): BriefExpected[] {
  const polls = world
    .pollsBetween(now, now + AHEAD_MS)
    .map(({ at, kind, jurisdictions }): BriefExpected => ({
      kind: kind === 'closes' ? 'polls-close' : 'polls-open',
      at,
      places: jurisdictions,
    }))
    .slice(0, 20);
  const turns = new Map<number, Set<string>>();
  const { roster } = world.situation.sections;
  for (const one of presences(turnsBetween(roster, now, now + AHEAD_MS))) {
    if (one.from <= now || (brief.desk !== null && one.desk !== brief.desk)) continue;
    turns.set(one.from, (turns.get(one.from) ?? new Set()).add(one.person));
  }
  const coming = [...turns].map(([at, people]): BriefExpected => ({
    kind: 'turn',
    at,
    people: [...people],
  }));
  return [...polls, ...coming.slice(0, 6)].toSorted((a, b) => a.at - b.at);
}

function unsettledOf(
  { situation }: BriefWorld,
  brief: BriefScope,
  open: readonly Incident[],
  audience: Audience,
  now: number,
): BriefUnsettled[] {
  const unsettled: BriefUnsettled[] = [];
  for (const incident of open) {
    if (incident.assignee === brief.outgoing && holderOf(incident, brief) === null)
      unsettled.push({ kind: 'no-holder', ...ofIncident(incident) });
    // Who is to hold it can't claim it while who left has it.
    else if (
      incident.claim?.by === brief.outgoing &&
      incident.claim.until > now &&
      incident.assignee !== brief.outgoing
    )
      unsettled.push({ kind: 'incident-claim', ...ofIncident(incident) });
  }
  const signals: string[] = [];
  for (const { signal } of situation.signals.values()) {
    const { claim } = signal;
    if (claim?.by === brief.outgoing && claim.until > now && sees(audience, signal))
      signals.push(signal.id);
  }
  if (signals.length > 0) unsettled.push({ kind: 'signal-claims', signals: signals.slice(0, 100) });
  return unsettled;
}

/** The highest label of anything counted: of incidents, and of signals that came in. */
function labelOf(
  incidents: readonly Incident[],
  { rollups }: Situation,
  audience: Audience,
  from: number,
): Tlp {
  let highest = 0;
  for (const { tlp } of incidents) highest = Math.max(highest, tlpRank(tlp));
  const labels = countableLabels(audience.clearance);
  for (const { minute, cells } of rollups.minutes) {
    if (minute * 60_000 < from - 60_000) continue;
    for (const label of labels) {
      const cell = cells[label];
      if (cell && cell.signals + cell.dismissed + cell.linked > 0)
        highest = Math.max(highest, tlpRank(label));
    }
  }
  return TLP_ORDER[highest] ?? 'AMBER';
}

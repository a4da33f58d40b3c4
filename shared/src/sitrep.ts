import { sees } from './access.ts';
import type { Audience } from './access.ts';
import type { CompiledElection, PollsEvent } from './election/compile.ts';
import { nextPollsEvents } from './election/polls.ts';
import { figureRow } from './figures.ts';
import type { Measured } from './figures.ts';
import { ERASED } from './incident/project.ts';
import type {
  ClockName,
  Incident,
  IncidentState,
  Occurrence,
  Severity,
  Veracity,
} from './incident/incident.ts';
import { isOpen } from './incident/states.ts';
import { hourCounts, openAt, signalsBetween } from './rollup-counts.ts';
import type { HourCounts, SignalCounts } from './rollup-counts.ts';
import { onCallAt } from './roster/on-call.ts';
import type { Situation } from './situation.ts';

/** Labels that a report can be made for. */
export const SITREP_LABELS = ['CLEAR', 'GREEN', 'AMBER'] as const;
export type SitrepLabel = (typeof SITREP_LABELS)[number];

/** An incident as leaders read of it. */
export interface SitrepIncident {
  incident: string;
  title: string;
  severity: Severity;
  state: IncidentState;
  veracity: Veracity;
  occurrence: Occurrence;
  category: string | null;
  /** Names of places. */
  places: readonly string[];
  nextStep: string;
  openedAt: number;
  changedAt: number;
  signals: number;
  /** Who holds it, by id; null for nobody, and always null below AMBER. */
  owner: string | null;
  isOwned: boolean;
  overdue: readonly ClockName[];
}

/** The situation report for leaders, `GET …/sitrep`: of incidents at or below its label. Epoch ms. */
export interface SitrepView {
  election: string;
  name: string;
  zone: string;
  label: SitrepLabel;
  isExercise: boolean;
  asOf: number;
  counts: {
    severity: Severity;
    now: number;
    /** Null where the record is younger. */
    hourAgo: number | null;
    sixHoursAgo: number | null;
  }[];
  /** The gravest first, at most 12; `more` are the other open ones. */
  top: SitrepIncident[];
  more: number;
  /** Places by their worst open incident. */
  places: { id: string; name: string; code: string; worst: Severity; open: number }[];
  overdue: Record<ClockName, number>;
  /** Of incidents opened within the last 24 h. */
  day: { opened: number; acknowledge: Measured; resolve: Measured; signals: SignalCounts };
  /** The last 12 hours, oldest first. */
  trend: HourCounts[];
  /** Null below AMBER: who works here is not for everyone. */
  onCall:
    | {
        desk: string;
        title: string;
        people: readonly string[];
        until: number | null;
        isGap: boolean;
      }[]
    | null;
  next: PollsEvent[];
}

const HOUR_MS = 3_600_000;
const TOP = 12;
const CLOCKS: readonly ClockName[] = ['acknowledge', 'act', 'resolve'];
const SEVERITIES: readonly Severity[] = ['S1', 'S2', 'S3', 'S4', 'S5'];

/** The report as of `now`. It holds what the label covers and nothing else, whoever asks for it. */
export function composeSitrep(
  world: { situation: Situation; election: CompiledElection },
  label: SitrepLabel,
  now: number,
): SitrepView {
  const { situation, election } = world;
  const { id, name, zone, drill, desks } = election.election;
  const isExercise = drill === true;
  const audience: Audience = {
    clearance: label,
    organisation: null,
    redaction: 'none',
    person: null,
  };
  const visible = [...situation.incidents.values()]
    .map(({ incident }) => incident)
    .filter((incident) => sees(audience, incident));
  const open = visible.filter(({ state }) => isOpen(state)).toSorted(byGravity);
  const day = visible.filter(({ openedAt }) => openedAt >= now - 24 * HOUR_MS);
  const row = figureRow('', day, { now, isDrill: isExercise });
  const hourAgo = openAt(situation.rollups, label, now - HOUR_MS);
  const sixHoursAgo = openAt(situation.rollups, label, now - 6 * HOUR_MS);
  const overdue: Record<ClockName, number> = { acknowledge: 0, act: 0, resolve: 0 };
  for (const incident of open) for (const clock of overdueOf(incident, now)) overdue[clock] += 1;
  return {
    election: id,
    name,
    zone,
    label,
    isExercise,
    asOf: now,
    counts: SEVERITIES.map((severity, place) => ({
      severity,
      now: open.filter((incident) => incident.severity === severity).length,
      hourAgo: hourAgo?.[place] ?? null,
      sixHoursAgo: sixHoursAgo?.[place] ?? null,
    })),
    top: open.slice(0, TOP).map((incident) => topOf(incident, election, label, now)),
    more: Math.max(0, open.length - TOP),
    places: placesOf(open, election),
    overdue,
    day: {
      opened: day.length,
      acknowledge: row.acknowledge,
      resolve: row.resolve,
      signals: signalsBetween(situation, audience, now - 24 * HOUR_MS, now + 1),
    },
    trend: hourCounts(situation.rollups, label, now, 12),
    onCall:
      label === 'AMBER'
        ? onCallAt(situation.sections.roster, desks, zone, now).map(
            ({ desk, title, people, gap }) => ({
              desk,
              title,
              people: people.flatMap(({ person }) => person ?? []),
              until: people.length === 0 ? null : Math.min(...people.map(({ until }) => until)),
              isGap: gap !== null,
            }),
          )
        : null,
    next: nextPollsEvents(election, now, 4),
  };
}

function topOf(
  incident: Incident,
  election: CompiledElection,
  label: SitrepLabel,
  now: number,
): SitrepIncident {
  return {
    incident: incident.id,
    title: incident.title ?? ERASED,
    severity: incident.severity,
    state: incident.state,
    veracity: incident.veracity,
    occurrence: incident.occurrence,
    category: incident.category,
    places: incident.jurisdictions.map((id) => election.byId.get(id)?.name ?? id),
    nextStep: incident.nextStep ?? '',
    openedAt: incident.openedAt,
    changedAt: incident.changedAt,
    signals: incident.signalCount,
    owner: label === 'AMBER' ? incident.assignee : null,
    isOwned: incident.assignee !== null,
    overdue: overdueOf(incident, now),
  };
}

function overdueOf(incident: Incident, now: number): ClockName[] {
  return CLOCKS.filter(
    (clock) => incident.clocks[clock].metAt === null && incident.clocks[clock].dueAt <= now,
  );
}

/** By severity, then what nobody acknowledged, then what changed last. */
function byGravity(a: Incident, b: Incident): number {
  return (
    a.severity.localeCompare(b.severity) ||
    Number(a.acknowledgedAt !== null) - Number(b.acknowledgedAt !== null) ||
    b.changedAt - a.changedAt ||
    (a.id < b.id ? -1 : 1)
  );
}

function placesOf(open: readonly Incident[], election: CompiledElection): SitrepView['places'] {
  const places = new Map<string, { worst: Severity; open: number }>();
  for (const { jurisdictions, severity } of open) {
    for (const id of jurisdictions) {
      const known = places.get(id);
      // `open` is sorted: the first severity met is the worst.
      places.set(id, { worst: known?.worst ?? severity, open: (known?.open ?? 0) + 1 });
    }
  }
  return [...places]
    .map(([id, place]) => ({
      id,
      name: election.byId.get(id)?.name ?? id,
      code: election.byId.get(id)?.code ?? id,
      ...place,
    }))
    .toSorted(
      (a, b) => a.worst.localeCompare(b.worst) || b.open - a.open || a.name.localeCompare(b.name),
    )
    .slice(0, 60);
}

import type { ClockName, IncidentView } from '@warroom/shared';
import type { MatchContext } from './query.ts';
import { isOverdue } from './query.ts';

/** The views that every board has, named as in the URL. */
export const VIEW_IDS = [
  'unowned',
  'open',
  'signals',
  'unassigned',
  'overdue',
  'resolved',
  'closed',
  'dismissed',
  'mine',
] as const;
export type ViewId = (typeof VIEW_IDS)[number];

export interface View {
  id: ViewId;
  title: string;
  group: 'team' | 'private';
  /** Which lanes it shows. */
  lanes: 'both' | 'incidents' | 'signals';
  /** The state to page over HTTP, for what the feed doesn't hold. */
  paged: 'closed' | 'dismissed' | null;
  matches(incident: IncidentView, context: MatchContext): boolean;
}

const OPEN: readonly IncidentView['state'][] = ['new', 'triage', 'active', 'mitigated'];

/** Whether someone still has something to do. As `isOpen` in shared, without bringing its schemas along. */
export function isOpenView(incident: IncidentView): boolean {
  return OPEN.includes(incident.state);
}

export const VIEWS: readonly View[] = [
  {
    id: 'unowned',
    title: 'Unowned S1–S2',
    group: 'team',
    lanes: 'incidents',
    paged: null,
    matches: (incident) =>
      isOpenView(incident) &&
      !incident.owned &&
      (incident.severity === 'S1' || incident.severity === 'S2'),
  },
  { id: 'open', title: 'Open now', group: 'team', lanes: 'both', paged: null, matches: isOpenView },
  {
    id: 'signals',
    title: 'Undecided signals',
    group: 'team',
    lanes: 'signals',
    paged: null,
    matches: () => false,
  },
  {
    id: 'unassigned',
    title: 'Unassigned',
    group: 'team',
    lanes: 'incidents',
    paged: null,
    matches: (incident) => isOpenView(incident) && !incident.owned,
  },
  {
    id: 'overdue',
    title: 'Overdue',
    group: 'team',
    lanes: 'incidents',
    paged: null,
    matches: (incident, { now }) => isOpenView(incident) && isOverdue(incident, now),
  },
  {
    id: 'resolved',
    title: 'Resolved',
    group: 'team',
    lanes: 'incidents',
    paged: null,
    matches: ({ state }) => state === 'resolved',
  },
  {
    id: 'closed',
    title: 'Closed',
    group: 'team',
    lanes: 'incidents',
    paged: 'closed',
    matches: ({ state }) => state === 'closed',
  },
  {
    id: 'dismissed',
    title: 'Dismissed',
    group: 'team',
    lanes: 'incidents',
    paged: 'dismissed',
    matches: ({ state }) => state === 'dismissed',
  },
  {
    id: 'mine',
    title: 'Mine',
    group: 'private',
    lanes: 'incidents',
    paged: null,
    matches: (incident, { me, now }) =>
      isOpenView(incident) &&
      me !== null &&
      (incident.assignee === me || (incident.claim?.by === me && incident.claim.until > now)),
  },
];

/** The view of a name in a URL; "Open now" for unknown ones. */
export function viewOf(id: string | undefined): View {
  const open = VIEWS[1];
  if (!open) throw new Error('there is always a view "Open now"');
  return VIEWS.find((view) => view.id === id) ?? open;
}

/** The clock of an incident that is due next, or the one that ran out longest ago; null when all are met. */
export function nextClock(
  incident: IncidentView,
): { name: ClockName; dueAt: number; warnAt: number } | null {
  let next: { name: ClockName; dueAt: number; warnAt: number } | null = null;
  for (const name of ['acknowledge', 'act', 'resolve'] as const) {
    const { metAt, dueAt, warnAt } = incident.clocks[name];
    if (metAt === null && (next === null || dueAt < next.dueAt)) next = { name, dueAt, warnAt };
  }
  return next;
}

/** How the incidents lane can be sorted, as in the URL. */
export const SORTS = ['severity', 'due', 'newest', 'changed'] as const;
export type Sort = (typeof SORTS)[number];

/** Where an incident stands in an order: smaller first, one after the other. */
export function rankOf(incident: IncidentView, sort: Sort): readonly [number, number] {
  const due = nextClock(incident)?.dueAt ?? Number.MAX_SAFE_INTEGER;
  switch (sort) {
    case 'severity':
      return [Number(incident.severity.slice(1)), due];
    case 'due':
      return [due, Number(incident.severity.slice(1))];
    case 'newest':
      return [-incident.openedAt, 0];
    case 'changed':
      return [-incident.changedAt, 0];
  }
}

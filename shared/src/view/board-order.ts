import type { ClockName, Incident } from '../incident/incident.ts';
import type { SavedView } from './view.ts';

/** How incidents can be sorted, as in the URL. */
export const SORTS = [
  'severity',
  'due',
  'newest',
  'changed',
] as const satisfies readonly SavedView['sort'][];
export type Sort = (typeof SORTS)[number];

/** The clock of an incident that is due next, or the one that ran out longest ago; null when all are met. */
export function nextClock({
  clocks,
}: Pick<Incident, 'clocks'>): { name: ClockName; dueAt: number; warnAt: number } | null {
  let next: { name: ClockName; dueAt: number; warnAt: number } | null = null;
  for (const name of ['acknowledge', 'act', 'resolve'] as const) {
    const { metAt, dueAt, warnAt } = clocks[name];
    if (metAt === null && (next === null || dueAt < next.dueAt)) next = { name, dueAt, warnAt };
  }
  return next;
}

/** Where an incident stands in an order: smaller first, one after the other; then by id. */
export function rankOf(
  incident: Pick<Incident, 'clocks' | 'severity' | 'openedAt' | 'changedAt'>,
  sort: Sort,
): readonly [number, number] {
  switch (sort) {
    case 'severity':
      return [Number(incident.severity.slice(1)), dueOf(incident)];
    case 'due':
      return [dueOf(incident), Number(incident.severity.slice(1))];
    case 'newest':
      return [-incident.openedAt, 0];
    case 'changed':
      return [-incident.changedAt, 0];
  }
}

function dueOf(incident: Pick<Incident, 'clocks'>): number {
  return nextClock(incident)?.dueAt ?? Number.MAX_SAFE_INTEGER;
}

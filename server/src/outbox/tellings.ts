import type { Absorbed, DropReason, Incident, Message, MessageKind } from '@warroom/shared';

/** The most pressing first: of several happenings that one message tells, it is told as this one. */
const PRESSING: readonly MessageKind[] = [
  'page',
  'sla.breach',
  'incident.raised',
  'incident.opened',
  'assigned',
  'mention',
  'handover',
  'roster',
  'snooze-ended',
  'display-missing',
  'undelivered',
  'watched',
  'test',
];

/** What there is to tell in a message, its own and what it absorbed, the most pressing first, then the newest. */
export function tellingsOf(
  message: Message,
  more: readonly Absorbed[],
  incident: Incident | undefined,
): Absorbed[] {
  const { kind, version, severity, clock, dueAt, about, happenedAt } = message;
  const own: Absorbed = {
    kind,
    version,
    severity,
    clock,
    dueAt,
    at: happenedAt,
    ...(about === undefined ? {} : { about }),
  };
  return [own, ...(message.absorbed ?? []), ...more]
    .filter((telling) => mootBecause(telling, incident) === undefined)
    .toSorted(
      (a, b) =>
        PRESSING.indexOf(a.kind) - PRESSING.indexOf(b.kind) || b.at - a.at || b.version - a.version,
    );
}

/**
 * At most so many of the tellings, oldest first: where there are more, those that read alike count once,
 * and the least pressing give way. A call is never crowded out by mentions.
 */
export function weightiest(tellings: readonly Absorbed[], most: number): Absorbed[] {
  const byTime = tellings.toSorted((a, b) => a.at - b.at);
  if (byTime.length <= most) return byTime;
  const distinct = new Map(
    byTime.map((telling) => [JSON.stringify({ ...telling, at: 0, version: 0 }), telling]),
  );
  return [...distinct.values()]
    .toSorted((a, b) => PRESSING.indexOf(a.kind) - PRESSING.indexOf(b.kind) || b.at - a.at)
    .slice(0, most)
    .toSorted((a, b) => a.at - b.at);
}

/**
 * Why something need not be told any more: a page whose escalation was stopped since, because somebody
 * acknowledged or it is over.
 */
export function mootBecause(
  telling: Pick<Absorbed, 'kind' | 'at'>,
  incident: Incident | undefined,
): DropReason | undefined {
  if (telling.kind !== 'page' || !incident?.escalation) return undefined;
  const { stoppedAt, why } = incident.escalation;
  // A step by hand on an acknowledged incident is written together with the stop: that one is meant.
  if (stoppedAt === null || stoppedAt <= telling.at) return undefined;
  return why === 'over' ? 'over' : 'acknowledged';
}

/** What messages on one matter to one receiver have in common. */
export function threadOf(message: Pick<Message, 'target' | 'incident' | 'kind'>): string {
  return `${message.target}\n${message.incident ?? message.kind}`;
}

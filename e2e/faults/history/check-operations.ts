import type { Finding } from './finding.ts';
import type { Answer, Attempt, History, Operation } from './history.ts';
import type { JournalEvent } from './journal.ts';
import { acknowledgedAt, keyOf, keyOfEvent, written } from './written.ts';
import type { Written } from './written.ts';

/** The event that stands for an operation having been done once; one for each signal where it names some. */
const MARK: Record<string, string> = {
  'incident.open': 'incident.opened',
  'incident.claim': 'incident.claimed',
  'incident.acknowledge': 'incident.acknowledged',
  'incident.release': 'incident.released',
  'incident.assign': 'incident.assigned',
  'incident.change': 'incident.changed',
  'incident.tag': 'incident.tagged',
  'incident.note': 'incident.noted',
  'incident.confirm': 'incident.confirmed',
  'incident.mitigate': 'incident.mitigated',
  'incident.resolve': 'incident.resolved',
  'incident.close': 'incident.closed',
  'incident.link': 'incident.signals-linked',
  'signal.claim': 'signal.claimed',
  'signal.release': 'signal.released',
  'signal.dismiss': 'signal.dismissed',
  'signal.claim-next': 'signal.claimed',
  'signal.enter': 'signal.received',
  'signal.intake': 'signal.received',
};

/** Operations whose event says by `incident` which of them it was on. */
const OF_SIGNALS: ReadonlySet<string> = new Set([
  'signal.claim',
  'signal.release',
  'signal.dismiss',
]);

/** Each operation against what the journal holds of it: acknowledged once, refused never, unknown at most once. */
export function checkOperations(history: History, events: readonly JournalEvent[]): Finding[] {
  return [
    ...written(history, events).flatMap((one) => checkOne(one, events)),
    ...unasked(history, events),
  ];
}

/** What the clock notes is nobody's change: a write may be decided on the version before such notes. */
const NOTES: ReadonlySet<string> = new Set([
  'incident.sla-warned',
  'incident.sla-breached',
  'incident.escalation-started',
  'incident.escalation-stepped',
  'incident.escalation-stopped',
  'incident.nobody-notified',
]);

/** Whether something but notes came between the version it was decided on and what it made. */
function isStale(
  { expectedVersion }: Operation,
  first: JournalEvent | undefined,
  all: readonly JournalEvent[],
): boolean {
  if (expectedVersion === undefined) return false;
  if (first === undefined || first.version <= expectedVersion) return true;
  if (first.version === expectedVersion + 1) return false;
  const between = all.filter(
    ({ aggregate, version }) =>
      aggregate === first.aggregate && version > expectedVersion && version < first.version,
  );
  return !between.every(({ type, by }) => by.kind === 'system' && NOTES.has(type));
}

function checkOne({ operation, events }: Written, all: readonly JournalEvent[]): Finding[] {
  const name = nameOf(operation);
  const acks = operation.attempts.flatMap((attempt) =>
    attempt.outcome.kind === 'acknowledged' ? [{ attempt, answer: attempt.outcome.answer }] : [],
  );
  if (events.length === 0)
    return acks.length > 0
      ? [{ kind: 'lost', message: `${name} was acknowledged by ${acks[0]?.attempt.node}` }]
      : [];
  const found = (kind: Finding['kind'], message: string): Finding => ({
    kind,
    message: `${name} ${message}; events ${events.map(({ seq }) => seq).join(', ')}`,
  });
  const findings: Finding[] = [];
  const no = settlingNo(operation);
  if (acks.length === 0 && no) findings.push(found('resurrected', `was refused: ${no}`));
  findings.push(...checkUnit(operation, events, found));
  const [first] = events;
  if (isStale(operation, first, all))
    findings.push(
      found(
        'stale-write',
        `was decided on version ${operation.expectedVersion} and made version ${first?.version}`,
      ),
    );
  for (const { attempt, answer } of acks) {
    const wrong = wrongAnswer(operation, events, { attempt, answer });
    if (wrong !== undefined)
      findings.push(found('wrong-answer', `was answered by ${attempt.node} with ${wrong}`));
  }
  if (acks.filter(({ answer }) => answer.repeated === false).length > 1)
    findings.push(found('wrong-answer', 'was answered as new more than once'));
  return findings;
}

/** Its events, all of one unit: each thing once, and nothing of others in between. */
function checkUnit(
  { type, signals }: Operation,
  events: readonly JournalEvent[],
  found: (kind: Finding['kind'], message: string) => Finding,
): Finding[] {
  const mark = MARK[type];
  if (mark === undefined) throw new Error(`the checker doesn't know what ${type} writes`);
  const marks = events.filter((event) => event.type === mark);
  const wanted = OF_SIGNALS.has(type) ? new Set(signals).size : undefined;
  const times = new Set(marks.map(({ aggregate }) => aggregate)).size;
  // Without a number of its own, a batch may not hold one signal twice; all others happen once.
  const expected = wanted ?? (type === 'signal.claim-next' ? times : 1);
  if (marks.length > expected) return [found('doubled', `is there ${marks.length} times`)];
  const [first] = events;
  const apart = events.some(({ seq }, index) => seq !== (first?.seq ?? 0) + index);
  return marks.length < expected || marks.length === 0 || apart
    ? [found('torn', `should be ${expected} ${mark} in a row and is ${marks.length}`)]
    : [];
}

/** Why an operation is surely not done: every attempt was refused, or the rules said no after all unknown ones. */
function settlingNo({ attempts }: Operation): string | undefined {
  const refusals = attempts.flatMap(({ outcome }) => (outcome.kind === 'refused' ? [outcome] : []));
  if (refusals.length === attempts.length) return refusals[0]?.by;
  const lastUnknownEnd = Math.max(
    ...attempts.filter(({ outcome }) => outcome.kind === 'unknown').map(({ endedAt }) => endedAt),
  );
  for (const { invokedAt, outcome } of attempts)
    if (outcome.kind === 'refused' && outcome.decided && invokedAt > lastUnknownEnd)
      return `${outcome.by}, after it had been unknown`;
  return undefined;
}

function wrongAnswer(
  operation: Operation,
  events: readonly JournalEvent[],
  { attempt, answer }: { attempt: Attempt; answer: Answer },
): string | undefined {
  if (operation.type === 'incident.open' && answer.opened !== undefined) {
    const opened = events.find(({ type }) => type === 'incident.opened')?.aggregate;
    if (opened !== `incident:${answer.opened}`) return `${answer.opened} for ${opened}`;
  }
  if (answer.incident) {
    const { id, version } = answer.incident;
    const own = events.filter(({ aggregate }) => aggregate === `incident:${id}`).at(-1);
    if (own && version < own.version)
      return `${id} at version ${version}, before its own version ${own.version}`;
  }
  if (answer.signals) {
    const there = events
      .map(({ aggregate }) => aggregate)
      .filter((aggregate) => aggregate.startsWith('signal:'))
      .toSorted();
    const told = answer.signals.map((id) => `signal:${id}`).toSorted();
    if (there.join() !== told.join()) return `signals ${told.join()} for ${there.join()}`;
  }
  return answer.repeated === false && acknowledgedAt(operation) < attempt.invokedAt
    ? '"new", though it had been acknowledged before'
    : undefined;
}

/** What is there in the name of someone who records, and they never asked for it. */
function unasked(history: History, events: readonly JournalEvent[]): Finding[] {
  const asked = new Set(history.map(keyOf));
  const known = new Set(history.map(({ actor }) => `${actor.kind}\n${actor.id}\n`));
  return events.flatMap((event): Finding[] => {
    const key = keyOfEvent(event);
    if (key === undefined || asked.has(key)) return [];
    return known.has(key.slice(0, key.lastIndexOf('\n') + 1))
      ? [{ kind: 'unasked', message: `event ${event.seq} ${event.type} on ${event.aggregate}` }]
      : [];
  });
}

/** An operation for a message. */
export function nameOf({ type, id, actor, incident }: Operation): string {
  return `${type} ${id} of ${actor.id}${incident === undefined ? '' : ` on ${incident}`}`;
}

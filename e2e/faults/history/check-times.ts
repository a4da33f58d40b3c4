import { nameOf } from './check-operations.ts';
import type { Finding } from './finding.ts';
import type { History, Operation } from './history.ts';
import type { JournalEvent } from './journal.ts';
import { acknowledgedAt, invokedAt, written } from './written.ts';
import type { Written } from './written.ts';

/** Whoever began after another was told "done" comes after it in the journal. */
export function checkOrder(history: History, events: readonly JournalEvent[]): Finding[] {
  const inOrder = written(history, events)
    .filter((one) => one.events.length > 0)
    .toSorted((a, b) => seqOf(b) - seqOf(a));
  const findings: Finding[] = [];
  /** Of those later in the journal the one that was acknowledged first. */
  let earliest: { one: Written; at: number } | undefined;
  for (const one of inOrder) {
    if (earliest && earliest.at < invokedAt(one.operation))
      findings.push({
        kind: 'order',
        message: `${nameOf(earliest.one.operation)} (event ${seqOf(earliest.one)}) was acknowledged before ${nameOf(one.operation)} (event ${seqOf(one)}) was begun`,
      });
    const at = acknowledgedAt(one.operation);
    if (!earliest || at < earliest.at) earliest = { one, at };
  }
  return findings;
}

function seqOf({ events }: Written): number {
  return events[0]?.seq ?? 0;
}

/**
 * Refusals that no moment within the attempt can explain: a node spoke from an old picture. What was done
 * by whom is known from the journal; when, from between what attempts it must have been.
 */
export function checkRefusals(history: History, events: readonly JournalEvent[]): Finding[] {
  const spans = timesOf(history, events);
  const byAggregate = new Map<string, JournalEvent[]>();
  for (const event of events) {
    const known = byAggregate.get(event.aggregate);
    if (known) known.push(event);
    else byAggregate.set(event.aggregate, [event]);
  }
  return history.flatMap((operation) =>
    operation.attempts.flatMap((attempt): Finding[] => {
      if (attempt.outcome.kind !== 'refused') return [];
      const wrong = wrongRefusal(operation, attempt, attempt.outcome.by, {
        on: (aggregate) => byAggregate.get(aggregate) ?? [],
        spans,
      });
      return wrong === undefined
        ? []
        : [
            {
              kind: 'wrong-refusal',
              message: `${nameOf(operation)} was refused by ${attempt.node} as ${attempt.outcome.by}: ${wrong}`,
            },
          ];
    }),
  );
}

/** Between which moments each event was written, by seq: surely not before `from`, surely by `until`. */
type Spans = ReadonlyMap<number, { from: number; until: number }>;

function timesOf(history: History, events: readonly JournalEvent[]): Spans {
  const spans = new Map<number, { from: number; until: number }>();
  for (const { operation, events: own } of written(history, events))
    for (const { seq } of own)
      spans.set(seq, { from: invokedAt(operation), until: acknowledgedAt(operation) });
  // What comes later in the journal was not there earlier.
  let until = Infinity;
  for (const { seq } of events.toReversed()) {
    const span = spans.get(seq);
    until = Math.min(until, span?.until ?? Infinity);
    spans.set(seq, { from: span?.from ?? -Infinity, until });
  }
  let from = -Infinity;
  for (const { seq } of events) {
    const span = spans.get(seq);
    from = Math.max(from, span?.from ?? -Infinity);
    spans.set(seq, { from, until: span?.until ?? Infinity });
  }
  return spans;
}

function wrongRefusal(
  operation: Operation,
  { invokedAt: begun, endedAt }: Operation['attempts'][number],
  by: string,
  journal: { on(aggregate: string): readonly JournalEvent[]; spans: Spans },
): string | undefined {
  const { incident, expectedVersion, signals = [], actor } = operation;
  const things = [
    ...(incident === undefined ? [] : [`incident:${incident}`]),
    ...signals.map((id) => `signal:${id}`),
  ];
  const surelyBefore = ({ seq }: JournalEvent): boolean =>
    (journal.spans.get(seq)?.until ?? Infinity) < begun;
  const maybeBy = ({ seq }: JournalEvent): boolean =>
    (journal.spans.get(seq)?.from ?? -Infinity) <= endedAt;
  if (by === 'not-found' && things.length > 0) {
    const there = things.every((thing) => journal.on(thing).some(surelyBefore));
    return there ? 'it was there before' : undefined;
  }
  if (by === 'stale-version' && incident !== undefined && expectedVersion !== undefined) {
    const versions = journal.on(`incident:${incident}`);
    const wasThere = versions.find(({ version }) => version === expectedVersion);
    const next = versions.find(({ version }) => version === expectedVersion + 1);
    return wasThere && surelyBefore(wasThere) && !(next && maybeBy(next))
      ? `it was at version ${expectedVersion} all the time`
      : undefined;
  }
  if (by === 'already-claimed') {
    const held = things.some((thing) =>
      journal
        .on(thing)
        .some(
          (event) =>
            (event.type.endsWith('.claimed') || event.type === 'incident.acknowledged') &&
            event.by.id !== actor.id &&
            maybeBy(event),
        ),
    );
    return held ? undefined : 'nobody else had asked for it';
  }
  return undefined;
}

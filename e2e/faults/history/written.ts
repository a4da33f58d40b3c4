import type { History, Operation } from './history.ts';
import type { JournalEvent } from './journal.ts';

/** An operation with what the journal holds of it. */
export interface Written {
  operation: Operation;
  /** In order of seq; empty when it is not there. */
  events: readonly JournalEvent[];
}

/** Looks up every operation in the journal. */
export function written(history: History, events: readonly JournalEvent[]): Written[] {
  const byKey = new Map<string, JournalEvent[]>();
  for (const event of events) {
    const key = keyOfEvent(event);
    if (key === undefined) continue;
    const known = byKey.get(key);
    if (known) known.push(event);
    else byKey.set(key, [event]);
  }
  return history.map((operation) => ({ operation, events: byKey.get(keyOf(operation)) ?? [] }));
}

/** Under what an operation is found in the journal. */
export function keyOf({ actor, id }: Pick<Operation, 'actor' | 'id'>): string {
  return `${actor.kind}\n${actor.id}\n${id}`;
}

/** Whose doing an event is; undefined for what the server does by itself. */
export function keyOfEvent(event: JournalEvent): string | undefined {
  if (event.commandId !== undefined) return `${event.by.kind}\n${event.by.id}\n${event.commandId}`;
  const externalId = event.personal?.['externalId'];
  return event.type === 'signal.received' && typeof externalId === 'string'
    ? `source\n${String(event.data['source'])}\n${externalId}`
    : undefined;
}

/** The earliest moment at which an operation can have taken effect, ms. */
export function invokedAt({ attempts }: Operation): number {
  return Math.min(...attempts.map((attempt) => attempt.invokedAt));
}

/** When it was first known to be done, ms; Infinity when it never was. */
export function acknowledgedAt({ attempts }: Operation): number {
  return Math.min(
    Infinity,
    ...attempts
      .filter(({ outcome }) => outcome.kind === 'acknowledged')
      .map(({ endedAt }) => endedAt),
  );
}

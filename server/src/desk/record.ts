import type { Actor, Write } from '@warroom/shared';
import type { MessageQueue } from './queue-messages.ts';
import type { Journal, JsonObject, Unit, UnitResult } from '../journal/journal.ts';

/** What a part of the server wants written as the server's own doing: all of it or nothing, once per key. */
export interface KeyedWrites {
  key?: string;
  writes: readonly Write[];
}

/**
 * Writes what the server does by itself (`system` says which part), with the messages that it makes
 * necessary. Results in order, as the journal gives them; rejects with JournalUnavailable.
 */
export function recorder(options: {
  journal: Journal;
  now(): number;
  messages: MessageQueue;
}): (system: string, units: readonly KeyedWrites[]) => Promise<UnitResult[]> {
  return (system, units) => {
    const at = options.now();
    const by: Actor = { kind: 'system', id: system };
    return options.journal.append(
      units.map(({ key, writes }) => ({
        ...(key === undefined ? {} : { key }),
        entries: [...writes, ...options.messages(writes, by)].map((write) =>
          entryOf(write, { now: at, by, via: 'automation' }),
        ),
      })),
    );
  };
}

/** A decided write as a journal entry. */
export function entryOf(
  write: Write,
  meta: { now: number; by: Actor; via: string; commandId?: string },
): Unit['entries'][number] {
  const { event } = write;
  return {
    aggregate: write.aggregate,
    expectedVersion: write.expectedVersion,
    event: {
      type: event.type,
      data: event.data as unknown as JsonObject,
      ...('personal' in event && event.personal !== undefined
        ? { personal: event.personal as unknown as JsonObject }
        : {}),
      at: meta.now,
      by: { ...meta.by },
      via: meta.via,
      ...(meta.commandId === undefined ? {} : { commandId: meta.commandId }),
    },
  };
}

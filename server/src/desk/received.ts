import { createHash, randomBytes } from 'node:crypto';
import { signalAggregate, signalReceived } from '@warroom/shared';
import type { Rules, Tlp } from '@warroom/shared';
import type { JsonObject, Unit, UnitResult } from '../journal/journal.ts';
import type { Received, ReceivedSignal } from './room.ts';

/**
 * An id for a signal: made from its dedupe key, so that a duplicate has the id of the first and is
 * refused by its version; else random. That saves a key of its own for each of very many.
 */
export function signalIdOf(dedupeKey: string | undefined): string {
  const bytes =
    dedupeKey === undefined
      ? randomBytes(12)
      : createHash('sha256').update(dedupeKey).digest().subarray(0, 12);
  return `s${bytes.toString('hex')}`;
}

/** A received signal as a unit of its own: one that is a duplicate does not hold up the others. */
export function unitOf(
  received: ReceivedSignal,
  rules: Rules,
  tlp: Tlp,
  now: number,
): { id: string; unit: Unit } {
  const id = signalIdOf(received.dedupeKey);
  const event = signalReceived(received.input, {
    source: received.source,
    now,
    tlp,
    drill: rules.drill,
  });
  return {
    id,
    unit: {
      entries: [
        {
          aggregate: signalAggregate(id),
          expectedVersion: 0,
          event: {
            type: event.type,
            data: event.data,
            personal: event.personal as unknown as JsonObject,
            at: now,
            by: { kind: 'source', id: received.source },
            via: received.via,
          },
        },
      ],
    },
  };
}

/** What the journal's answer means for a received signal. */
export function receivedOf(id: string, result: UnitResult | undefined): Received {
  if (!result) throw new Error('the journal answered no result for a unit');
  // A conflict on version 0 is the same signal, come in before under the same id.
  return result.kind === 'appended'
    ? { kind: 'accepted', id, seq: result.first }
    : { kind: 'duplicate', id };
}

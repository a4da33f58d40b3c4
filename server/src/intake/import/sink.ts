import type { SignalInput } from '@warroom/shared';
import { JournalUnavailable } from '../../journal/journal.ts';
import type { ReceivedSignal, Room } from '../../desk/room.ts';
import { checkPlace } from '../check-signal.ts';
import { dedupeKey } from '../dedupe.ts';
import type { IntakeAnswer } from '../signals.ts';

/** Where an import's signals go. `retryAfterMs`: not now; the same again, later, keeps each signal once. */
export type Sink = (
  batch: readonly SignalInput[],
) => Promise<IntakeAnswer | { retryAfterMs: number }>;

/**
 * Takes batches into a room as signals of `source`. In a dry run nothing is written, and duplicates
 * can't be told. Throws JournalUnavailable when waiting and sending the same again won't help.
 */
export function roomSink(
  room: Pick<Room, 'receive' | 'rules' | 'election' | 'id'>,
  source: string,
  dryRun: boolean,
): Sink {
  return async (batch) => {
    const signals: ReceivedSignal[] = [];
    const rejected: IntakeAnswer['rejected'] = [];
    for (const [index, given] of batch.entries()) {
      const checked = checkPlace(given, room);
      if (!checked.ok) rejected.push({ index, path: checked.path, reason: checked.reason });
      else
        signals.push({
          input: checked.input,
          source,
          via: 'import',
          dedupeKey:
            given.externalId === undefined ? undefined : dedupeKey(source, given.externalId),
        });
    }
    if (dryRun || signals.length === 0)
      return { accepted: dryRun ? signals.length : 0, duplicates: 0, rejected };
    try {
      const received = await room.receive(signals);
      const accepted = received.filter(({ kind }) => kind === 'accepted').length;
      return { accepted, duplicates: received.length - accepted, rejected };
    } catch (error) {
      if (!(error instanceof JournalUnavailable)) throw error;
      if (error.kind === 'overloaded') return { retryAfterMs: 1000 };
      if (error.kind === 'unreachable') return { retryAfterMs: 2000 };
      // Signals with an id of their source may be in, and are told apart; without one they'd be doubled.
      const repeatable = signals.every(({ dedupeKey }) => dedupeKey !== undefined);
      if (error.kind === 'unsettled' && repeatable) return { retryAfterMs: 2000 };
      throw error;
    }
  };
}

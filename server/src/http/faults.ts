import { refuse, type Refusal } from '@warroom/shared';
import { AccountsUnavailable } from '../accounts/store.ts';
import { JournalUnavailable } from '../journal/journal.ts';
import { RedisUnavailable } from '../redis/redis-link.ts';

/** What an error of a store means for who asked; undefined for any other error, which is a fault. */
export function storeRefusal(error: unknown): { refusal: Refusal; status: number } | undefined {
  if (error instanceof JournalUnavailable) {
    switch (error.kind) {
      case 'disk-full':
        return no('The disk of the server is full; nothing was changed.', 5_000, 507);
      case 'unsettled':
        return unsettled(
          'The store did not answer: this may or may not have been written. Send the same again: that settles it, and nothing is done twice.',
        );
      case 'unreachable':
      case 'overloaded':
        return no(nothing(error), 2_000);
      case 'lost':
      case 'failed':
        return no(nothing(error), 30_000);
      case 'closed':
        return no(nothing(error), 5_000);
    }
  }
  if (error instanceof AccountsUnavailable) {
    if (error.kind === 'unsettled') return unsettled(error.message);
    return no(nothing(error), error.kind === 'lost' ? 30_000 : 2_000);
  }
  if (error instanceof RedisUnavailable) {
    if (error.kind !== 'no-answer') return no(nothing(error), 2_000);
    return unsettled(
      'Redis did not answer: this may or may not have been done. Look whether it was before doing it again.',
    );
  }
  return undefined;
}

function no(message: string, retryAfterMs: number, status = 503) {
  return { refusal: refuse('unavailable', message, { retryAfterMs }), status };
}

function unsettled(message: string) {
  return { refusal: refuse('unsettled', message, { retryAfterMs: 2_000 }), status: 503 };
}

function nothing(error: Error): string {
  return `Nothing was changed: ${error.message}`;
}

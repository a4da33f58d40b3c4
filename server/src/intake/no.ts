import { refuse } from '@warroom/shared';
import type { Refusal, RefusalKind } from '@warroom/shared';
import { JournalUnavailable } from '../journal/journal.ts';

/** An answer that is a "no": its HTTP status beside the refusal, because intake's are finer than the kinds. */
export interface No {
  status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 503 | 507;
  refusal: Refusal;
}

/** Makes a "no". */
export function no(
  status: No['status'],
  kind: RefusalKind,
  message: string,
  more: Partial<Omit<Refusal, 'kind' | 'message'>> = {},
): No {
  return { status, refusal: refuse(kind, message, more) };
}

/**
 * Overload is told as 503 with Retry-After, a key's rate limit included: Alertmanager retries 5xx but
 * drops what was answered 429 (seen with 0.25: it notified again only a group interval later).
 */
export function busy(retryAfterMs: number, why: string): No {
  return no(
    503,
    'overloaded',
    `${why} Nothing of this request was kept; send it again after ${Math.ceil(retryAfterMs / 1000)} s.`,
    { retryAfterMs },
  );
}

/** What a journal that can't write means for the sender. Other errors are faults and thrown on. */
export function journalNo(error: unknown): No {
  if (!(error instanceof JournalUnavailable)) throw error;
  switch (error.kind) {
    case 'overloaded':
      return busy(1000, 'More comes in than can be written just now.');
    case 'disk-full':
      return no(
        507,
        'unavailable',
        'The disk of the war room is full, so nothing can be kept. Reading goes on; tell its operator, then send again.',
        { retryAfterMs: 30_000 },
      );
    case 'closed':
      return no(
        503,
        'unavailable',
        'The war room is stopping or restarting. Send it again in a few seconds.',
        { retryAfterMs: 5000 },
      );
    case 'unreachable':
      return no(
        503,
        'unavailable',
        'The store of the war room cannot be reached just now. Nothing of this request was kept; send it again in a few seconds.',
        { retryAfterMs: 2000 },
      );
    case 'unsettled':
      return no(
        503,
        'unsettled',
        'The store of the war room did not answer: this may or may not have been kept. Send the same again, with the same ids, and it is kept once.',
        { retryAfterMs: 2000 },
      );
    case 'lost':
      return no(
        503,
        'unavailable',
        'The store of the war room came back without all it had, so nothing is kept until its operator restores it. Tell its operator; send it again later.',
        { retryAfterMs: 30_000 },
      );
    case 'failed':
      return no(
        503,
        'unavailable',
        'The war room cannot write to its journal. Tell its operator; send it again later.',
        { retryAfterMs: 30_000 },
      );
  }
}

/** Headers that go with a "no". */
export function noHeaders({ status, refusal }: No): Record<string, string> {
  return {
    ...(refusal.retryAfterMs === undefined
      ? {}
      : { 'retry-after': String(Math.max(1, Math.ceil(refusal.retryAfterMs / 1000))) }),
    // RFC 6750, section 3: names the scheme that would be right.
    ...(status === 401 ? { 'www-authenticate': 'Bearer realm="war room intake"' } : {}),
  };
}

import type { Delivery } from './notifier.ts';
import type { Answer } from './post.ts';

const MAX_EXCERPT = 500;

/** What an answer means: 2xx alone is received, Retry-After is honoured, 410 is for good. */
export function deliveryOf({ status, headers, text }: Answer): Delivery {
  const ok = status >= 200 && status < 300;
  const seconds = Number(headers['retry-after'] ?? Number.NaN);
  return {
    ok,
    status,
    problem: ok ? null : `answered ${status}`,
    ...(text === '' ? {} : { excerpt: fit(text) }),
    ...(!ok && seconds > 0 ? { retryAfterMs: seconds * 1000 } : {}),
    ...(status === 410 ? { gone: true } : {}),
  };
}

/** The beginning of a text, fit to be kept: no NUL, no half characters. */
export function fit(text: string): string {
  return text
    .replaceAll('\u0000', '')
    .slice(0, MAX_EXCERPT)
    .replace(/[\uD800-\uDBFF]$/, '');
}

/** What went wrong on the way, short enough to be kept. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error).slice(0, 300);
  // Several addresses tried in vain make one error without words of its own.
  const words = error.message === '' && 'code' in error ? String(error.code) : error.message;
  return words.slice(0, 300);
}

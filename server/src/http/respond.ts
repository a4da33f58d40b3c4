import type { Refusal } from '@warroom/shared';
import { refuse } from '@warroom/shared';
import { API_HEADERS } from './headers.ts';
import { statusOf } from './status.ts';

/** Answers we made ourselves carry all headers already; others are given them on their way out. */
const ours = new WeakSet<Response>();

/** Whether a response was made here. */
export function isOurs(response: Response): boolean {
  return ours.has(response);
}

/** What the platform takes as a body. */
export type ResponseBody = NonNullable<ConstructorParameters<typeof Response>[0]>;

/** A response with exactly these headers, given as a plain object so that node-server needs no web Headers. */
export function answer(
  body: ResponseBody | null,
  status: number,
  headers: Readonly<Record<string, string>>,
): Response {
  const response = new Response(body, { status, headers: headers as Record<string, string> });
  ours.add(response);
  return response;
}

/** A JSON answer. Cookies go along as Set-Cookie values. */
export function json(
  value: unknown,
  status = 200,
  more: { headers?: Record<string, string>; cookies?: string[] } = {},
): Response {
  const headers = {
    ...API_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    ...more.headers,
  };
  const body = JSON.stringify(value);
  if (more.cookies === undefined || more.cookies.length === 0) return answer(body, status, headers);
  const all = new Headers(headers);
  for (const cookie of more.cookies) all.append('set-cookie', cookie);
  const response = new Response(body, { status, headers: all });
  ours.add(response);
  return response;
}

/** An answer without a body. */
export function done(cookies: string[] = []): Response {
  return json({ ok: true }, 200, { cookies });
}

/** A refusal, with its status and, where it says when to come back, Retry-After. */
export function refused(
  refusal: Refusal,
  status = statusOf(refusal),
  more: { headers?: Record<string, string> } = {},
): Response {
  return json({ error: refusal }, status, {
    headers: { ...retryAfter(refusal), ...more.headers },
  });
}

/** Retry-After in whole seconds, for a refusal that says when to come back. */
export function retryAfter(refusal: Refusal): Record<string, string> {
  return refusal.retryAfterMs === undefined
    ? {}
    : { 'retry-after': String(Math.max(1, Math.ceil(refusal.retryAfterMs / 1000))) };
}

/** 401: nobody known asks. */
export function unauthenticated(message = 'Sign in first.'): Response {
  return refused(refuse('forbidden', message), 401);
}

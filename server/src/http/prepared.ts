import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { API_HEADERS } from './headers.ts';
import { answer, type ResponseBody } from './respond.ts';
import type { HttpContext } from './env.ts';

/** A body made once for many: encoded, compressed and named. */
export interface Prepared {
  /** Without quotes. */
  etag: string;
  body: Uint8Array;
  gzip?: Uint8Array | undefined;
}

/** Prepares a JSON body, for what rarely changes. */
export function preparedJson(value: unknown): Prepared {
  const body = Buffer.from(JSON.stringify(value));
  return {
    etag: createHash('sha256').update(body).digest('base64url').slice(0, 22),
    body,
    gzip: gzipSync(body),
  };
}

/** Answers with it, or with 304 when the client has it already. */
export function sendPrepared(
  c: HttpContext,
  { etag, body, gzip }: Prepared,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const base = {
    ...API_HEADERS,
    'cache-control': 'private, no-cache',
    etag: `"${etag}"`,
    vary: 'Accept-Encoding, Cookie',
    ...headers,
  };
  if (matches(c.req.header('if-none-match'), etag)) return answer(null, 304, base);
  const packed = gzip !== undefined && accepts(c.req.header('accept-encoding'), 'gzip');
  return answer(bytesOf(packed ? gzip : body), 200, {
    ...base,
    'content-type': 'application/json; charset=utf-8',
    ...(packed ? { 'content-encoding': 'gzip' } : {}),
  });
}

/** Whether If-None-Match names this tag (RFC 9110, section 13.1.2: weakly compared). */
export function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch
    .split(',')
    .some((tag) => [`"${etag}"`, '*'].includes(tag.trim().replace(/^W\//, '')));
}

/** Whether Accept-Encoding takes a coding (RFC 9110, section 12.5.3). */
export function accepts(acceptEncoding: string | undefined, coding: string): boolean {
  return (acceptEncoding ?? '').split(',').some((part) => {
    const [name, ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    return name === coding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}

/** Bytes as a body: the types of Node and the web name them differently. */
export function bytesOf(bytes: Uint8Array): ResponseBody {
  return bytes;
}

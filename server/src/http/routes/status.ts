import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { refuse } from '@warroom/shared';
import type { Room } from '../../desk/room.ts';
import { addressOf, type HttpContext } from '../env.ts';
import type { RouteContext } from '../options.ts';
import { accepts, bytesOf, matches, type Prepared } from '../prepared.ts';
import { STATUS_HEADERS, statusPage } from '../public-status/page.ts';
import { publicStatus } from '../public-status/picture.ts';
import { answer, refused } from '../respond.ts';
import type { Router } from '../router.ts';

/** Made anew at most this often, however many ask: so long what is no longer public may still be told. */
const MAKE_MS = 5_000;
/** How long caches on the way may keep it. */
const MAX_AGE_S = 30;

interface Made {
  at: number;
  html: Prepared;
  json: Prepared;
}

/**
 * `GET /status/:election` and `/status/:election.json`: what anyone may know, where the election's file says
 * `publicStatus: true`. It reads no cookie and sets none. Anywhere else there is no such page, as if the
 * election weren't there.
 */
export function statusRoutes(router: Router, context: RouteContext): void {
  const { rooms, accounts, now } = context;
  const made = new Map<string, Made>();

  function madeOf(room: Room): Made {
    const at = now();
    const known = made.get(room.id);
    if (known && at >= known.at && at - known.at < MAKE_MS) return known;
    const names = accounts.people(room.id).map(({ name }) => name);
    const status = publicStatus(room, at, names);
    const fresh = {
      at,
      html: prepared(statusPage(status)),
      json: prepared(JSON.stringify(status)),
    };
    made.set(room.id, fresh);
    return fresh;
  }

  router.open('GET', '/status/:page', (c) => {
    const waitMs = context.busy.take(`status ${addressOf(c, context.trustProxy)}`);
    if (waitMs > 0)
      return refused(
        refuse('rate-limited', 'This address asks too often.', { retryAfterMs: waitMs }),
      );
    const page = c.req.param('page') ?? '';
    const isJson = page.endsWith('.json');
    const room = rooms.get(isJson ? page.slice(0, -'.json'.length) : page);
    if (!room || !isPublic(room)) return nothing();
    const { html, json } = madeOf(room);
    return send(
      c,
      isJson ? json : html,
      isJson ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8',
      context.secureCookies,
    );
  });
}

function isPublic({ election: { election } }: Room): boolean {
  // What is only practised must never be read as news.
  return election.publicStatus === true && election.drill !== true;
}

function prepared(text: string): Prepared {
  const body = Buffer.from(text);
  return {
    etag: createHash('sha256').update(body).digest('base64url').slice(0, 22),
    body,
    gzip: gzipSync(body),
  };
}

function send(
  c: HttpContext,
  { etag, body, gzip }: Prepared,
  contentType: string,
  https: boolean,
): Response {
  const headers = {
    ...STATUS_HEADERS,
    ...(https ? { 'strict-transport-security': 'max-age=31536000' } : {}),
    'cache-control': `public, max-age=${MAX_AGE_S}`,
    etag: `"${etag}"`,
    vary: 'Accept-Encoding',
  };
  if (matches(c.req.header('if-none-match'), etag)) return answer(null, 304, headers);
  const packed = gzip !== undefined && accepts(c.req.header('accept-encoding'), 'gzip');
  return answer(bytesOf(packed ? gzip : body), 200, {
    ...headers,
    'content-type': contentType,
    ...(packed ? { 'content-encoding': 'gzip' } : {}),
  });
}

function nothing(): Response {
  return answer('Not found\n', 404, {
    ...STATUS_HEADERS,
    'cache-control': 'no-store',
    'content-type': 'text/plain; charset=utf-8',
  });
}

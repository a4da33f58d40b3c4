import { refuse } from '@warroom/shared';
import { Hono } from 'hono';
import { API_HEADERS } from '../http/headers.ts';
import { refused, unauthenticated } from '../http/respond.ts';
import { sameSecret } from '../http/same-secret.ts';
import type { TailedEvent } from '../journal/redis/redis-journal-types.ts';
import { EVENT_LINES, eventLine } from './event-lines.ts';

const MOST_EVENTS = 1_000;
/** Beyond this a page is cut short; the other node asks on from there. */
const PAGE_CHARACTERS = 8_000_000;

export interface ClusterRoutesOptions {
  /** This node's copy of an election's journal: at most `limit` events after `seq`; undefined: it has none. */
  tailedAfter(election: string, seq: number, limit: number): readonly TailedEvent[] | undefined;
  /** 32 bytes that the nodes share (`nodes`). */
  secret(): Promise<Uint8Array>;
}

/**
 * What nodes ask of each other, mounted at /api:
 * `GET /cluster/elections/:election/events?after=SEQ&limit=1..1000`, with the shared secret in hex as
 * bearer token. Answers lines of JSON in order, personal text included; fewer than asked for at the end
 * of the copy, or of a page of some megabytes.
 */
export function clusterRoutes(options: ClusterRoutesOptions): Hono {
  const app = new Hono();
  app.get('/cluster/elections/:election/events', async (c) => {
    const given = /^Bearer ([0-9a-f]{64})$/.exec(c.req.header('authorization') ?? '')?.[1];
    const secret = Buffer.from(await options.secret()).toString('hex');
    if (given === undefined || !sameSecret(given, secret))
      return unauthenticated('Only nodes of this war room may ask.');
    const after = wholeNumber(c.req.query('after'), 0, Number.MAX_SAFE_INTEGER);
    const limit = wholeNumber(c.req.query('limit') ?? String(MOST_EVENTS), 1, MOST_EVENTS);
    if (after === undefined || limit === undefined) {
      return refused(
        refuse(
          'malformed',
          `"after" must be a whole number, "limit" one from 1 to ${MOST_EVENTS}.`,
        ),
      );
    }
    const events = options.tailedAfter(c.req.param('election'), after, limit);
    if (!events) return refused(refuse('not-found', 'This node has no copy of that journal.'));
    return new Response(pageOf(events), {
      headers: { ...API_HEADERS, 'content-type': EVENT_LINES },
    });
  });
  return app;
}

function pageOf(events: readonly TailedEvent[]): string {
  const lines: string[] = [];
  let characters = 0;
  for (const event of events) {
    if (characters > PAGE_CHARACTERS) break;
    const line = eventLine(event);
    lines.push(line);
    characters += line.length;
  }
  return lines.map((line) => `${line}\n`).join('');
}

function wholeNumber(text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined || !/^\d{1,16}$/.test(text)) return undefined;
  const number = Number(text);
  return number >= least && number <= most ? number : undefined;
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable, Transform } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { Cluster } from './cluster.ts';

/**
 * Says that a request was passed on by another node of this war room, which has checked who may: only
 * then is its X-Forwarded-For to be believed without a proxy of one's own, and it is not passed on again.
 */
export const NODE_HEADER = 'x-warroom-node';

export interface PassedRequest {
  request: Request;
  /** The X-Forwarded-For to go with it: whoever asked this node stands last. Undefined where it is not known. */
  forwardedFor: string | undefined;
  /** A body may have so many bytes, as it may here. */
  maxBytes: number;
  /** How long the other node may be silent. Default 30 s. */
  silentMs?: number;
}

export type PassedAnswer =
  | { kind: 'answered'; response: Response }
  /** The node is not among those there, or it can't be reached. */
  | { kind: 'gone' }
  | { kind: 'too-large' };

/** Requests that only one node can answer, passed on to it by any other. */
export interface PassOn {
  /** Whether the header `NODE_HEADER` proves that a node of this war room sent it. */
  isFromNode(proof: string | null | undefined): Promise<boolean>;
  /** Passes a request on, body and answer streaming, in the caller's name: cookie and origin go along. */
  to(node: string, passed: PassedRequest): Promise<PassedAnswer>;
}

const SILENT_MS = 30_000;
const KEPT_REQUEST_HEADERS = [
  'accept',
  'content-length',
  'content-type',
  'cookie',
  // The caller's own: the other node judges the origin by it, as this one did.
  'host',
  'origin',
  'sec-fetch-site',
  'x-forwarded-proto',
] as const;
const KEPT_ANSWER_HEADERS = [
  'cache-control',
  'content-disposition',
  'content-length',
  'content-type',
  'retry-after',
  'www-authenticate',
] as const;

class TooLarge extends Error {}

/** Passing on within a cluster. */
export function passOn(cluster: Pick<Cluster, 'nodes' | 'secret'>): PassOn {
  let made: Promise<string> | undefined;
  const proofOf = (): Promise<string> => {
    made ??= cluster
      .secret('nodes')
      .then((secret) => createHmac('sha256', secret).update('pass-on').digest('hex'));
    made.catch(() => (made = undefined));
    return made;
  };

  return {
    async isFromNode(given) {
      if (given === null || given === undefined) return false;
      const proof = Buffer.from(await proofOf());
      const claimed = Buffer.from(given);
      return claimed.length === proof.length && timingSafeEqual(claimed, proof);
    },

    async to(node, passed) {
      const url = cluster.nodes().find(({ id }) => id === node)?.url;
      if (url === undefined) return { kind: 'gone' };
      try {
        return { kind: 'answered', response: await send(url, await proofOf(), passed) };
      } catch (error) {
        // Whatever else went wrong on the way there: the caller can't do more than try again.
        return { kind: error instanceof TooLarge ? 'too-large' : 'gone' };
      }
    },
  };
}

function send(base: string, proof: string, passed: PassedRequest): Promise<Response> {
  const { request, maxBytes } = passed;
  const from = new URL(request.url);
  const target = new URL(`${from.pathname}${from.search}`, base);
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > maxBytes) return Promise.reject(new TooLarge());
  return new Promise((resolve, reject) => {
    const ask = target.protocol === 'https:' ? httpsRequest : httpRequest;
    const going = ask(target, {
      method: request.method,
      headers: { ...headersOf(passed), [NODE_HEADER]: proof },
      timeout: passed.silentMs ?? SILENT_MS,
      // One connection each: there are few, and none may be half open.
      agent: false,
    });
    going.on('timeout', () => going.destroy(new Error('the node does not answer')));
    going.on('error', reject);
    going.on('response', (answer) => resolve(responseOf(answer)));
    if (!request.body) return void going.end();
    const body = Readable.fromWeb(request.body as ReadableStream<Uint8Array>);
    const counted = atMost(maxBytes);
    for (const stream of [body, counted])
      stream.on('error', (error) => {
        going.destroy(error);
        reject(error);
      });
    body.pipe(counted).pipe(going);
  });
}

function headersOf({ request, forwardedFor }: PassedRequest): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of KEPT_REQUEST_HEADERS) {
    const value = request.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  if (forwardedFor !== undefined) headers['x-forwarded-for'] = forwardedFor;
  return headers;
}

/** Lets so many bytes through. */
function atMost(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(new TooLarge());
      else done(null, chunk);
    },
  });
}

function responseOf(answer: IncomingMessage): Response {
  const headers = new Headers();
  for (const name of KEPT_ANSWER_HEADERS) {
    const value = answer.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  const status = answer.statusCode ?? 502;
  const isEmpty = status === 204 || status === 304;
  if (isEmpty) answer.resume();
  const body = isEmpty
    ? null
    : (Readable.toWeb(answer) as unknown as ConstructorParameters<typeof Response>[0]);
  return new Response(body, { status, headers });
}

import { Refusal } from '@warroom/shared';
import { z } from 'zod';
import type { SignalInput } from '@warroom/shared';
import type { ImportClock } from './run-import.ts';
import type { Sink } from './sink.ts';

/** A running server on this machine, and the token that makes us its operator. */
export interface LocalServer {
  url: string;
  token: string;
}

const Answer = z.object({
  accepted: z.int(),
  duplicates: z.int(),
  rejected: z.array(z.object({ index: z.int(), path: z.string(), reason: z.string() })),
});
const Refused = z.object({ error: Refusal });

/** The server said no, in words for the person at the terminal. */
export class ImportRefused extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ImportRefused';
  }
}

const MAX_BODY = 1_500_000;
const TRIES = 30;

/**
 * Hands batches to the running server. While it restarts it is looked for again, once a second for half
 * a minute; then, or when it refuses, ImportRefused is thrown.
 */
export function httpSink(options: {
  find(): Promise<LocalServer | undefined>;
  fetch: typeof fetch;
  clock: ImportClock;
  stop: AbortSignal;
  election: string;
  source: string;
  dryRun: boolean;
}): Sink {
  let server: LocalServer | undefined;

  const post = async (batch: readonly SignalInput[]): ReturnType<Sink> => {
    const body = JSON.stringify({ source: options.source, dryRun: options.dryRun, signals: batch });
    if (Buffer.byteLength(body) > MAX_BODY && batch.length > 1) return halved(batch, persist);
    const response = await reached(body);
    if (response.status === 503)
      return { retryAfterMs: Number(response.headers.get('retry-after') ?? '1') * 1000 };
    const value: unknown = await response.json().catch(() => undefined);
    if (response.ok) return Answer.parse(value);
    const refused = Refused.safeParse(value);
    throw new ImportRefused(
      refused.success
        ? refused.data.error.message
        : `The server answered ${response.status}. Its log says why.`,
    );
  };

  /** Waits here, so that a half that is in already isn't sent again with the other. */
  const persist: Sink = async (batch) => {
    for (;;) {
      const answer = await post(batch);
      if (!('retryAfterMs' in answer) || options.stop.aborted) return answer;
      await options.clock.sleep(answer.retryAfterMs, options.stop);
    }
  };

  const reached = async (body: string): Promise<Response> => {
    let lost: unknown;
    for (let tries = 0; tries < TRIES && !options.stop.aborted; tries += 1) {
      try {
        server ??= await options.find();
        if (server) {
          return await options.fetch(
            `${server.url}/api/elections/${encodeURIComponent(options.election)}/imports/batches`,
            {
              method: 'POST',
              headers: {
                'content-type': 'application/json',
                authorization: `Bearer ${server.token}`,
              },
              body,
            },
          );
        }
      } catch (error) {
        lost = error;
      }
      // It may come back on another port, with another token.
      server = undefined;
      await options.clock.sleep(1000, options.stop);
    }
    throw new ImportRefused(
      'The server went away in the middle. Start it and run the same command again: it goes on where it stopped.',
      { cause: lost },
    );
  };
  return post;
}

async function halved(batch: readonly SignalInput[], post: Sink): ReturnType<Sink> {
  const middle = Math.ceil(batch.length / 2);
  const first = await post(batch.slice(0, middle));
  if ('retryAfterMs' in first) return first;
  const second = await post(batch.slice(middle));
  if ('retryAfterMs' in second) return second;
  return {
    accepted: first.accepted + second.accepted,
    duplicates: first.duplicates + second.duplicates,
    rejected: [
      ...first.rejected,
      ...second.rejected.map((one) => ({ ...one, index: one.index + middle })),
    ],
  };
}

import type { NodeEntry } from '../cluster/cluster.ts';
import { checkFollows } from '../journal/copy/check-events.ts';
import type { ChainPoint, TailedEvent } from '../journal/redis/redis-journal-types.ts';
import { eventsIn } from './event-lines.ts';

const ANSWER_MS = 10_000;
const MOST_BYTES = 64_000_000;

export interface FetchPrefixOptions {
  election: string;
  /** The other nodes, as known now. */
  nodes(): readonly Pick<NodeEntry, 'id' | 'url'>[];
  /** 32 bytes that the nodes share (`nodes`). */
  secret(): Promise<Uint8Array>;
  /** Told of a node whose events don't fit the chain. */
  notice(message: string): void;
  /** Default: Node's. */
  fetch?: typeof fetch;
}

/**
 * Asks other nodes for events that follow `after`, one node after the other, beginning with the one that
 * answered last. Events that don't follow by the chain are refused, and the next node is asked. Rejects
 * when none had any, with what each said.
 */
export function fetchPrefixFrom(
  options: FetchPrefixOptions,
): (after: ChainPoint, limit: number) => Promise<TailedEvent[]> {
  const { election, notice } = options;
  const ask = options.fetch ?? fetch;
  let best: string | undefined;
  const toldOf = new Set<string>();

  async function from(url: string, after: ChainPoint, limit: number): Promise<TailedEvent[]> {
    const secret = Buffer.from(await options.secret()).toString('hex');
    const response = await ask(
      `${url}/api/cluster/elections/${encodeURIComponent(election)}/events?after=${after.seq}&limit=${limit}`,
      {
        headers: { authorization: `Bearer ${secret}` },
        signal: AbortSignal.timeout(ANSWER_MS),
        redirect: 'error', // the secret is for nodes alone
      },
    );
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`it answered ${response.status}`);
    }
    const events = eventsIn(await textOf(response)).slice(0, limit);
    checkFollows(after, events);
    return events;
  }

  return async (after, limit) => {
    const nodes = options.nodes().toSorted((a, b) => Number(b.id === best) - Number(a.id === best));
    const said: string[] = [];
    for (const { id, url } of nodes) {
      try {
        const events = await from(url, after, limit);
        if (events.length > 0) {
          best = id;
          return events;
        }
        said.push(`${url}: it has none after ${after.seq}`);
      } catch (error) {
        const why = reason(error);
        said.push(`${url}: ${why}`);
        if (error instanceof Error && error.name === 'ChainBroken' && !toldOf.has(id)) {
          toldOf.add(id);
          notice(`The copy of node ${id} (${url}) was not used: ${why} Run "verify" there.`);
        }
      }
    }
    throw new Error(
      nodes.length === 0
        ? `there is no other node to ask for event ${after.seq + 1}`
        : `no other node had event ${after.seq + 1} (${said.join('; ')})`,
    );
  };
}

/** The body as text, given up beyond what a page can be. */
async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error('its answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}

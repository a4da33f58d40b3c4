import type { RedisLink } from '../redis/redis-link.ts';
import type { Bus } from './cluster.ts';
import type { ClusterKeys } from './keys.ts';

export interface RedisBus extends Bus {
  close(): void;
}

interface Options {
  /** Publishes; its order is the sender's. */
  commands: RedisLink;
  /** Only for subscribing. */
  listening: RedisLink;
  keys: ClusterKeys;
  node: string;
  /** Of this process: a node's own messages come back and are known by it. */
  process: string;
  notice(message: string, cause?: unknown): void;
}

type Listener = (message: unknown, from: string) => void;

const MOST_MESSAGE_BYTES = 65_536;
const MOST_UNDER_WAY = 1_000;
const MOST_BYTES_UNDER_WAY = 4 * 1_048_576;
const ENVELOPE_BYTES = 256;

/** Messages between nodes by pub/sub: at most once. */
export function redisBus(options: Options): RedisBus {
  const { commands, listening, keys, node, notice } = options;
  const topics = new Map<string, Set<Listener>>();
  let underWay = 0;
  let bytesUnderWay = 0;
  let dropped = 0;
  let hasToldLong = false;

  function hear(topic: string, text: string): void {
    if (text.length > MOST_MESSAGE_BYTES + ENVELOPE_BYTES) return;
    const received = parseEnvelope(text);
    if (received === undefined || received.process === options.process) return;
    for (const listener of topics.get(topic) ?? [])
      try {
        listener(received.message, received.node);
      } catch (error) {
        notice(`A message of node ${received.node} on "${topic}" could not be taken.`, error);
      }
  }

  /** A failure ends the connection or comes of its end; either way the next one subscribes anew. */
  function subscribeTo(names: string[]): void {
    if (names.length === 0) return;
    const topicOf = new Map(names.map((name) => [keys.channel(name), name]));
    listening
      .run((client) =>
        client.subscribe([...topicOf.keys()], (text, channel) => {
          const topic = topicOf.get(channel);
          if (topic !== undefined) hear(topic, text);
        }),
      )
      .catch((error: unknown) => {
        if (listening.state().connected)
          listening.reconnect(`subscribing failed: ${error instanceof Error ? error.message : ''}`);
      });
  }

  const stopListening = listening.onState((state) => {
    if (state.connected) subscribeTo([...topics.keys()]);
  });

  return {
    publish(topic, message) {
      const text = JSON.stringify({ node, process: options.process, message });
      const bytes = Buffer.byteLength(text);
      if (bytes > MOST_MESSAGE_BYTES + ENVELOPE_BYTES) {
        dropped += 1;
        if (!hasToldLong)
          notice(
            `A message on "${topic}" has ${bytes} bytes; at most ${MOST_MESSAGE_BYTES} are sent.`,
          );
        hasToldLong = true;
        return;
      }
      if (underWay >= MOST_UNDER_WAY || bytesUnderWay + bytes > MOST_BYTES_UNDER_WAY) {
        dropped += 1;
        return;
      }
      underWay += 1;
      bytesUnderWay += bytes;
      commands
        .run((client) => client.publish(keys.channel(topic), text))
        .catch(() => {
          dropped += 1;
        })
        .finally(() => {
          underWay -= 1;
          bytesUnderWay -= bytes;
        });
    },
    subscribe(topic, listener) {
      const existing = topics.get(topic);
      const listeners = existing ?? new Set<Listener>();
      topics.set(topic, listeners);
      listeners.add(listener);
      // Topics are few and last as long as the process, so a channel is never left again.
      if (existing === undefined && listening.state().connected) subscribeTo([topic]);
      return () => void listeners.delete(listener);
    },
    dropped: () => dropped,
    close: stopListening,
  };
}

/** Anyone who may publish can publish anything: what isn't an envelope of ours is passed over. */
function parseEnvelope(
  text: string,
): { node: string; process: string; message: unknown } | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value !== 'object' || value === null) return undefined;
    const { node, process, message } = value as Record<string, unknown>;
    if (typeof node !== 'string' || typeof process !== 'string') return undefined;
    return { node, process, message };
  } catch {
    return undefined;
  }
}

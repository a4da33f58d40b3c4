import { z } from 'zod';
import type { Bus } from '../cluster/cluster.ts';
import { rateLimit, type RateLimit } from './rate-limit.ts';

/** Keys told of in one message, and the length of a key: a message has at most 64 kB. */
const MAX_TOLD = 250;
const MAX_KEY = 100;
const TELL_MS = 200;

const Taken = z.record(z.string().max(MAX_KEY), z.number().finite()).readonly();

/**
 * A rate limit that holds over all nodes, approximately: each node decides at once by itself, and tells
 * the others every 200 ms what was taken of which key; what was taken elsewhere is paid off here. So a key
 * may get a burst at each node within 200 ms, and never a higher rate for long. Without a bus, or while it
 * is down, it is `rateLimit`.
 *
 * @param options.name tells limits apart on the bus
 */
export function sharedRateLimit(
  options: Parameters<typeof rateLimit>[0] & {
    name: string;
    bus?: Bus | undefined;
    /** Runs work once, later. Default: a timer that doesn't keep the process alive. */
    after?(ms: number, work: () => void): void;
  },
): RateLimit {
  const { name, bus, after = later } = options;
  const own = rateLimit(options);
  if (!bus) return own;
  const topic = `rate.${name}`;
  let taken = new Map<string, number>();
  let planned = false;

  bus.subscribe(topic, (message) => {
    const told = Taken.safeParse(message);
    if (told.success)
      for (const [key, tokens] of Object.entries(told.data)) own.charge(key, tokens);
  });

  function note(key: string, tokens: number): void {
    // More keys than fit are not told of: those in use come first, and each node limits by itself anyway.
    if (key.length > MAX_KEY || (taken.size >= MAX_TOLD && !taken.has(key))) return;
    taken.set(key, (taken.get(key) ?? 0) + tokens);
    if (planned) return;
    planned = true;
    after(TELL_MS, tell);
  }

  function tell(): void {
    planned = false;
    const told = [...taken].filter(([, tokens]) => tokens !== 0);
    taken = new Map();
    if (told.length > 0) bus?.publish(topic, Object.fromEntries(told));
  }

  return {
    take(key, tokens = 1) {
      const waitMs = own.take(key, tokens);
      if (waitMs === 0) note(key, tokens);
      return waitMs;
    },
    giveBack(key, tokens = 1) {
      own.giveBack(key, tokens);
      note(key, -tokens);
    },
    charge: (key, tokens) => own.charge(key, tokens),
    get size() {
      return own.size;
    },
  };
}

function later(ms: number, work: () => void): void {
  setTimeout(work, ms).unref();
}

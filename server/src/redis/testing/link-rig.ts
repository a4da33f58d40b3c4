import { onTestFinished } from 'vitest';
import { redisLink } from '../redis-link.ts';
import type { LinkState, RedisLink, RedisLinkOptions } from '../redis-link.ts';
import { parseStore } from '../store-url.ts';
import type { RedisStore } from '../store-url.ts';

export function storeOf(url: string): RedisStore {
  const parsed = parseStore(url);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed.store;
}

/** A link that is closed when the test is over. */
export function testLink(
  store: RedisStore,
  options: Partial<Omit<RedisLinkOptions, 'store'>> = {},
): RedisLink {
  const link = redisLink({ store, slotKey: `{${store.prefix}:test}:x`, ...options });
  onTestFinished(() => link.close());
  return link;
}

/** Resolves with the first state, the present one included, for which `isIt` holds. */
export function stateOf(link: RedisLink, isIt: (state: LinkState) => boolean): Promise<LinkState> {
  return new Promise((resolve) => {
    if (isIt(link.state())) return resolve(link.state());
    const stop = link.onState((state) => {
      if (!isIt(state)) return;
      stop();
      resolve(state);
    });
  });
}

export const lostBecause = (link: RedisLink, words: RegExp): Promise<LinkState> =>
  stateOf(link, (state) => !state.connected && words.test(state.reason));

export const connectedTo = (link: RedisLink, port: number): Promise<LinkState> =>
  stateOf(link, (state) => state.connected && state.server.address.endsWith(`:${port}`));

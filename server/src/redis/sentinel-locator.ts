import type { LinkTime } from './link-time.ts';
import type { Locator } from './locator.ts';
import { sentinelsOf } from './sentinels.ts';
import type { SentinelView } from './sentinels.ts';
import { hostText } from './store-url.ts';
import type { RedisStore } from './store-url.ts';

/** For about a second they may name another without an election. */
const MOST_DOUBTS = 4;

/** The master that Sentinels name, as long as they do. */
export function sentinelLocator(store: RedisStore, time: LinkTime): Locator {
  const sentinels = sentinelsOf(store, time);
  let located: SentinelView | undefined;
  return {
    async locate() {
      located = await sentinels.ask();
      return located.host;
    },
    verify: async (_client, info) => {
      if (info.role === 'master') return null;
      return 'the Sentinels name it as master, but it is a replica (a failover is under way)';
    },
    probe: async (client) => void (await client.ping()),
    hint: () => undefined,
    watch(host, onMoved) {
      const at = located?.epoch ?? 0;
      let doubts = 0;
      return sentinels.watch((view) => {
        if (view.epoch < at || hostText(view.host) === hostText(host)) {
          doubts = 0;
          return;
        }
        // A new election is certain; without one, they may be about to agree again.
        doubts += 1;
        if (view.epoch > at || doubts > MOST_DOUBTS)
          onMoved(`${hostText(host)}: the Sentinels name ${hostText(view.host)} as master now`);
      });
    },
    close: () => sentinels.close(),
  };
}

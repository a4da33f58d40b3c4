import { clusterLocator } from './cluster-locator.ts';
import type { LinkTime } from './link-time.ts';
import { singleLocator } from './locator.ts';
import type { Locator } from './locator.ts';
import { sentinelLocator } from './sentinel-locator.ts';
import type { RedisStore } from './store-url.ts';

export function locatorFor(store: RedisStore, slotKey: string, time: LinkTime): Locator {
  switch (store.kind) {
    case 'single':
      return singleLocator(store);
    case 'sentinel':
      return sentinelLocator(store, time);
    case 'cluster':
      return clusterLocator(store, slotKey, time);
  }
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from '../../cluster/cluster.ts';
import { redisLink, type RedisLink } from '../../redis/redis-link.ts';
import { parseStore } from '../../redis/store-url.ts';
import { accountsCopy, type AccountsCopy, type CopyMark } from '../accounts-copy.ts';
import { accountsSlotKey, redisAccountStore } from '../redis-store.ts';
import type { AccountStore } from '../store.ts';

export interface OpenOptions {
  cluster?: Cluster;
  /** The file of the node's copy, in the place's folder. */
  copy?: string;
  restore?: CopyMark;
  writeWithinMs?: number;
  openWithinMs?: number;
  /** Another way to the same Redis: a proxy's. */
  url?: string;
}

/** Accounts in one Redis under a prefix of their own, to be opened several times, as by several nodes. */
export interface RedisPlace {
  prefix: string;
  open(options?: OpenOptions): Promise<AccountStore>;
  link(url?: string): RedisLink;
  copy(name: string): Promise<AccountsCopy>;
  dir: string;
  remove(): Promise<void>;
}

let places = 0;

/** A place in the Redis at `url`. */
export function redisPlace(url: string): RedisPlace {
  const prefix = `t${(places += 1)}`;
  const dir = mkdtempSync(join(tmpdir(), 'accounts-redis-'));
  const links: RedisLink[] = [];
  const stores: AccountStore[] = [];
  function link(to = url): RedisLink {
    const read = parseStore(to);
    if ('problem' in read) throw new Error(read.problem);
    const made = redisLink({ store: read.store, slotKey: accountsSlotKey(prefix) });
    links.push(made);
    return made;
  }
  const copy = (name: string): Promise<AccountsCopy> => accountsCopy(join(dir, name));
  return {
    prefix,
    dir,
    link,
    copy,
    async open({ copy: file, url: to, ...options } = {}) {
      const store = await redisAccountStore({
        link: link(to),
        prefix,
        ...(file === undefined ? {} : { copy: await copy(file) }),
        ...options,
      });
      stores.push(store);
      return store;
    },
    async remove() {
      for (const store of stores) await store.close().catch(() => undefined);
      for (const made of links) await made.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

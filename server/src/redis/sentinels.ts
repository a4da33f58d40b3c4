import { gather } from './gather.ts';
import { within } from './link-time.ts';
import type { LinkTime } from './link-time.ts';
import { openClient, sentinelLogin } from './redis-client.ts';
import type { OpenClient, RedisClient } from './redis-client.ts';
import { hostText } from './store-url.ts';
import type { RedisHost, RedisStore } from './store-url.ts';

/** Who is master by the Sentinels' word. The epoch rises with every failover, so the highest is newest. */
export interface SentinelView {
  host: RedisHost;
  epoch: number;
}

/** The Sentinels of a store, asked on connections that are kept. */
export interface Sentinels {
  /** Rejects in words for an operator when none answers. */
  ask(): Promise<SentinelView>;
  /** Told four times a second what they say; nothing while none answers. */
  watch(listener: (view: SentinelView) => void): () => void;
  close(): void;
}

const ASK_TIMEOUT_MS = 1_000;
const GRACE_MS = 300;
/** What passes between an election and our hearing of it is part of what a failover takes. */
const POLL_MS = 250;
/** For so long nobody believes Sentinels that are behind what others said: they may be cut off. */
const BELIEVE_NEWEST_MS = 15_000;

/** One for all links of a store in this process: the Sentinels needn't be asked by each. */
const shared = new WeakMap<RedisStore, { sentinels: Sentinels; users: number }>();

export function sentinelsOf(store: RedisStore, time: LinkTime): Sentinels {
  const entry = shared.get(store) ?? { sentinels: openSentinels(store, time), users: 0 };
  shared.set(store, entry);
  entry.users += 1;
  let isClosed = false;
  return {
    ask: entry.sentinels.ask,
    watch: entry.sentinels.watch,
    close() {
      if (isClosed) return;
      isClosed = true;
      entry.users -= 1;
      if (entry.users > 0) return;
      shared.delete(store);
      entry.sentinels.close();
    },
  };
}

function openSentinels(store: RedisStore, time: LinkTime): Sentinels {
  const name = store.name ?? '';
  const clients = new Map<RedisHost, Promise<OpenClient>>();
  const watchers = new Set<(view: SentinelView) => void>();
  const closing = new AbortController();
  let asking: Promise<SentinelView> | undefined;
  const remember = electionMemory();
  let callOffPoll: (() => void) | undefined;

  function connected(host: RedisHost): Promise<OpenClient> {
    const existing = clients.get(host);
    if (existing !== undefined) return existing;
    const forget = (): void => {
      if (clients.get(host) === opening) clients.delete(host);
    };
    const opening = openClient({
      host,
      login: sentinelLogin(store),
      connectTimeoutMs: ASK_TIMEOUT_MS,
      time,
      signal: closing.signal,
      onLost: forget,
    });
    clients.set(host, opening);
    opening.catch(forget);
    return opening;
  }

  async function askOne(host: RedisHost): Promise<SentinelView> {
    const open = await connected(host);
    try {
      return await within(
        time,
        ASK_TIMEOUT_MS,
        viewOf(open.client, name, hostText(host)),
        () => new Error(`Sentinel ${hostText(host)} does not answer`),
      );
    } catch (error) {
      // Whatever it was, the next asking begins with a connection that is known to work.
      clients.delete(host);
      open.destroy();
      throw error;
    }
  }

  async function askAll(): Promise<SentinelView> {
    const { answers, reasons } = await gather(time, store.hosts.map(askOne), {
      // Right after an election one of them knows more than the others.
      enough: store.hosts.length,
      graceMs: GRACE_MS,
    });
    const best = newestOf(answers);
    if (best === undefined)
      throw new Error(
        `no Sentinel says who is master: ${reasons.map((reason) => reason.replace(/\.$/, '')).join('; ')}.`,
      );
    const newer = remember(best, time.monotonicMs());
    if (newer !== undefined)
      throw new Error(
        `only Sentinels that are behind can be reached; ${hostText(newer.host)} was elected after ${hostText(best.host)}`,
      );
    return best;
  }

  function ask(): Promise<SentinelView> {
    asking ??= askAll().finally(() => {
      asking = undefined;
    });
    return asking;
  }

  function poll(): void {
    callOffPoll = time.after(POLL_MS, () => {
      ask()
        .then(
          (view) => {
            for (const watcher of watchers) watcher(view);
          },
          // A Sentinel's silence says nothing about the master.
          () => undefined,
        )
        .finally(() => {
          callOffPoll = undefined;
          if (watchers.size > 0 && !closing.signal.aborted) poll();
        });
    });
  }

  return {
    ask,
    watch(listener) {
      watchers.add(listener);
      if (callOffPoll === undefined) poll();
      return () => void watchers.delete(listener);
    },
    close() {
      closing.abort();
      callOffPoll?.();
      watchers.clear();
      for (const opening of clients.values())
        opening.then(
          (open) => open.destroy(),
          () => undefined,
        );
      clients.clear();
    },
  };
}

/**
 * Remembers the newest election heard of. Answers it when a view is older and it was heard of lately;
 * after a while an older one is believed, as Sentinels that were set up anew begin to count again.
 */
export function electionMemory(): (view: SentinelView, nowMs: number) => SentinelView | undefined {
  let newest: (SentinelView & { atMs: number }) | undefined;
  return (view, nowMs) => {
    if (
      newest !== undefined &&
      view.epoch < newest.epoch &&
      nowMs - newest.atMs < BELIEVE_NEWEST_MS
    )
      return newest;
    newest = { ...view, atMs: nowMs };
    return undefined;
  };
}

/** The view of the newest election; among equals, what most of them say. */
export function newestOf(views: SentinelView[]): SentinelView | undefined {
  const epoch = Math.max(...views.map((view) => view.epoch));
  const counts = new Map<string, { view: SentinelView; count: number }>();
  for (const view of views.filter((one) => one.epoch === epoch)) {
    const key = hostText(view.host);
    counts.set(key, { view, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].toSorted((a, b) => b.count - a.count)[0]?.view;
}

async function viewOf(client: RedisClient, name: string, from: string): Promise<SentinelView> {
  const [address, master] = await Promise.all([
    client.sendCommand(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name]),
    client.sendCommand(['SENTINEL', 'MASTER', name]),
  ]).catch((cause: unknown) => {
    const message = cause instanceof Error ? cause.message : String(cause);
    if (/no such master/i.test(message))
      throw new Error(
        `Sentinel ${from} watches no master named "${name}"; the name is the last part of STORE`,
        { cause },
      );
    if (/unknown command/i.test(message))
      throw new Error(
        `${from} is no Sentinel; redis+sentinel:// names the Sentinels, usually on port 26379`,
        { cause },
      );
    throw new Error(`Sentinel ${from}: ${message}`, { cause });
  });
  const [host, port] = (Array.isArray(address) ? address : []) as unknown[];
  if (typeof host !== 'string' || !(Number(port) > 0))
    throw new Error(
      `Sentinel ${from} watches no master named "${name}"; the name is the last part of STORE`,
    );
  return { host: { host, port: Number(port) }, epoch: Number(field(master, 'config-epoch') ?? 0) };
}

/** A field of a reply that is a map, or a flat list of names and values. */
function field(reply: unknown, name: string): unknown {
  if (Array.isArray(reply)) {
    const at = reply.indexOf(name);
    return at === -1 ? undefined : (reply[at + 1] as unknown);
  }
  if (reply instanceof Map) return reply.get(name);
  return typeof reply === 'object' && reply !== null
    ? (reply as Record<string, unknown>)[name]
    : undefined;
}

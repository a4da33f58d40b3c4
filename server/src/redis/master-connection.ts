import { within } from './link-time.ts';
import type { LinkTime } from './link-time.ts';
import type { Locator } from './locator.ts';
import { movedTo, notMaster, notMasterInWords } from './not-master.ts';
import { asError, openClient, storeLogin } from './redis-client.ts';
import type { OpenClient, RedisClient } from './redis-client.ts';
import { serverInfo } from './server-info.ts';
import type { RedisServer } from './server-info.ts';
import { hostText } from './store-url.ts';
import type { RedisHost, RedisStore } from './store-url.ts';

/** A connection to the master, checked and admitted. */
export interface MasterConnection {
  host: RedisHost;
  open: OpenClient;
  server: RedisServer;
}

/**
 * Finds the master, connects, and checks that it is one and may be used. Rejects in words for an
 * operator, with the address first. `onLost` is told when it ends by itself after that. One that is no
 * longer the master isn't waited for: a lost network takes connections and answers nothing.
 */
export async function connectToMaster(options: {
  store: RedisStore;
  locator: Locator;
  admit: ((client: RedisClient, server: RedisServer) => Promise<string | null>) | undefined;
  connectTimeoutMs: number;
  time: LinkTime;
  signal: AbortSignal;
  onLost(error: Error): void;
}): Promise<MasterConnection> {
  const { store, locator, connectTimeoutMs, time, signal } = options;
  const host = await locator.locate(signal);
  const address = hostText(host);
  let lostEarly: Error | undefined;
  let isMade = false;
  let open: OpenClient | undefined;
  const gone = new AbortController();
  const stopWatching = locator.watch(host, (reason) => {
    gone.abort(new Error(reason));
    open?.destroy();
  });
  try {
    open = await openClient({
      host,
      login: storeLogin(store),
      connectTimeoutMs,
      time,
      signal: AbortSignal.any([signal, gone.signal]),
      onLost(error) {
        if (isMade) options.onLost(error);
        else lostEarly = error;
      },
    });
  } catch (error) {
    stopWatching();
    throw gone.signal.aborted ? asError(gone.signal.reason) : error;
  }
  try {
    const server = await within(
      time,
      connectTimeoutMs,
      check(open.client, address),
      () => new Error('it took the connection but does not answer'),
    );
    if (lostEarly !== undefined) throw lostEarly;
    if (signal.aborted) throw new Error('closed');
    isMade = true;
    return { host, open, server };
  } catch (cause) {
    open.destroy();
    if (gone.signal.aborted) throw asError(gone.signal.reason);
    const words = notMaster(cause);
    const moved = words === undefined ? undefined : movedTo(words);
    if (moved !== undefined) locator.hint(moved);
    const reason = words === undefined ? asError(cause).message : notMasterInWords(words);
    throw new Error(`${address}: ${reason}`, { cause });
  } finally {
    stopWatching();
  }

  async function check(client: RedisClient, from: string): Promise<RedisServer> {
    const info = await serverInfo(client, from);
    const wrong = await locator.verify(client, info);
    if (wrong !== null) throw new Error(wrong);
    const { runId, version, replicas } = info;
    const server: RedisServer = { address: from, runId, version, replicas };
    const refused = (await options.admit?.(client, server)) ?? null;
    if (refused !== null) throw new Error(refused);
    return server;
  }
}

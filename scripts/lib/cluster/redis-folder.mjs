import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, removedAtExit } from './children.mjs';
import { confOf, redisProcess } from './redis-process.mjs';

/** @typedef {import('./redis-servers.mjs').RedisServer} RedisServer */

/**
 * A folder for the servers of one set: a temporary one that goes when they stop, or one to keep.
 * @param {string | undefined} dir
 */
export function redisFolder(dir) {
  const path = dir ?? mkdtempSync(join(tmpdir(), 'warroom-redis-'));
  if (dir === undefined) removedAtExit(path);
  /** @type {RedisServer[]} */
  const servers = [];
  let over = false;

  async function stop() {
    over = true;
    // What is kept is closed in order; what is thrown away may be killed.
    await Promise.all(servers.map((one) => (dir === undefined ? one.kill9() : one.stop())));
    if (dir === undefined) rmSync(path, { recursive: true, force: true });
  }
  return {
    path,
    stop,
    /**
     * Leaves nothing behind when a start fails half way.
     * @template T
     * @param {() => Promise<T>} work
     * @returns {Promise<T>}
     */
    async whole(work) {
      try {
        return await work();
      } catch (error) {
        await stop();
        throw error;
      }
    },
    /** @param {Parameters<typeof redisProcess>[0]} options */
    async start(options) {
      const server = await redisProcess(options);
      if (over) await server.kill9();
      else servers.push(server);
      return server;
    },
    /**
     * Where each server keeps its files and listens: as before, where the folder was used before.
     * @param {string} name `redis` gives `redis-1`, `redis-2` …
     * @param {number} count
     */
    homes: (name, count) =>
      Promise.all(
        Array.from({ length: count }, async (_, i) => {
          const home = join(path, `${name}-${i + 1}`);
          return { dir: home, port: keptPort(home) ?? (await freePort()) };
        }),
      ),
  };
}

/** @param {string} dir */
function keptPort(dir) {
  if (!existsSync(confOf(dir))) return undefined;
  const port = /^port (\d+)$/m.exec(readFileSync(confOf(dir), 'utf8'))?.[1];
  return port === undefined ? undefined : Number(port);
}

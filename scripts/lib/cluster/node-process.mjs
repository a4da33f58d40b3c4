import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freePort, removedAtExit, signal, startChild } from './children.mjs';
import { until } from './redis-process.mjs';

/** @typedef {import('./nodes.mjs').WarNode} WarNode */

const HOST = '127.0.0.1';
const STOPPED_WITHIN_MS = 40_000;

/** @type {typeof import('./nodes.mjs').startNode} */
export async function startNode(options) {
  const { store, dataDir, timeoutMs = 30_000 } = options;
  const entry = join(upTo(dirname(fileURLToPath(import.meta.url))), 'server/dist/main.js');
  if (!existsSync(entry)) throw new Error('server/dist/main.js is missing: run `npm run build`.');
  mkdirSync(dataDir, { recursive: true });
  const port = options.port ?? (await freePort());
  const url = `http://${HOST}:${port}`;
  let { args = [], env = {} } = options;
  /** @type {string[]} */
  const lines = [];
  /** @type {Set<() => void>} */
  const watchers = new Set();
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child;

  const running = () => child !== undefined && child.exitCode === null && child.signalCode === null;
  const tell = () => {
    for (const look of watchers) look();
  };
  /**
   * @param {RegExp} pattern
   * @param {number} withinMs
   * @param {number} from
   * @returns {Promise<RegExpMatchArray>}
   */
  const lineFrom = (pattern, withinMs, from) =>
    new Promise((found, failed) => {
      let at = from;
      /** @param {string} what */
      const why = (what) =>
        new Error(
          `The node at ${url} ${what} before printing ${pattern}. It printed:\n${lines.slice(from).join('\n')}`,
        );
      /** @param {() => void} act */
      const end = (act) => {
        clearTimeout(timer);
        watchers.delete(look);
        act();
      };
      const look = () => {
        for (; at < lines.length; at += 1) {
          const match = lines[at]?.match(pattern);
          if (match) return end(() => found(match));
        }
        if (!running()) end(() => failed(why(`ended (${child?.exitCode ?? child?.signalCode})`)));
      };
      const timer = setTimeout(() => end(() => failed(why('was silent too long'))), withinMs);
      watchers.add(look);
      look();
    });
  async function start() {
    const from = lines.length;
    const started = startChild(process.execPath, [entry, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: given({
        ...process.env,
        INIT_CWD: undefined,
        HOST,
        PORT: String(port),
        DATA_DIR: dataDir,
        STORE: store,
        NODE_URL: url,
        ...env,
      }),
    });
    child = started;
    for (const stream of [started.stdout, started.stderr])
      if (stream)
        createInterface({ input: stream }).on('line', (line) => {
          lines.push(line);
          options.onLine?.(line);
          tell();
        });
    started.on('close', tell);
    try {
      await lineFrom(/Listening on /, timeoutMs, from);
    } catch (error) {
      await end('SIGKILL');
      throw error;
    }
  }
  /** @param {'SIGTERM' | 'SIGKILL'} name */
  async function end(name) {
    if (child?.pid === undefined || !running()) return;
    const { pid } = child;
    const gone = once(child, 'close');
    signal(pid, name);
    signal(pid, 'SIGCONT');
    const late = setTimeout(() => signal(pid, 'SIGKILL'), STOPPED_WITHIN_MS);
    await gone;
    clearTimeout(late);
  }
  await start();
  return {
    url,
    port,
    get pid() {
      return running() ? child?.pid : undefined;
    },
    dataDir,
    lines,
    waitForLine: (pattern, withinMs = 10_000) => lineFrom(pattern, withinMs, 0),
    ready: (withinMs = 30_000) =>
      until(`${url}/readyz`, async () => (await fetch(`${url}/readyz`)).status === 200, withinMs),
    async stop() {
      await end('SIGTERM');
      return child?.exitCode ?? null;
    },
    kill9: () => end('SIGKILL'),
    pause: () => void (child?.pid && signal(child.pid, 'SIGSTOP')),
    resume: () => void (child?.pid && signal(child.pid, 'SIGCONT')),
    async restart(change = {}) {
      await end('SIGTERM');
      ({ args, env } = { args, env, ...change });
      await start();
    },
  };
}

/** @type {typeof import('./nodes.mjs').startNodes} */
export async function startNodes(count, { dir, args, onLine, ...options }) {
  const path = dir ?? mkdtempSync(join(tmpdir(), 'warroom-nodes-'));
  if (dir === undefined) removedAtExit(path);
  const results = await Promise.allSettled(
    Array.from({ length: count }, (_, i) =>
      startNode({
        ...options,
        dataDir: join(path, `node-${i + 1}`),
        args: args?.(i) ?? [],
        onLine: (line) => onLine?.(line, i),
      }),
    ),
  );
  const nodes = results.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = results.find((one) => one.status === 'rejected');
  if (failed === undefined) return nodes;
  await Promise.all(nodes.map((node) => node.kill9()));
  throw failed.reason;
}

/** @param {NodeJS.ProcessEnv} env */
function given(env) {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
}

/**
 * The repository's root, also from where a bench was bundled to.
 * @param {string} folder
 * @returns {string}
 */
function upTo(folder) {
  if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return folder;
  if (dirname(folder) === folder) throw new Error('There is no pnpm-workspace.yaml above this.');
  return upTo(dirname(folder));
}

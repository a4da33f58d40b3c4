import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { startClusterServer } from './cluster-server.ts';

/** The repository's root, from wherever this was bundled to. */
export const root = upTo(import.meta.dirname);

function upTo(folder: string): string {
  if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return folder;
  if (dirname(folder) === folder) throw new Error('there is no pnpm-workspace.yaml above this');
  return upTo(dirname(folder));
}

export type ServerRig = {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  url: string;
  pid: number;
  dataDir: string;
  /** Every line printed so far, stdout and stderr. */
  lines: readonly string[];
  /** The first line that matches, printed already or yet to come; rejects after timeoutMs. */
  waitForLine: (pattern: RegExp, timeoutMs?: number) => Promise<RegExpMatchArray>;
  /** SIGTERM, waits for the end, and removes the data unless it was handed in. Answers the exit code. */
  stop: () => Promise<number | null>;
  /** SIGKILL, and waits for the end; the data stays, so that another server can start on it. */
  kill9: () => Promise<void>;
};

export type ServerOptions = {
  args?: string[];
  env?: Record<string, string>;
  /** A data folder to start on; without it a new empty one, removed by stop(). */
  dataDir?: string;
  /** The `main.js` of another build; default: the one that is built here. Always one server. */
  entry?: string;
  /** How long the server may take to say that it listens. */
  timeoutMs?: number;
};

/**
 * Starts the built server on a free port of this machine. Rejects with all it printed if it ends
 * or stays silent before it listens. With WARROOM_RIG=cluster it is three nodes on one Redis behind a
 * balancer that is sticky to none, and those who ask can't tell.
 */
export function startServer(options: ServerOptions = {}): Promise<ServerRig> {
  return process.env['WARROOM_RIG'] === 'cluster' && options.entry === undefined
    ? startClusterServer(options)
    : startOneServer(options);
}

/** One server on its embedded store, whatever the rig: for what is about its process. */
export async function startOneServer(options: ServerOptions = {}): Promise<ServerRig> {
  const entry = options.entry ?? join(root, 'server/dist/main.js');
  if (!existsSync(entry)) throw new Error(`${entry} is missing: run \`npm run build\`.`);
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'warroom-')));
  const child = spawn(process.execPath, [entry, ...(options.args ?? [])], {
    env: { ...process.env, PORT: '0', DATA_DIR: dataDir, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  const lines: string[] = [];
  const watchers = new Set<() => void>();
  const tell = () => {
    for (const watcher of watchers) watcher();
  };
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      tell();
    });
  child.on('close', tell);

  const waitForLine: ServerRig['waitForLine'] = (pattern, timeoutMs = 10_000) =>
    new Promise((found, failed) => {
      let checked = 0;
      const end = (act: () => void) => {
        clearTimeout(timer);
        watchers.delete(look);
        act();
      };
      const explain = (what: string) =>
        new Error(
          `The server ${what} before printing ${pattern}. It printed:\n${lines.join('\n')}`,
        );
      const look = () => {
        for (; checked < lines.length; checked += 1) {
          const match = lines[checked]?.match(pattern);
          if (match) return end(() => found(match));
        }
        if (child.exitCode !== null || child.signalCode !== null)
          end(() => failed(explain(`ended (${child.exitCode ?? child.signalCode})`)));
      };
      const timer = setTimeout(() => end(() => failed(explain('was silent too long'))), timeoutMs);
      watchers.add(look);
      look();
    });

  const quit = async (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal);
    await ended;
  };
  try {
    const match = await waitForLine(/Listening on (http:\/\/[^\s/]+)/, options.timeoutMs ?? 20_000);
    return {
      url: match[1] ?? '',
      pid: child.pid ?? 0,
      dataDir,
      lines,
      waitForLine,
      stop: async () => {
        await quit('SIGTERM');
        if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
        return child.exitCode;
      },
      kill9: () => quit('SIGKILL'),
    };
  } catch (error) {
    await quit('SIGKILL');
    throw error;
  }
}

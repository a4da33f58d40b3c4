import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** One measured gate, as scripts/bench.mjs prints it. */
export interface Gate {
  gate: string;
  ours: string;
  peer: string;
  ratio: string;
  pass: boolean;
}

/** In a child: answers the parent's calls. */
export function serve(calls: object): void {
  const table = calls as Record<string, (value: unknown) => unknown>;
  process.on('message', (asked: { id: number; call: string; value: unknown }) => {
    void Promise.resolve(table[asked.call]?.(asked.value)).then((value) =>
      process.send?.({ id: asked.id, value }),
    );
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ id: 0 });
}

/** In the parent: a child to call. */
export interface Worker {
  call<T = void>(call: string, value?: unknown): Promise<T>;
  stop(): void;
}

/** Starts `server/bench/<name>` in a process of its own. */
export async function worker(name: string, args: string[] = []): Promise<Worker> {
  const file = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
  const child: ChildProcess = fork(file, args, { execArgv: ['--expose-gc'] });
  const waiting = new Map<number, (value: unknown) => void>();
  let ids = 0;
  const started = new Promise<void>((resolve, reject) => {
    waiting.set(0, () => resolve());
    child.once('exit', (code) => reject(new Error(`${name} ${args.join(' ')} ended with ${code}`)));
  });
  child.on('message', (answer: { id: number; value: unknown }) => {
    waiting.get(answer.id)?.(answer.value);
    waiting.delete(answer.id);
  });
  await started;
  return {
    call: (call, value) =>
      new Promise((resolve) => {
        ids += 1;
        waiting.set(ids, resolve as (value: unknown) => void);
        child.send({ id: ids, call, value });
      }),
    stop: () => child.kill(),
  };
}

/** A server of one mode with `count` clients connected, each process on its own. */
export async function pair(
  mode: string,
  count: number,
): Promise<{ server: Worker; clients: Worker }> {
  const server = await worker('feed-server', [mode]);
  const clients = await worker('feed-clients');
  const [port, cursor] = [await server.call<number>('port'), await server.call<string>('cursor')];
  await clients.call('open', { port, mode, cursor, count });
  return { server, clients };
}

/** Median with the least and the most. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

export function spread(values: number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  return { median: at(Math.floor(sorted.length / 2)), min: at(0), max: at(sorted.length - 1) };
}

/** As in `9.6 µs (9.1–10.2)`. */
export function written({ median, min, max }: Spread, unit: string, digits = 2): string {
  return `${median.toFixed(digits)} ${unit} (${min.toFixed(digits)}–${max.toFixed(digits)})`;
}

import { fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SearchResult } from './desk-search-measure.ts';
import { INCIDENTS, PER_SECOND, SIGNALS } from './desk-search-size.ts';
import type { BenchRow } from './journal.bench.ts';

const MAX_MS = 50;
const MAX_MEMORY = 0.2;
const MB = 1_048_576;

/** Our search against MiniSearch over the same texts, each in a process of its own, while signals come in. */
export async function run(): Promise<BenchRow[]> {
  const ours = await inProcess<SearchResult & { dir: string }>('desk-search-ours');
  try {
    const { memory } = await inProcess<{ memory: number }>('desk-search-ours', [ours.dir]);
    const peer = await inProcess<SearchResult & { memory: number }>('desk-search-peer');
    const ms = (value: number): string => `${value.toFixed(1)} ms`;
    const what = `${SIGNALS} signals, ${INCIDENTS} incidents, ${Math.round(ours.perSecond)}/s in`;
    return [
      {
        gate: `search p99 <= ${MAX_MS} ms: ${what}`,
        ours: `${ms(ours.p99)} (p50 ${ms(ours.p50)}, event loop at worst ${ms(ours.stallMs)})`,
        peer: `MiniSearch ${ms(peer.p99)} (p50 ${ms(peer.p50)}, at worst ${ms(peer.stallMs)})`,
        ratio: `${(ours.p99 / peer.p99).toFixed(2)} x (<= 1)`,
        pass: ours.p99 <= MAX_MS && ours.p99 <= peer.p99 && ours.perSecond >= PER_SECOND * 0.95,
      },
      {
        gate: `search memory <= ${MAX_MEMORY} x`,
        ours: `${(memory / MB).toFixed(0)} MB`,
        peer: `MiniSearch ${(peer.memory / MB).toFixed(0)} MB`,
        ratio: `${(memory / peer.memory).toFixed(2)} x`,
        pass: memory <= MAX_MEMORY * peer.memory,
      },
    ];
  } finally {
    rmSync(ours.dir, { recursive: true, force: true });
  }
}

/** Runs an entry beside this one; answers the one message that it sends. */
function inProcess<T>(name: string, args: string[] = []): Promise<T> {
  const file = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
  return new Promise((resolve, reject) => {
    let answer: T | undefined;
    const child = fork(file, args, { execArgv: ['--expose-gc'] });
    child.on('message', (message) => (answer = message as T));
    child.on('exit', (code) => {
      if (code === 0 && answer !== undefined) resolve(answer);
      else reject(new Error(`${name} ended with code ${String(code)}`));
    });
  });
}

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { redeem } from './rigs/api.ts';

const script = resolve(import.meta.dirname, '../scripts/cluster.mjs');
let child: ChildProcess | undefined;
afterEach(() => void child?.kill('SIGKILL'));

/** Starts `npm run cluster` and answers what it has printed when all is up. */
async function cluster(args: string[]): Promise<{ process: ChildProcess; lines: string[] }> {
  const started = spawn(process.execPath, [script, '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = started;
  const lines: string[] = [];
  for (const stream of [started.stdout, started.stderr])
    createInterface({ input: stream }).on('line', (line) => void lines.push(line));
  await expect
    .poll(() => lines.some((line) => line.startsWith('Ctrl-C')) || started.exitCode !== null, {
      timeout: 60_000,
    })
    .toBe(true);
  expect(started.exitCode, lines.join('\n')).toBeNull();
  return { process: started, lines };
}

function found(lines: string[], pattern: RegExp): string {
  return lines.join('\n').match(pattern)?.[1] ?? '';
}

/** One that has ended may stay as a zombie until the system's first process has asked for it. */
function alive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('npm run cluster', () => {
  it('starts Redis, nodes and a balancer; a link works through it; Ctrl-C leaves nothing', async () => {
    const { process: running, lines } = await cluster(['--nodes', '2', '--drill']);
    const text = lines.join('\n');
    const pids = [...text.matchAll(/^ {2}(?:node|redis|sentinel)-\S+.*?(\d+)$/gm)].map(([, pid]) =>
      Number(pid),
    );
    expect(pids).toHaveLength(8);
    expect(pids.filter((pid) => !alive(pid))).toEqual([]);
    const url = found(lines, /^Listening on (\S+)$/m);
    expect(text.match(/\/setup#/g)).toHaveLength(1);
    expect(text.match(/EXERCISE running/g)).toHaveLength(1);

    // Made by one node; each of these is answered by the next.
    const lead = await redeem(url, found(lines, /Lead .*link#(\S+)/));
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => lead.get<{ subject: { name: string } | null }>('/api/session')),
    );
    expect(answers.map(({ subject }) => subject?.name)).toEqual(
      Array(4).fill(answers[0]?.subject?.name),
    );
    expect(answers[0]?.subject).not.toBeNull();

    running.kill('SIGINT');
    await once(running, 'exit');
    expect(running.exitCode, lines.join('\n')).toBe(0);
    expect(pids.filter(alive)).toEqual([]);
    expect(existsSync(found(lines, /^Logs of the nodes: (.*)\/sentinel\//m))).toBe(false);
  });

  it('leaves nothing even when it is killed', async () => {
    const { process: running, lines } = await cluster(['--nodes', '1', '--redis', 'single']);
    const pids = [...lines.join('\n').matchAll(/^ {2}(?:node|redis)-\S+.*?(\d+)$/gm)].map(
      ([, pid]) => Number(pid),
    );
    expect(pids).toHaveLength(2);
    running.kill('SIGKILL');
    await expect.poll(() => pids.filter(alive), { timeout: 5_000 }).toEqual([]);
    const dir = found(lines, /^Logs of the nodes: (.*)\/single\//m);
    await expect.poll(() => existsSync(dir), { timeout: 5_000 }).toBe(false);
  });

  it('says in one sentence what is wrong with how it was called', async () => {
    for (const [args, words] of [
      [['--redis', 'many'], '--redis is single, sentinel, cluster, not many.'],
      [['--nodes', 'x'], '--nodes is a whole number from 1 to 20, not x.'],
    ] as const) {
      const wrong = spawn(process.execPath, [script, ...args], { stdio: 'pipe' });
      let said = '';
      wrong.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
      await once(wrong, 'close');
      expect([wrong.exitCode, said.trim()]).toEqual([2, words]);
    }
  });
});

import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setUp } from '../rigs/api.ts';
import { startServer } from '../rigs/server.ts';
import { cpuMs, median, quantile, spread } from './gate.ts';
import type { Gate } from './gate.ts';
import { change, open, staff } from './load.ts';

const SOCKETS = 500;
const PROCESSES = 2;
const PER_SECOND = 200;
const SECONDS = 8;
const ROUNDS = 3;
const INCIDENTS = 400;
/** The feed's window at 500 sockets: 25 µs a write, at most a quarter of a core. */
const WINDOW_MS = Math.max(16, (SOCKETS * 0.025) / 0.25);

/** 200 changes a second over HTTP to 500 screens, on the embedded store as it is shipped. */
export async function run(): Promise<Gate[]> {
  const server = await startServer({ env: { LOG_LEVEL: 'error' } });
  const clients: ChildProcess[] = [];
  try {
    const people = await staff(server, await setUp(server), 10);
    const incidents = await open(server, people, INCIDENTS);
    const file = fileURLToPath(new URL('./live-clients.js', import.meta.url));
    for (let n = 0; n < PROCESSES; n += 1) {
      const child = fork(file);
      clients.push(child);
      const cookies = people.map(({ cookie }) => cookie);
      child.send({ connect: { url: server.url, cookies, count: SOCKETS / PROCESSES } });
      await once(child, 'message');
    }
    const p50: number[] = [];
    const p99: number[] = [];
    const cores: number[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const seconds = round === 0 ? 2 : SECONDS;
      const startedAt = performance.now();
      const before = cpuMs(server.pid);
      const sent = await change(
        server,
        people,
        { perSecond: PER_SECOND, seconds },
        (n) => incidents[n % incidents.length]!,
      );
      const used = (cpuMs(server.pid) - before) / (performance.now() - startedAt);
      const latencies = await arrived(clients, sent * SOCKETS);
      if (round === 0) continue;
      p50.push(quantile(latencies, 0.5));
      p99.push(quantile(latencies, 0.99));
      cores.push(used);
    }
    const name = `${PER_SECOND} changes/s over HTTP to ${SOCKETS} screens, sqlite FULL`;
    return [
      {
        gate: `${name}: POST to every screen, p99 <= window of ${WINDOW_MS} ms + 25 ms`,
        ours: `${spread(p99, 'ms')}, p50 ${median(p50).toFixed(1)}`,
        peer: `${WINDOW_MS} ms`,
        ratio: (median(p99) / WINDOW_MS).toFixed(2),
        pass: median(p99) <= WINDOW_MS + 25,
      },
      {
        gate: `${name}: server CPU <= 0.5 core`,
        ours: spread(cores, 'core', 2),
        peer: '-',
        ratio: '-',
        pass: median(cores) <= 0.5,
      },
    ];
  } finally {
    for (const child of clients) child.kill();
    await server.stop();
  }
}

/** All arrivals of a round; rejects unless every change came to every screen within 10 s. */
async function arrived(clients: readonly ChildProcess[], expected: number): Promise<number[]> {
  const all: number[] = [];
  const until = performance.now() + 10_000;
  while (all.length < expected && performance.now() < until)
    for (const child of clients) {
      child.send({ take: true });
      const [said] = (await once(child, 'message')) as [{ latencies: number[] }];
      for (const latency of said.latencies) all.push(latency);
    }
  if (all.length !== expected)
    throw new Error(`${all.length} changes arrived at the screens where ${expected} should have`);
  return all;
}

import { pair, spread, written } from './feed-rig.ts';
import type { Gate, Worker } from './feed-rig.ts';

const CLIENTS = 5000;
const ROUNDS = 3;
const MODES = ['ours', 'ws'] as const;
type Mode = (typeof MODES)[number];

/** 5,000 clients dropped at once come back, each to 42 kB of changes, while changes go on. */
export async function run(): Promise<Gate[]> {
  const timesMs: Record<Mode, number[]> = { ours: [], ws: [] };
  const stallsMs: Record<Mode, number[]> = { ours: [], ws: [] };
  const cpuMs: Record<Mode, number[]> = { ours: [], ws: [] };
  let missed = 0;
  for (const mode of MODES) await storm(mode); // warms the machine up, and the bundle's first compile
  for (let round = 0; round < ROUNDS; round += 1) for (const mode of MODES) await storm(mode, true);

  async function storm(mode: Mode, counts = false): Promise<void> {
    const { server, clients } = await pair(mode, CLIENTS);
    try {
      missed = await server.call<number>('miss');
      await server.call('live', { perSecond: 20, window: mode === 'ours' ? -1 : 250 });
      await server.call('watchDelay');
      const before = await usage(server);
      const took = await clients.call<number>('storm');
      const after = await usage(server);
      const stall = await server.call<number>('delay');
      if (!counts) return;
      timesMs[mode].push(took);
      stallsMs[mode].push(stall);
      cpuMs[mode].push((after - before) / 1000);
    } finally {
      server.stop();
      clients.stop();
    }
  }

  const ratios = spread(
    timesMs.ours.map((ours, round) => ours / (timesMs.ws[round] ?? Number.NaN)),
  );
  const stall = spread(stallsMs.ours);
  const cpu = spread(cpuMs.ours.map((ours, round) => ours / (cpuMs.ws[round] ?? Number.NaN)));
  return [
    {
      gate: `${CLIENTS} clients dropped at once, ${(missed / 1000).toFixed(0)} kB of changes each: time until all caught up, against ws with a cached frame, at most 2.2`,
      ours: written(spread(timesMs.ours), 'ms', 0),
      peer: written(spread(timesMs.ws), 'ms', 0),
      ratio: `${written(ratios, '×')}, server CPU ${written(cpu, '×')}`,
      pass: ratios.median <= 2.2,
    },
    {
      gate: 'the longest that the event loop stood still meanwhile, at most 500 ms',
      ours: written(stall, 'ms', 0),
      peer: written(spread(stallsMs.ws), 'ms', 0),
      ratio: '–',
      pass: stall.median <= 500,
    },
  ];
}

async function usage(server: Worker): Promise<number> {
  const { user, system } = await server.call<{ user: number; system: number }>('cpu');
  return user + system;
}

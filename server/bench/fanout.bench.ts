import { pair, spread, worker, written } from './feed-rig.ts';
import type { Gate, Worker } from './feed-rig.ts';

const SOCKETS = 1000;
const ROUNDS = 5;
const MODES = ['ours', 'ws', 'socket.io'] as const;
type Mode = (typeof MODES)[number];

const ONE = { frames: 100, changes: 1, everyMs: 30 };
/** What 200 changes a second make of a frame in the 100 ms window of 1,000 sockets. */
const MANY = { frames: 10, changes: 20, everyMs: 300 };
const MEMORY_SOCKETS = 2000;

/** Fan-out to 1,000 sockets against bare `ws` and plain Socket.IO, and the memory a socket takes. */
export async function run(): Promise<Gate[]> {
  return [...(await fanOut()), await memory()];
}

async function fanOut(): Promise<Gate[]> {
  const rigs = new Map<Mode, { server: Worker; clients: Worker }>();
  for (const mode of MODES) rigs.set(mode, await pair(mode, SOCKETS));
  const one: Record<Mode, number[]> = { ours: [], ws: [], 'socket.io': [] };
  const many: Record<Mode, number[]> = { ours: [], ws: [], 'socket.io': [] };
  try {
    for (const { server } of rigs.values()) await server.call('frames', { ...ONE, frames: 50 });
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [mode, rig] of rigs) one[mode].push(await perDelivery(rig, ONE, ONE.frames));
      for (const [mode, rig] of rigs) {
        // Ours sends them as one frame, the peers one frame a change.
        const frames = mode === 'ours' ? MANY.frames : MANY.frames * MANY.changes;
        many[mode].push(
          (await perDelivery(rig, MANY, frames)) / (mode === 'ours' ? MANY.changes : 1),
        );
      }
    }
  } finally {
    for (const { server, clients } of rigs.values()) {
      server.stop();
      clients.stop();
    }
  }
  const ratio = (a: number[], b: number[]) =>
    spread(a.map((value, round) => value / (b[round] ?? Number.NaN)));
  const ours = written(spread(one.ours), 'µs');
  const single = ratio(one.ours, one.ws);
  const plain = ratio(one['socket.io'], one.ws);
  const toWs = ratio(many.ws, many.ours);
  const toPlain = ratio(many['socket.io'], many.ours);
  return [
    {
      gate: 'fan-out, 1,000 sockets, one change a frame: server CPU per delivery, against ws send (io.emit for comparison in brackets), at most 1.15',
      ours,
      peer: `${written(spread(one.ws), 'µs')} [${written(spread(one['socket.io']), 'µs')} = ${plain.median.toFixed(2)}]`,
      ratio: written(single, '×'),
      pass: single.median <= 1.15,
    },
    {
      gate: 'fan-out, 20 changes a frame: changes delivered per CPU, against ws send of each, at least 5',
      ours: written(spread(many.ours), 'µs'),
      peer: written(spread(many.ws), 'µs'),
      ratio: written(toWs, '×'),
      pass: toWs.median >= 5,
    },
    {
      gate: 'fan-out, 20 changes a frame: against a default Socket.IO emit of each, at least 7',
      ours: written(spread(many.ours), 'µs'),
      peer: written(spread(many['socket.io']), 'µs'),
      ratio: written(toPlain, '×'),
      pass: toPlain.median >= 7,
    },
  ];
}

/** CPU µs per frame delivered; throws when a socket did not get every frame. */
async function perDelivery(
  { server, clients }: { server: Worker; clients: Worker },
  load: { frames: number; changes: number; everyMs: number },
  framesEach: number,
): Promise<number> {
  await clients.call('take');
  const cpuUs = await server.call<number>('frames', load);
  const { deltas } = await clients.call<{ deltas: number }>('take');
  if (deltas !== framesEach * SOCKETS) {
    throw new Error(`${deltas} frames arrived where ${framesEach * SOCKETS} were sent`);
  }
  return cpuUs / deltas;
}

async function memory(): Promise<Gate> {
  const perSocket: Record<'ours' | 'ws', number[]> = { ours: [], ws: [] };
  for (let round = 0; round < 3; round += 1) {
    for (const mode of ['ours', 'ws'] as const) {
      const server = await worker('feed-server', [mode]);
      const clients = await worker('feed-clients');
      const target = {
        port: await server.call<number>('port'),
        mode,
        cursor: await server.call<string>('cursor'),
      };
      const before = await server.call<{ rss: number }>('memory');
      await clients.call('open', { ...target, count: MEMORY_SOCKETS });
      const after = await server.call<{ rss: number }>('memory');
      perSocket[mode].push((after.rss - before.rss) / MEMORY_SOCKETS / 1000);
      server.stop();
      clients.stop();
    }
  }
  const ours = spread(perSocket.ours);
  const peer = spread(perSocket.ws);
  return {
    gate: 'memory per connected socket (resident), at most 50 kB',
    ours: written(ours, 'kB', 1),
    peer: written(peer, 'kB', 1),
    ratio: (ours.median / peer.median).toFixed(2),
    pass: ours.median <= 50,
  };
}

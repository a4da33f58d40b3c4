import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startRedis } from '../../scripts/lib/cluster/redis-servers.mjs';
import type { RedisServer, RedisSet } from '../../scripts/lib/cluster/redis-servers.mjs';
import type { Journal, Unit } from '../src/journal/journal.ts';
import { copiedJournal } from '../src/journal/copy/copied-journal.ts';
import { redisJournal, redisJournalSlot } from '../src/journal/redis/redis-journal.ts';
import { redisLink } from '../src/redis/redis-link.ts';
import { parseStore } from '../src/redis/store-url.ts';
import { situationKeeper } from '../src/situation/keeper.ts';
import { changedIncident, INCIDENTS, notedIncident, openedIncident } from './cluster-load.ts';
import { spread, worker, written } from './feed-rig.ts';
import type { Gate, Worker } from './feed-rig.ts';

const run64 = promisify(execFile);
const ROUNDS = 5;
const RATE = 2_000;
const SECONDS = 3;
const SOCKETS = 20;
const SOCKETS_EACH = 300;
const CALM_RATE = 200;
/** The feed's window with so few sockets, ms. */
const WINDOW_MS = 16;
const EVENTS = Number(process.env['BENCH_EVENTS'] ?? 1_000_000);

/** Several nodes on one Redis: from commit to socket, appends, fan-out, a new node's start, memory. */
export async function run(): Promise<Gate[]> {
  const dir = mkdtempSync(join(tmpdir(), 'cluster-bench-'));
  try {
    return [
      ...(await commitToSocket(dir)),
      await moreNodes(dir),
      await durableAppend(dir),
      ...(await longJournal(dir)),
    ];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

interface Pair {
  sender: Worker;
  receiver: Worker;
  clients: Worker;
}

/** Nodes on one Redis that have the incidents. */
async function nodesOn(redis: RedisSet, dir: string, count: number): Promise<Worker[]> {
  const name = `nodes-${count}`;
  const nodes: Worker[] = [];
  for (let n = 0; n < count; n += 1)
    nodes.push(await worker('cluster-node', [redis.url, name, `${name}-${n}`, join(dir, name)]));
  await nodes[0]?.call('fill');
  for (const node of nodes) while ((await node.call<number>('seq')) < INCIDENTS) await pause(20);
  return nodes;
}

async function connect(clients: Worker, node: Worker, count: number): Promise<void> {
  await clients.call('open', {
    port: await node.call<number>('port'),
    mode: 'ours',
    cursor: await node.call<string>('cursor'),
    count,
  });
}

async function oursOn(redis: RedisSet, dir: string): Promise<Pair> {
  const [sender, receiver] = await nodesOn(redis, dir, 2);
  if (!sender || !receiver) throw new Error('two nodes are needed');
  const clients = await worker('cluster-clients');
  await connect(clients, receiver, SOCKETS);
  return { sender, receiver, clients };
}

async function peerOn(redis: RedisSet): Promise<Pair> {
  const sender = await worker('cluster-peer', [redis.url]);
  const receiver = await worker('cluster-peer', [redis.url]);
  const clients = await worker('cluster-clients');
  const port = await receiver.call<number>('port');
  await clients.call('open', { port, mode: 'peer', cursor: '', count: SOCKETS });
  return { sender, receiver, clients };
}

/** CPU µs per change over all servers and Redis, and the age of changes at the socket. */
async function round(
  pair: Pair,
  redis: RedisServer,
): Promise<{ cpuUs: number; p50: number; p99: number }> {
  const servers = [pair.sender, pair.receiver];
  await pair.clients.call('take');
  const before = await cpuUsOf(servers, redis);
  const sent = await pair.sender.call<number>('load', { perSecond: RATE, seconds: SECONDS });
  await pause(300);
  const cpuUs = ((await cpuUsOf(servers, redis)) - before) / sent;
  const { p50, p99 } = await pair.clients.call<{ p50: number; p99: number }>('take');
  return { cpuUs, p50, p99 };
}

async function cpuUsOf(servers: readonly Worker[], redis: RedisServer): Promise<number> {
  const all = await Promise.all(servers.map((server) => server.call<number>('cpuUs')));
  return all.reduce((sum, one) => sum + one, await redisCpuUs(redis));
}

async function redisCpuUs(redis: RedisServer): Promise<number> {
  const fields = await Promise.all(
    ['used_cpu_sys', 'used_cpu_user'].map((field) => redis.info('cpu', field)),
  );
  return fields.reduce((sum, value) => sum + Number(value) * 1e6, 0);
}

async function commitToSocket(dir: string): Promise<Gate[]> {
  const forOurs = await startRedis();
  // The peer keeps nothing durable: its Redis gets the usual settings.
  const forPeer = await startRedis({ config: { appendonly: 'no', appendfsync: 'everysec' } });
  const [ours, peer] = [await oursOn(forOurs, dir), await peerOn(forPeer)];
  const measured = { ours: [], peer: [] } as Record<
    'ours' | 'peer',
    { cpuUs: number; p50: number; p99: number }[]
  >;
  try {
    for (let n = 0; n <= ROUNDS; n += 1) {
      const results = {
        ours: await round(ours, serverOf(forOurs)),
        peer: await round(peer, serverOf(forPeer)),
      };
      if (n === 0) continue; // warm-up
      for (const key of ['ours', 'peer'] as const) measured[key].push(results[key]);
    }
  } finally {
    for (const { sender, receiver, clients } of [ours, peer])
      for (const child of [sender, receiver, clients]) child.stop();
    for (const redis of [forOurs, forPeer]) await redis.stop();
  }
  const of = (key: keyof typeof measured, what: 'cpuUs' | 'p50' | 'p99') =>
    measured[key].map((result) => result[what]);
  const ratio = spread(
    of('ours', 'cpuUs').map((value, n) => value / (of('peer', 'cpuUs')[n] ?? 0)),
  );
  const p99 = spread(of('ours', 'p99'));
  return [
    {
      gate: `commit on one node to ${SOCKETS} sockets of another, ${RATE} changes/s: CPU per change over both and Redis, against the Redis streams adapter (which keeps nothing), at most 0.8`,
      ours: written(spread(of('ours', 'cpuUs')), 'µs', 0),
      peer: written(spread(of('peer', 'cpuUs')), 'µs', 0),
      ratio: written(ratio, '×'),
      pass: ratio.median <= 0.8,
    },
    {
      gate: `the same: p99 from append to socket, at most 10 ms + window of ${WINDOW_MS} ms`,
      ours: written(p99, 'ms', 1),
      peer: written(spread(of('peer', 'p99')), 'ms', 1),
      ratio: '–',
      pass: p99.median <= 10 + WINDOW_MS,
    },
  ];
}

/** What each of a node's sockets costs, with as many on every node: three nodes against one. */
async function moreNodes(dir: string): Promise<Gate> {
  const sets = [1, 3].map(async (count) => {
    const redis = await startRedis();
    const nodes = await nodesOn(redis, dir, count);
    const clients = await worker('cluster-clients');
    for (const node of nodes) await connect(clients, node, SOCKETS_EACH);
    return { redis, nodes, clients, perDelivery: [] as number[] };
  });
  const all = await Promise.all(sets);
  try {
    for (let n = 0; n <= ROUNDS; n += 1) {
      for (const { redis, nodes, perDelivery } of all) {
        const server = serverOf(redis);
        const before = await cpuUsOf(nodes, server);
        const load = { perSecond: CALM_RATE, seconds: SECONDS };
        const sent = (await nodes[0]?.call<number>('load', load)) ?? 0;
        await pause(500);
        const used = (await cpuUsOf(nodes, server)) - before;
        if (n > 0) perDelivery.push(used / (sent * SOCKETS_EACH * nodes.length));
      }
    }
  } finally {
    for (const { redis, nodes, clients } of all) {
      for (const child of [...nodes, clients]) child.stop();
      await redis.stop();
    }
  }
  const [one = [], three = []] = all.map(({ perDelivery }) => perDelivery);
  const ratio = spread(three.map((value, n) => value / (one[n] ?? 0)));
  return {
    gate: `CPU per change delivered, ${SOCKETS_EACH} sockets on each of three nodes against one node with as many, ${CALM_RATE} changes/s, Redis included: at most 1.1`,
    ours: written(spread(three), 'µs'),
    peer: written(spread(one), 'µs'),
    ratio: written(ratio, '×'),
    pass: ratio.median <= 1.1,
  };
}

function serverOf(redis: RedisSet): RedisServer {
  const [server] = redis.servers;
  if (!server) throw new Error('no server was started');
  return server;
}

async function durableAppend(dir: string): Promise<Gate> {
  const redis = await startRedis();
  const server = serverOf(redis);
  const journal = await openJournal(redis.url, 'append', dir, 'append');
  try {
    const bytes = JSON.stringify(notedIncident(1).entries[0]?.event).length;
    const ours: number[] = [];
    const peer: number[] = [];
    await appendRate(journal);
    for (let n = 0; n < ROUNDS; n += 1) {
      peer.push(await xaddRate(server.port, bytes));
      ours.push(await appendRate(journal));
    }
    const ratio = spread(ours.map((rate, n) => rate / (peer[n] ?? 0)));
    return {
      gate: 'durable append, 64 callers, AOF always, against redis-benchmark XADD of the same payload from 64 clients, at least 0.5',
      ours: written(spread(ours), '/s', 0),
      peer: written(spread(peer), '/s', 0),
      ratio: written(ratio, '×'),
      pass: ratio.median >= 0.5,
    };
  } finally {
    await journal.close();
    await redis.stop();
  }
}

async function appendRate(journal: Journal): Promise<number> {
  const from = performance.now();
  let done = 0;
  const caller = async () => {
    while (performance.now() - from < 2_000) await journal.append([notedIncident((done += 1))]);
  };
  await Promise.all(Array.from({ length: 64 }, caller));
  return (done * 1000) / (performance.now() - from);
}

async function xaddRate(port: number, bytes: number): Promise<number> {
  const { stdout } = await run64('redis-benchmark', [
    '-p',
    String(port),
    '-c',
    '64',
    '-n',
    '60000',
    '-q',
    '--csv',
    'XADD',
    'bench:stream',
    '*',
    'r',
    'x'.repeat(bytes),
  ]);
  const rate = Number(/"XADD[^"]*","([\d.]+)"/.exec(stdout)?.[1]);
  if (!(rate > 0)) throw new Error(`redis-benchmark said: ${stdout}`);
  return rate;
}

/** A journal of a million events: how a new node gets ready, and what Redis holds them in. */
async function longJournal(dir: string): Promise<Gate[]> {
  const redis = await startRedis({ config: { appendfsync: 'no' } });
  const server = serverOf(redis);
  try {
    const journal = await openJournal(redis.url, 'long', dir, 'writer');
    const before = Number(await server.info('memory', 'used_memory'));
    const bytes = await fill(journal);
    const memory = Number(await server.info('memory', 'used_memory')) - before;
    const keeper = await situationKeeper({ journal, now: Date.now, notice: console.error });
    await keeper.snapshot();
    await journal.append(Array.from({ length: 4_000 }, (_, n) => changedIncident(n, Date.now())));
    await journal.close();
    const ready: number[] = [];
    for (let n = 0; n < 3; n += 1) {
      const node = await worker('cluster-node', [
        redis.url,
        'long',
        `new-${n}`,
        join(dir, `new-${n}`),
      ]);
      ready.push(await node.call<number>('readyMs'));
      node.stop();
    }
    const took = spread(ready);
    return [
      {
        gate: `a new node without anything of its own is ready, journal of ${EVENTS} events, by snapshot and a tail of 4,000: at most 1.5 s`,
        ours: written(took, 'ms', 0),
        peer: '–',
        ratio: '–',
        pass: took.median <= 1_500,
      },
      {
        gate: `Redis memory for ${EVENTS} events against the bytes handed in, at most 1.6`,
        ours: `${(memory / 1e6).toFixed(0)} MB`,
        peer: `${(bytes / 1e6).toFixed(0)} MB`,
        ratio: (memory / bytes).toFixed(2),
        pass: memory / bytes <= 1.6,
      },
    ];
  } finally {
    await redis.stop();
  }
}

async function openJournal(url: string, election: string, dir: string, node: string) {
  const store = parseStore(url);
  if ('problem' in store) throw new Error(store.problem);
  const notice = (message: string): void => console.error(message);
  const inner = await redisJournal({
    openLink: () => redisLink({ store: store.store, slotKey: redisJournalSlot('wr', election) }),
    prefix: 'wr',
    election,
    node,
    notice,
  });
  return copiedJournal({
    inner,
    file: join(dir, `${node}.db`),
    anchorFile: join(dir, `${node}.anchor`),
    node,
    copiesNeeded: 2,
    keepEvents: 100_000_000,
    now: Date.now,
    notice,
  });
}

/** As a busy election is: signals come in, are dismissed as noise, and incidents are worked by commands. Answers the bytes handed in. */
async function fill(journal: Journal): Promise<number> {
  await journal.append(Array.from({ length: INCIDENTS }, (_, n) => openedIncident(n, 1)));
  let bytes = 0;
  for (let done = INCIDENTS; done < EVENTS; done += 2_000) {
    const units = Array.from({ length: Math.min(2_000, EVENTS - done) }, (_, n) => mixed(done + n));
    for (const { entries } of units)
      for (const { event } of entries) bytes += Buffer.byteLength(JSON.stringify(event));
    await journal.append(units);
  }
  return bytes;
}

function mixed(n: number): Unit {
  const turn = n % 3;
  if (turn === 0) return signal(n);
  if (turn === 1) return dismissal(n - 1);
  return {
    ...changedIncident(n, 1_800_000_000_000 + n),
    key: `command:person:p-${n % 40}:${n.toString(36)}`,
  };
}

function dismissal(n: number): Unit {
  return {
    entries: [
      {
        aggregate: signalName(n),
        event: {
          type: 'signal.dismissed',
          data: { reason: 'spam' },
          at: 1_800_000_000_000 + n,
          by: { kind: 'person', id: 'ana' },
          via: 'board',
        },
      },
    ],
  };
}

function signalName(n: number): string {
  return `signal:s${(n * 2_654_435_761).toString(36).padStart(32, 'a')}`;
}

function signal(n: number): Unit {
  return {
    entries: [
      {
        aggregate: signalName(n),
        expectedVersion: 0,
        event: {
          type: 'signal.received',
          data: {
            source: 'tips',
            observedAt: 1_800_000_000_000 + n,
            language: 'en',
            jurisdiction: 'US-AZ',
            category: null,
            severity: null,
            tlp: 'AMBER',
            drill: false,
          },
          personal: {
            text: `${n} They say that the polling place on Elm Street has run out of ballots and that people are being sent home, is that true? #election`,
            url: `https://example.org/post/${n}`,
            author: `someone${n % 5000}`,
          },
          at: 1_800_000_000_000 + n,
          by: { kind: 'source', id: 'tips' },
          via: 'intake',
        },
      },
    ],
  };
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

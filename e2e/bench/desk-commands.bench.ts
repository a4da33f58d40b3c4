import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { setUp } from '../rigs/api.ts';
import type { Api } from '../rigs/api.ts';
import { startServer } from '../rigs/server.ts';
import type { ServerRig } from '../rigs/server.ts';
import { deskPerson } from './desk-person.ts';
import type { DeskPerson } from './desk-person.ts';
import { cpuMs, median, quantile, spread, waitedMs } from './gate.ts';
import type { Gate } from './gate.ts';
import { staff } from './load.ts';

const VIEWERS = 500;
const PEOPLE = 5;
/** Connections are limited by person: so many share the viewers. */
const VIEWING = 10;
const PER_SECOND = 50;
const SECONDS = 12;
const ROUNDS = 5;
const INCIDENTS_EACH = 40;
const LIMIT_MS = 15;
/** What people do, in this proportion. */
const DEEDS = 'note note note title title assign tag open enter dismiss'.split(' ');

interface Incident {
  id: string;
  version: number;
  isMine: boolean;
}

/** One who works: their own incidents, so that nobody else's changes get in the way. */
interface Worker {
  desk: DeskPerson;
  incidents: Incident[];
  entered: string[];
  deeds: number;
}

/**
 * From sending a command over a socket to its acknowledgement, while 500 screens are told of all that
 * changes; the server as built, on the embedded store. The peer gets the same bytes at the same pace,
 * writes and syncs them, and answers.
 */
export async function run(): Promise<Gate[]> {
  const server = await startServer({ env: { LOG_LEVEL: 'error' } });
  const children: ChildProcess[] = [];
  const started = async (name: string, args: string[] = []): Promise<ChildProcess> => {
    const child = fork(fileURLToPath(new URL(`./${name}.js`, import.meta.url)), args);
    children.push(child);
    return child;
  };
  try {
    const people = await staff(server, await setUp(server), PEOPLE + VIEWING);
    const workers: Worker[] = [];
    for (const person of people.slice(0, PEOPLE)) workers.push(await workerOf(server, person));
    const viewers = await started('live-clients');
    const cookies = people.slice(PEOPLE).map(({ cookie }) => cookie);
    const watch = { signals: true, metrics: true, incident: null };
    viewers.send({ connect: { url: server.url, cookies, count: VIEWERS, watch } });
    await once(viewers, 'message');
    const peer = await started('desk-commands-peer', [join(server.dataDir, 'peer.log')]);
    const [port] = (await once(peer, 'message')) as [number];
    const bare = await bareSockets(port);

    const ours: number[][] = [];
    const theirs: number[][] = [];
    const cores: number[] = [];
    /** Of each second, what other processes of the machine kept the server from running, ms. */
    const waits: number[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const seconds = round === 0 ? 3 : SECONDS;
      const sent: string[] = [];
      const [cpu, waited, from] = [cpuMs(server.pid), waitedMs(server.pid), performance.now()];
      const times = await paced(seconds, round, async (n) => {
        const worker = workers[n % PEOPLE]!;
        const command = next(worker, `${round}.${n}`);
        sent.push(JSON.stringify(command.body));
        command.done(await worker.desk.command(command.body));
      });
      const used = (cpuMs(server.pid) - cpu) / (performance.now() - from);
      const kept = ((waitedMs(server.pid) - waited) * 1_000) / (performance.now() - from);
      const frames = await framesOf(viewers);
      if (frames < VIEWERS * seconds)
        throw new Error(`${frames} frames of changes came to ${VIEWERS} viewers in ${seconds} s`);
      const peers = await paced(seconds, round, (n) => bare[n % PEOPLE]!(sent[n] ?? ''));
      if (round === 0) continue;
      ours.push(times);
      theirs.push(peers);
      cores.push(used);
      waits.push(kept);
    }
    const p99 = ours.map((times) => quantile(times, 0.99));
    const peer99 = theirs.map((times) => quantile(times, 0.99));
    return [
      {
        gate: `desk, ${PER_SECOND} commands/s of ${PEOPLE} people over sockets, ${VIEWERS} viewers, sqlite FULL: acknowledged, p99 <= ${LIMIT_MS} ms`,
        ours: `${spread(p99, 'ms')}, p50 ${quantile(ours.flat(), 0.5).toFixed(1)}, worst ${Math.max(...ours.flat()).toFixed(0)}, of ${ours.flat().length}; ${median(cores).toFixed(2)} core, waited for one ${spread(waits, 'ms/s', 0)}`,
        peer: `bare socket, write and fdatasync ${spread(peer99, 'ms')}, p50 ${quantile(theirs.flat(), 0.5).toFixed(1)}`,
        ratio: (median(p99) / median(peer99)).toFixed(2),
        pass: median(p99) <= LIMIT_MS,
      },
    ];
  } finally {
    for (const child of children) child.kill();
    await server.stop();
  }
}

async function workerOf(server: ServerRig, person: Api): Promise<Worker> {
  const desk = await deskPerson(server.url, person.cookie);
  const worker: Worker = { desk, incidents: [], entered: [], deeds: 0 };
  for (let n = 0; n < INCIDENTS_EACH; n += 1) {
    const result = await desk.command(openIncident(`open-${n}`));
    if (result.kind === 'refused' || !result.incident) throw new Error(JSON.stringify(result));
    const { id, version } = result.incident;
    worker.incidents.push({ id, version, isMine: false });
  }
  return worker;
}

function openIncident(commandId: string): Record<string, unknown> {
  return {
    type: 'incident.open',
    commandId,
    title: `Reports of long lines at a polling place (${commandId}), voters leave`,
    // The grave ones are escalated by the clock: their versions would not be ours alone.
    severity: 'S4',
    category: 'OPS.long-lines',
    jurisdictions: ['US-AZ'],
  };
}

/** The next thing that someone does; `done` takes in its answer and throws when it was refused. */
function next(worker: Worker, commandId: string) {
  const deed = DEEDS[worker.deeds % DEEDS.length] ?? '';
  const incident = worker.incidents[worker.deeds % worker.incidents.length]!;
  worker.deeds += 1;
  const on = { commandId, incident: incident.id };
  const versioned = { ...on, expectedVersion: incident.version };
  const text = `The county says (${commandId}) that the line moves again and that two more machines are on their way, due by six.`;
  const body = ((): Record<string, unknown> => {
    if (deed === 'note') return { type: 'incident.note', ...on, text };
    if (deed === 'title')
      return { type: 'incident.change', ...versioned, changes: { title: text } };
    if (deed === 'assign') {
      incident.isMine = !incident.isMine;
      const assignee = incident.isMine ? worker.desk.id : null;
      return { type: 'incident.assign', ...versioned, assignee };
    }
    if (deed === 'tag') return { type: 'incident.tag', ...on, add: [`tag ${commandId}`] };
    if (deed === 'open') return openIncident(commandId);
    if (deed === 'enter')
      return { type: 'signal.enter', commandId, signal: { text, channel: 'call' } };
    const signal = worker.entered.shift();
    if (deed === 'dismiss' && signal !== undefined)
      return { type: 'signal.dismiss', commandId, signals: [signal], reason: 'spam' };
    return { type: 'incident.note', ...on, text };
  })();
  return {
    body,
    done(result: Awaited<ReturnType<DeskPerson['command']>>): void {
      if (result.kind === 'refused')
        throw new Error(`${JSON.stringify(body)}: ${JSON.stringify(result.refusal)}`);
      if (result.incident?.id === incident.id) incident.version = result.incident.version;
      if (deed === 'enter' && result.signal !== null) worker.entered.push(result.signal);
    },
  };
}

/**
 * Sends at random moments (a Poisson process, the same in every run), without waiting for answers; each
 * time from sending to answer, ms. People are not in step with the windows in which changes are gathered.
 */
async function paced(
  seconds: number,
  seed: number,
  send: (n: number) => Promise<void>,
): Promise<number[]> {
  const random = seeded(seed + 1);
  const total = seconds * PER_SECOND;
  const from = performance.now();
  const times: number[] = [];
  const waiting: Promise<void>[] = [];
  let dueMs = 0;
  for (let n = 0; n < total; n += 1) {
    dueMs += (-Math.log(1 - random()) * 1_000) / PER_SECOND;
    const pauseMs = from + dueMs - performance.now();
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const sentAt = performance.now();
    waiting.push(send(n).then(() => void times.push(performance.now() - sentAt)));
  }
  await Promise.all(waiting);
  return times;
}

/** Numbers in [0, 1) (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** As many bare sockets as people; answers come in the order of what was sent. */
async function bareSockets(port: number): Promise<((text: string) => Promise<void>)[]> {
  return Promise.all(
    Array.from({ length: PEOPLE }, async () => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
      const waiting: (() => void)[] = [];
      socket.on('message', () => waiting.shift()?.());
      await once(socket, 'open');
      return (text: string) =>
        new Promise<void>((resolve) => {
          waiting.push(resolve);
          socket.send(text);
        });
    }),
  );
}

async function framesOf(viewers: ChildProcess): Promise<number> {
  viewers.send({ take: true });
  const [said] = (await once(viewers, 'message')) as [{ frames: number }];
  return said.frames;
}

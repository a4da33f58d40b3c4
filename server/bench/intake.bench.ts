import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileElection, Election, SignalInput } from '@warroom/shared';
import type { Accounts } from '../src/accounts/accounts.ts';
import { openEmbeddedRoom } from '../src/desk/open-rooms.ts';
import type { Room } from '../src/desk/room.ts';
import { rulesOf } from '../src/desk/rules.ts';
import { intakeHandler } from '../src/intake/signals.ts';

/** One measured gate; `ratio` is ours by the peer's, or the plain figure where there is no peer. */
export interface Gate {
  gate: string;
  ours: string;
  peer: string;
  ratio: number;
  pass: boolean;
}

const ROLE = 'intake-bench-server';
const KEY = `wrk_${'k'.repeat(40)}`;
const ROUNDS = 5;
const REQUESTS = 6_000;
const SENDERS = 16;
const PATH = '/api/elections/bench/signals';

type Kind = 'peer' | 'gate' | 'durable';
interface Usage {
  cpuUs: number;
}

/** Measures both intake gates against the bare server, turn about, each in a process of its own. */
export async function run(): Promise<Gate[]> {
  const [peer, ours, durable] = await Promise.all([start('peer'), start('gate'), start('durable')]);
  try {
    const turns: { peer: number; ours: number; durable: number }[] = [];
    for (let round = -1; round < ROUNDS; round += 1) {
      const measured = {
        peer: await cpuUsPerRequest(peer),
        ours: await cpuUsPerRequest(ours),
        durable: await cpuUsPerRequest(durable),
      };
      if (round >= 0) turns.push(measured); // the first turn warms up
    }
    const ratios = turns.map((turn) => turn.ours / turn.peer);
    const durables = turns.map((turn) => turn.durable / turn.peer);
    const rates: number[] = [];
    for (let round = -1; round < 3; round += 1) {
      const rate = await signalsPerSecond(durable, round + 1);
      if (round >= 0) rates.push(rate);
    }
    const µs = (name: 'peer' | 'ours' | 'durable'): string =>
      `${median(turns.map((turn) => turn[name])).toFixed(1)} µs CPU`;
    return [
      {
        gate: `signal intake, 1 KB, one a request: key, limits, schema <= 2 x (${spread(ratios)})`,
        ours: µs('ours'),
        peer: µs('peer'),
        ratio: median(ratios),
        pass: median(ratios) <= 2,
      },
      {
        gate: `the same, durable and folded, for information (${spread(durables)})`,
        ours: µs('durable'),
        peer: µs('peer'),
        ratio: median(durables),
        pass: true,
      },
      {
        gate: `signal intake in arrays of 500, durable, folded >= 15,000/s (${spread(rates, 0)})`,
        ours: `${median(rates).toFixed(0)} signals/s`,
        peer: '-',
        ratio: median(rates),
        pass: median(rates) >= 15_000,
      },
    ];
  } finally {
    for (const { child } of [peer, ours, durable]) child.kill();
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function spread(values: readonly number[], digits = 2): string {
  return `min ${Math.min(...values).toFixed(digits)}, max ${Math.max(...values).toFixed(digits)}`;
}

interface Started {
  child: ChildProcess;
  port: number;
  usage(): Promise<Usage>;
}

async function start(kind: Kind): Promise<Started> {
  const child = fork(fileURLToPath(import.meta.url), [ROLE, kind], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const next = <T>(): Promise<T> =>
    new Promise((resolve, reject) => {
      const ended = (code: number | null): void =>
        reject(new Error(`the ${kind} server ended with ${code}`));
      child.once('exit', ended);
      child.once('message', (message) => {
        child.off('exit', ended);
        resolve(message as T);
      });
    });
  const { port } = await next<{ port: number }>();
  return {
    child,
    port,
    usage() {
      const answer = next<Usage>();
      child.send('usage');
      return answer;
    },
  };
}

async function cpuUsPerRequest(server: Started): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: SENDERS });
  const before = await server.usage();
  let sent = 0;
  await Promise.all(
    Array.from({ length: SENDERS }, async () => {
      while (sent < REQUESTS) {
        sent += 1;
        await post(server.port, agent, signal(`${process.hrtime.bigint()}-${sent}`));
      }
    }),
  );
  const after = await server.usage();
  agent.destroy();
  return (after.cpuUs - before.cpuUs) / REQUESTS;
}

async function signalsPerSecond(server: Started, round: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  // Made beforehand: the sender shares the machine, and is not what is measured.
  const bodies = Array.from(
    { length: 60 },
    (_, batch) =>
      `[${Array.from({ length: 500 }, (__, index) => signal(`r${round}-${batch}-${index}`)).join(',')}]`,
  );
  const began = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let body = bodies[next++]; body !== undefined; body = bodies[next++])
        await post(server.port, agent, body);
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  agent.destroy();
  return (bodies.length * 500) / seconds;
}

/** About 1 KB, with most fields set. */
function signal(externalId: string): string {
  return JSON.stringify({
    externalId,
    observedAt: '2028-11-07T18:14:05Z',
    text: 'They say that the polling place at the school has run out of paper and sends people home. '.repeat(
      8,
    ),
    url: 'https://example.org/posts/1234567890',
    author: 'a neighbour',
    language: 'en',
    channel: 'post',
    jurisdiction: 'XX',
    category: 'OPS.supplies',
    severity: 'S3',
  });
}

function post(port: number, agent: Agent, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const sending = httpRequest(
      {
        port,
        host: '127.0.0.1',
        agent,
        method: 'POST',
        path: PATH,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          authorization: `Bearer ${KEY}`,
        },
      },
      (answer) => {
        answer.on('data', () => {});
        answer.on('end', () =>
          answer.statusCode === 202
            ? resolve()
            : reject(new Error(`answered ${answer.statusCode}`)),
        );
      },
    );
    sending.on('error', reject);
    sending.end(body);
  });
}

/** What a careful programmer would write in ten lines: the peer. */
function bareServer(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const parsed = SignalInput.safeParse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    const body = JSON.stringify(
      parsed.success ? { accepted: 1, duplicates: 0, rejected: [] } : { error: 'malformed' },
    );
    response.writeHead(parsed.success ? 202 : 400, {
      'content-type': 'application/json',
      'content-length': body.length,
    });
    response.end(body);
  });
}

const clocks = { acknowledgeMin: 5, actMin: 15, resolveMin: 90 };
const ELECTION = Election.parse({
  id: 'bench',
  name: 'Bench',
  numberPrefix: 'BEN',
  electionDay: '2028-11-07',
  zone: 'UTC',
  jurisdictions: [{ id: 'XX', code: 'XX', name: 'Country', kind: 'country', zone: 'UTC' }],
  taxonomy: [{ code: 'OPS', name: 'Operations', subs: [{ code: 'supplies', name: 'Supplies' }] }],
  dismissReasons: [{ code: 'spam', name: 'Spam' }],
  outcomes: [{ code: 'fixed', name: 'Fixed' }],
  sla: { S1: clocks, S2: clocks, S3: clocks, S4: clocks, S5: clocks },
});

/** Takes everything in and keeps nothing: what the journal costs is measured by itself. */
function forgetfulRoom(): Pick<Room, 'id' | 'election' | 'rules' | 'receive'> {
  const election = compileElection(ELECTION);
  return {
    id: ELECTION.id,
    election,
    rules: rulesOf(
      election,
      () => false,
      () => [],
    ),
    receive: (batch) =>
      Promise.resolve(batch.map(() => ({ kind: 'accepted' as const, id: 's', seq: 1 }))),
  };
}

async function serve(kind: Kind): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'intake-bench-'));
  process.on('exit', () => rmSync(dir, { recursive: true, force: true }));
  process.on('SIGTERM', () => process.exit(0));
  process.on('disconnect', () => process.exit(0));
  const server = createServer(kind === 'peer' ? bareServer : await ourServer(kind, dir));
  server.listen(0, '127.0.0.1', () =>
    process.send?.({ port: (server.address() as AddressInfo).port }),
  );
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuUs: user + system } satisfies Usage);
  });
}

async function ourServer(kind: Kind, dataDir: string): Promise<RequestListener> {
  const room =
    kind === 'durable'
      ? await openEmbeddedRoom(ELECTION, {
          dataDir,
          now: Date.now,
          staff: () => [],
          people: () => [],
          notice: () => {},
          die: (error) => void process.stderr.write(`${error.message}\n`),
        })
      : (forgetfulRoom() as Room);
  const hashed = (token: string): string => createHash('sha256').update(token).digest('hex');
  const keys = new Map<string, ReturnType<Accounts['intakeKey']>>([
    ...Array.from(
      { length: 50 },
      () => [hashed(randomBytes(20).toString('hex')), undefined] as const,
    ),
    [
      hashed(KEY),
      {
        id: 'k1',
        election: 'bench',
        subject: { kind: 'intake', id: 'k1', source: 'tips', scopes: ['signal:write'] },
      },
    ],
  ]);
  const handle = intakeHandler({
    rooms: { get: (id) => (id === 'bench' ? room : undefined) },
    accounts: { intakeKey: (token) => keys.get(hashed(token)) },
    now: Date.now,
  });
  return (request, response) => {
    if (!handle(request, response)) response.writeHead(404).end();
  };
}

if (process.argv[2] === ROLE) await serve(process.argv[3] as Kind);

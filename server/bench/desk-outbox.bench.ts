import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileElection, messageAggregate } from '@warroom/shared';
import { openRoom } from '../src/desk/open-room.ts';
import type { Room } from '../src/desk/room.ts';
import { loadElections } from '../src/election/load.ts';
import { sqliteJournal } from '../src/journal/sqlite.ts';
import { addressGuard } from '../src/outbox/guard-address.ts';
import { outbox } from '../src/outbox/outbox.ts';
import type { BenchRow } from './journal.bench.ts';

const MESSAGES = 10_000;
/** What a receiver takes to answer. */
const ANSWER_MS = 20;
const AT_ONCE = 8;
const SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
/** As fast as the receiver lets it: four fifths of what posting alone reaches, each written down twice. */
const LEAST_PACE = 0.8;
const MAX_GROWTH_MB = 60;

/**
 * One outbox with 10,000 waiting messages to a receiver that takes 20 ms for each and eight at once:
 * each is claimed in the journal, signed, posted and recorded, durably. Peer: a loop of node:http that
 * posts as many of the same size, eight at once, and writes nothing down.
 */
export async function run(): Promise<BenchRow[]> {
  const dir = mkdtempSync(join(process.env['BENCH_DIR'] ?? tmpdir(), 'outbox-bench-'));
  const receiver = fork(new URL('./desk-outbox-receiver.js', import.meta.url), [String(ANSWER_MS)]);
  const { port } = await said<{ port: number }>(receiver);
  const room = await open(dir, port);
  try {
    const peerMs = await timed(() => postAll(port));
    await asked(receiver);
    await queue(room);
    globalThis.gc?.();
    const before = process.memoryUsage();
    let highest = before.heapUsed;
    const watch = setInterval(() => {
      highest = Math.max(highest, process.memoryUsage().heapUsed);
    }, 100);
    const oursMs = await timed(() => drain(room));
    clearInterval(watch);
    const { different, count, most } = await asked(receiver);
    const growthMb = (highest - before.heapUsed) / 1e6;
    const ratio = peerMs / oursMs;
    return [
      {
        gate: `outbox: ${MESSAGES} messages drain at the receiver's pace, at least ${LEAST_PACE} of posting alone, each once`,
        ours: `${((MESSAGES / oursMs) * 1000).toFixed(0)}/s, ${most} at once`,
        peer: `${((MESSAGES / peerMs) * 1000).toFixed(0)}/s node:http loop`,
        ratio: ratio.toFixed(2),
        pass:
          ratio >= LEAST_PACE && different === MESSAGES && count === MESSAGES && most <= AT_ONCE,
      },
      {
        gate: `outbox: heap while ${MESSAGES} messages drain, growth at most ${MAX_GROWTH_MB} MB`,
        ours: `${growthMb.toFixed(0)} MB`,
        peer: '-',
        ratio: '-',
        pass: growthMb <= MAX_GROWTH_MB && room.situation.messages.size === 0,
      },
    ];
  } finally {
    receiver.disconnect();
    await room.close();
    rmSync(dir, { recursive: true });
  }
}

async function open(dir: string, port: number): Promise<Room> {
  const files = loadElections(fileURLToPath(new URL('../../elections', import.meta.url)));
  const election = files.ok ? files.elections.find(({ id }) => id === 'us-general') : undefined;
  if (!election) throw new Error('the shipped elections have no us-general');
  const webhooks = [
    {
      name: 'pager',
      url: `http://127.0.0.1:${port}/hook`,
      secretEnv: 'BENCH_SECRET',
      events: ['sla.breach'],
      clearance: 'AMBER' as const,
      drills: false,
    },
  ];
  return openRoom({
    election: compileElection({ ...election, webhooks }),
    journal: await sqliteJournal({
      file: join(dir, 'journal.db'),
      anchorFile: join(dir, 'anchor'),
      now: Date.now,
    }),
    dir,
    now: Date.now,
    hasPerson: () => true,
    names: () => [],
    notice: (message, cause) => console.error(message, cause),
  });
}

/** One incident, and messages about it that wait. */
async function queue(room: Room): Promise<void> {
  const opened = await room.command(
    { commandId: 'open', type: 'incident.open', title: 'x', severity: 'S1' },
    {
      subject: {
        kind: 'person',
        id: 'bench',
        role: 'lead',
        clearance: 'AMBER',
        organisation: null,
      },
      via: 'api',
    },
  );
  if (opened.kind === 'refused') throw new Error(opened.refusal.message);
  const incident = opened.opened ?? '';
  for (let n = 0; n < MESSAGES; n += 500)
    await room.record(
      'bench',
      Array.from({ length: 500 }, (_, i) => ({
        writes: [
          {
            aggregate: messageAggregate(`msg_${n + i}`),
            expectedVersion: 0,
            event: {
              type: 'message.queued',
              data: {
                kind: 'sla.breach',
                incident,
                version: 1,
                severity: 'S1',
                clock: 'act',
                dueAt: Date.now(),
                target: 'pager',
              },
            },
          },
        ],
      })),
    );
}

/** Runs an outbox until nothing waits. */
async function drain(room: Room): Promise<void> {
  const url = new URL(room.election.election.webhooks[0]?.url ?? '');
  const box = outbox({
    room,
    node: 'bench',
    tools: {
      guard: addressGuard({ allow: new Set([url.host]) }),
      secretOf: () => SECRET,
    },
    now: Date.now,
    monotonicMs: () => performance.now(),
    schedule(work, afterMs) {
      const timer = setTimeout(work, afterMs);
      return () => clearTimeout(timer);
    },
    notice: (message, cause) => console.error(message, cause),
  });
  await new Promise<void>((resolve) => {
    const stop = room.onChange(() => {
      if (room.situation.messages.size > 0) return;
      stop();
      resolve();
    });
  });
  await box.stop();
}

/** Posts as many as the outbox has to, eight at once, and writes nothing down. */
async function postAll(port: number): Promise<void> {
  const body = JSON.stringify({ type: 'sla.breach', data: 'x'.repeat(420) });
  let next = 0;
  const one = async (): Promise<void> => {
    for (;;) {
      const id = next;
      next += 1;
      if (id >= MESSAGES) return;
      await new Promise<void>((resolve, reject) => {
        request(
          `http://127.0.0.1:${port}/hook`,
          {
            method: 'POST',
            agent: false,
            headers: { 'webhook-id': `peer_${id}`, 'content-length': body.length },
          },
          (response) => {
            response.resume();
            response.once('end', resolve);
          },
        )
          .once('error', reject)
          .end(body);
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

function said<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve) => child.once('message', (message) => resolve(message as T)));
}

function asked(child: ChildProcess): Promise<{ count: number; different: number; most: number }> {
  const answer = said<{ count: number; different: number; most: number }>(child);
  child.send('figures');
  return answer;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileElection } from '@warroom/shared';
import type { Subject } from '@warroom/shared';
import { runBulk } from '../src/desk/bulk.ts';
import { openRoom } from '../src/desk/open-room.ts';
import { loadElections } from '../src/election/load.ts';
import { sqliteJournal } from '../src/journal/sqlite.ts';
import type { BenchRow } from './journal.bench.ts';

const MOST = 500;
const ROUNDS = 8;
const MAX_MS = 300;
const SUBJECT: Subject = {
  kind: 'person',
  id: 'bench',
  role: 'lead',
  clearance: 'AMBER',
  organisation: null,
};

/** 500 signals dismissed, and 500 incidents assigned, in one bulk each: until all of it is durable. */
export async function run(): Promise<BenchRow[]> {
  const dir = mkdtempSync(join(process.env['BENCH_DIR'] ?? tmpdir(), 'bulk-bench-'));
  const files = loadElections(fileURLToPath(new URL('../../elections', import.meta.url)));
  const election = files.ok ? files.elections.find(({ id }) => id === 'us-general') : undefined;
  if (!election) throw new Error('the shipped elections have no us-general');
  const room = await openRoom({
    election: compileElection(election),
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
  try {
    const who = { subject: SUBJECT, via: 'api' } as const;
    const dismissed: number[] = [];
    const assigned: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const received = await room.receive(
        Array.from({ length: MOST }, (_, n) => ({
          input: { text: `Signal ${n} of round ${round}` },
          source: 'bench',
          via: 'api' as const,
        })),
      );
      dismissed.push(
        await timed(() =>
          runBulk(
            room,
            received.map(({ id }, n) => ({
              commandId: `d${round}.${n}`,
              type: 'signal.dismiss',
              signals: [id],
              reason: 'spam',
            })),
            who,
          ),
        ),
      );
      const opened = await runBulk(
        room,
        Array.from({ length: MOST }, (_, n) => ({
          commandId: `o${round}.${n}`,
          type: 'incident.open',
          title: `Incident ${n} of round ${round}`,
        })),
        who,
      );
      const incidents = opened.flatMap((result) =>
        result.kind === 'done' && result.incident ? [result.incident] : [],
      );
      assigned.push(
        await timed(() =>
          runBulk(
            room,
            incidents.map(({ id, version }, n) => ({
              commandId: `a${round}.${n}`,
              type: 'incident.assign',
              incident: id,
              expectedVersion: version,
              assignee: 'bench',
            })),
            who,
          ),
        ),
      );
    }
    return [row('500 signals dismissed', dismissed), row('500 incidents assigned', assigned)];
  } finally {
    await room.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** How long a bulk took, ms; throws when not all of it was done. */
async function timed(bulk: () => ReturnType<typeof runBulk>): Promise<number> {
  const at = performance.now();
  const results = await bulk();
  const tookMs = performance.now() - at;
  const refused = results.find((result) => result.kind === 'refused');
  if (results.length !== MOST || refused)
    throw new Error(`not all of a bulk was done: ${JSON.stringify(refused)}`);
  return tookMs;
}

/** The first round warms up; of the others the worst counts. */
function row(what: string, times: readonly number[]): BenchRow {
  const worst = Math.max(...times.slice(1));
  const best = Math.min(...times.slice(1));
  return {
    gate: `bulk of ${MOST} durable <= ${MAX_MS} ms: ${what}`,
    ours: `${best.toFixed(0)}–${worst.toFixed(0)} ms`,
    peer: '-',
    ratio: '-',
    pass: worst <= MAX_MS,
  };
}

import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import type { Journal, Unit } from '../src/journal/journal.ts';
import { sqliteJournal } from '../src/journal/sqlite.ts';
import { situationKeeper } from '../src/situation/keeper.ts';

const EVENTS = Number(process.env['BENCH_EVENTS'] ?? 1_000_000);
const INCIDENTS = 10_000;
const ROUNDS = 3;

/** A start with a long journal: by replay against reading the same events as NDJSON, and by snapshot and tail. */
export async function run(): Promise<
  { gate: string; ours: string; peer: string; ratio: string; pass: boolean }[]
> {
  const dir = mkdtempSync(join(tmpdir(), 'bench-start-'));
  const files = { file: join(dir, 'journal.db'), anchorFile: join(dir, 'anchor.json') };
  const ndjson = join(dir, 'events.ndjson');
  const open = (): Promise<Journal> => sqliteJournal({ ...files, now: Date.now });
  try {
    let journal = await open();
    await fill(journal);
    await writeNdjson(journal, ndjson);
    await journal.close();
    const replays: number[] = [];
    const peers: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      peers.push(await timed(() => readNdjson(ndjson)));
      journal = await open();
      const live = journal;
      replays.push(
        await timed(async () => {
          const keeper = await situationKeeper({
            journal: {
              ...live,
              loadSnapshot: () => Promise.resolve(undefined),
              saveSnapshot: () => Promise.resolve(),
            },
            now: Date.now,
            notice: console.error,
          });
          if (keeper.situation.seq !== live.head().seq)
            throw new Error('the replay did not reach the head');
        }),
      );
      await journal.close();
    }
    journal = await open();
    const keeper = await situationKeeper({ journal, now: Date.now, notice: console.error });
    await keeper.snapshot();
    await journal.append(Array.from({ length: 4_000 }, (_, i) => note(i % INCIDENTS)));
    await journal.close();
    const snapshots: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      journal = await open();
      const live = journal;
      snapshots.push(
        await timed(() => situationKeeper({ journal: live, now: Date.now, notice: console.error })),
      );
      await journal.close();
    }
    const ratio = median(replays) / median(peers);
    return [
      {
        gate: `start, ${EVENTS} events, by replay <= 1.3 x NDJSON`,
        ours: spread(replays),
        peer: spread(peers),
        ratio: ratio.toFixed(2),
        pass: ratio <= 1.3,
      },
      {
        gate: `start, ${EVENTS} events, by snapshot and a tail of 4,000 <= 0.25 s`,
        ours: spread(snapshots),
        peer: '-',
        ratio: '-',
        pass: median(snapshots) <= 250,
      },
    ];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const id = (n: number): string => `incident:US28-${String(n + 1).padStart(4, '0')}`;
const clock = { startedAt: 0, warnAt: 1, dueAt: 2, metAt: null };
const meta = (n: number) => ({
  at: 1_800_000_000_000 + n,
  by: { kind: 'person', id: 'bench' },
  via: 'api',
});

function note(n: number): Unit {
  return {
    entries: [
      {
        aggregate: id(n),
        event: {
          type: 'incident.noted',
          data: { length: 120 },
          personal: {
            text: 'The county says that the line is moving again and that two more machines are on their way from the depot, due by six.',
          },
          ...meta(n),
        },
      },
    ],
  };
}

async function fill(journal: Journal): Promise<void> {
  for (let first = 0; first < INCIDENTS; first += 1_000) {
    await journal.append(
      Array.from({ length: 1_000 }, (_, i) => ({
        entries: [
          {
            aggregate: id(first + i),
            expectedVersion: 0,
            event: {
              type: 'incident.opened',
              data: {
                severity: 'S3',
                category: 'OPS.long-lines',
                jurisdictions: ['US-AZ'],
                tlp: 'AMBER',
                occurrence: 'happening',
                veracity: 'unverified',
                signals: [],
                sources: ['tips'],
                drill: false,
                named: [],
                clocks: { acknowledge: clock, act: clock, resolve: clock },
              },
              personal: { title: `Long line at polling place ${first + i}` },
              ...meta(first + i),
            },
          },
        ],
      })),
    );
  }
  for (let written = INCIDENTS; written < EVENTS; written += 5_000) {
    await journal.append(Array.from({ length: 5_000 }, (_, i) => note((written + i) % INCIDENTS)));
  }
}

async function writeNdjson(journal: Journal, file: string): Promise<void> {
  const out = createWriteStream(file);
  for (let seq = 0; ;) {
    const events = await journal.readAfter(seq, 5_000);
    const last = events.at(-1);
    if (!last) break;
    seq = last.seq;
    if (!out.write(events.map((event) => `${JSON.stringify(event)}\n`).join('')))
      await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

async function readNdjson(file: string): Promise<number> {
  let sum = 0;
  for await (const line of createInterface({ input: createReadStream(file) }))
    sum += (JSON.parse(line) as { seq: number }).seq;
  return sum;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function spread(values: number[]): string {
  return `${median(values).toFixed(0)} ms (${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)})`;
}

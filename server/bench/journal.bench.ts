import {
  closeSync,
  createReadStream,
  fdatasyncSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Journal, Unit } from '../src/journal/journal.ts';
import { sqliteJournal } from '../src/journal/sqlite.ts';

export interface BenchRow {
  gate: string;
  ours: string;
  peer: string;
  ratio: string;
  pass: boolean;
}

const ROUNDS = 5;
const ROUND_MS = 700;
const READ_EVENTS = 1_000_000;

/** Durable appends against the disk's own fdatasync rate; a start by replay against NDJSON. */
export async function run(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(process.env['BENCH_DIR'] ?? tmpdir(), 'journal-bench-'));
  try {
    return [...(await appendGates(folder)), await replayGate(folder)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function appendGates(folder: string): Promise<BenchRow[]> {
  const journal = await openJournal(join(folder, 'append.db'));
  const rates: Record<'disk' | 'one' | 'many' | 'keyed', number[]> = {
    disk: [],
    one: [],
    many: [],
    keyed: [],
  };
  await appendRate(journal, 64, eventUnit); // warm-up
  for (let round = 0; round < ROUNDS; round += 1) {
    rates.disk.push(fdatasyncRate(join(folder, 'disk')));
    rates.one.push(await appendRate(journal, 1, eventUnit));
    rates.many.push(await appendRate(journal, 64, eventUnit));
    rates.keyed.push(await appendRate(journal, 64, commandUnit));
  }
  await journal.close();
  const row = (gate: string, ours: number[], least: number): BenchRow => {
    const ratio = median(ours.map((rate, round) => rate / (rates.disk[round] ?? 1)));
    const peer = `fdatasync ${spread(rates.disk)}/s`;
    return {
      gate,
      ours: `${spread(ours)}/s`,
      peer,
      ratio: `${ratio.toFixed(2)} x (>= ${least})`,
      pass: ratio >= least,
    };
  };
  return [
    row('durable append, one at a time', rates.one, 0.8),
    row('durable append, 64 callers', rates.many, 10),
    row('durable append, 64 callers, new aggregate, key and personal text each', rates.keyed, 5),
  ];
}

async function replayGate(folder: string): Promise<BenchRow> {
  const ndjson = join(folder, 'events.ndjson');
  const file = join(folder, 'replay.db');
  const journal = await openJournal(file);
  const lines = openSync(ndjson, 'w');
  for (let done = 0; done < READ_EVENTS; done += 5000) {
    const units = Array.from({ length: 5000 }, (_, n) => eventUnit((done + n) % 50_000));
    await journal.append(units);
    writeSync(
      lines,
      (await journal.readAfter(done, 5000)).map((event) => `${JSON.stringify(event)}\n`).join(''),
    );
  }
  closeSync(lines);
  await journal.close();
  const ours: number[] = [];
  const peer: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    peer.push(await secondsOf(() => countNdjson(ndjson)));
    ours.push(await secondsOf(() => countReplay(file)));
  }
  const ratio = median(ours.map((seconds, round) => seconds / (peer[round] ?? 1)));
  return {
    gate: `start with ${READ_EVENTS.toLocaleString('en')} events, by replay`,
    ours: `${spread(ours, 2)} s`,
    peer: `NDJSON ${spread(peer, 2)} s`,
    ratio: `${ratio.toFixed(2)} x (<= 1.3)`,
    pass: ratio <= 1.3,
  };
}

function openJournal(file: string): Promise<Journal> {
  return sqliteJournal({ file, anchorFile: `${file}.anchor`, now: () => Date.now() });
}

const TEXT =
  'Polling place on Elm Street has run out of ballots, people are being sent home. '.repeat(4);

/** An event of about 500 bytes on one of many incidents. */
function eventUnit(n: number): Unit {
  const by = { kind: 'person', id: `person-${n % 40}` };
  const data = { number: n, note: TEXT.slice(0, 330), severity: 'S2' };
  const event = { type: 'incident.noted', data, at: 1_730_000_000_000 + n, by, via: 'board' };
  return { entries: [{ aggregate: `incident:${n % 1000}`, event }] };
}

let commands = 0;

/** As the product writes a signal: a command id as key, an aggregate of its own, personal text apart. */
function commandUnit(n: number): Unit {
  commands += 1;
  const [entry] = eventUnit(n).entries;
  if (!entry) throw new Error('An event unit has one entry.');
  const personal = { text: TEXT.slice(0, 200) };
  const event = { ...entry.event, data: { number: n }, personal, commandId: `command-${commands}` };
  return { key: `command-${commands}`, entries: [{ aggregate: `signal:${commands}`, event }] };
}

async function appendRate(
  journal: Journal,
  callers: number,
  unit: (n: number) => Unit,
): Promise<number> {
  let done = 0;
  const start = performance.now();
  const end = start + ROUND_MS;
  async function caller(): Promise<void> {
    while (performance.now() < end) {
      await journal.append([unit(done)]);
      done += 1;
    }
  }
  await Promise.all(Array.from({ length: callers }, caller));
  return (done * 1000) / (performance.now() - start);
}

function fdatasyncRate(file: string): number {
  const bytes = Buffer.alloc(500, 'x');
  const fd = openSync(file, 'w');
  let done = 0;
  const start = performance.now();
  while (performance.now() < start + ROUND_MS) {
    writeSync(fd, bytes, 0, bytes.length, done * bytes.length);
    fdatasyncSync(fd);
    done += 1;
  }
  const rate = (done * 1000) / (performance.now() - start);
  closeSync(fd);
  return rate;
}

/** As a start does it: opens the journal, checks it against its anchor, and follows from the beginning. */
async function countReplay(file: string): Promise<number> {
  const journal = await openJournal(file);
  let count = 0;
  const stop = await journal.subscribe(0, (events) => {
    for (const event of events) count += event.data['severity'] === 'S2' ? 1 : 0;
  });
  stop();
  await journal.close();
  return count;
}

async function countNdjson(file: string): Promise<number> {
  let count = 0;
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20 })) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const event = JSON.parse(line) as { data: { severity: string } };
      count += event.data.severity === 'S2' ? 1 : 0;
    }
  }
  return count;
}

async function secondsOf(work: () => Promise<number>): Promise<number> {
  const start = performance.now();
  const count = await work();
  if (count !== READ_EVENTS) throw new Error(`Read ${count} events of ${READ_EVENTS}.`);
  return (performance.now() - start) / 1000;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

function spread(values: number[], digits = 0): string {
  const shown = [median(values), Math.min(...values), Math.max(...values)].map((value) =>
    value.toLocaleString('en', { maximumFractionDigits: digits }),
  );
  return `${shown[0]} (${shown[1]}–${shown[2]})`;
}

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Unit } from '../src/journal/journal.ts';
import { sqliteJournal } from '../src/journal/sqlite.ts';
import { situationKeeper } from '../src/situation/keeper.ts';

const INCIDENTS = 10_000;
const SIGNALS = 100_000;
const ROUNDS = 5;
/** A command that comes in meanwhile is to be answered in 15 ms, and a flush may be under way too. */
const LIMIT_MS = 8;

interface Gate {
  gate: string;
  ours: string;
  peer: string;
  ratio: string;
  pass: boolean;
}

/**
 * For how long a snapshot of a large situation keeps everything else waiting at the longest, while it is
 * encoded, hashed and written: the longest turn of the event loop, against encoding it in one go. Judged
 * by the core's time that the turn took: what else runs on the machine is told beside it.
 */
export async function run(): Promise<Gate[]> {
  const dir = mkdtempSync(join(tmpdir(), 'bench-snapshot-'));
  const journal = await sqliteJournal({
    file: join(dir, 'journal.db'),
    anchorFile: join(dir, 'anchor.json'),
    now: Date.now,
  });
  try {
    const notice = (message: string, cause: unknown): void => {
      throw new Error(message, { cause });
    };
    // Of one time, so that no snapshot begins by itself.
    const keeper = await situationKeeper({ journal, now: () => 0, notice });
    const units = [
      ...Array.from({ length: INCIDENTS }, (_, n) => opened(n)),
      ...Array.from({ length: SIGNALS }, (_, n) => received(n)),
    ];
    for (let from = 0; from < units.length; from += 2_000)
      await journal.append(units.slice(from, from + 2_000));
    await keeper.snapshot();
    const { situation } = keeper;
    const turns: number[] = [];
    const stalls: number[] = [];
    const whole: number[] = [];
    const took: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      await journal.append([received(SIGNALS + round)]);
      globalThis.gc?.();
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      const stopWatching = watchTurns();
      const from = performance.now();
      await keeper.snapshot();
      took.push(performance.now() - from);
      turns.push(stopWatching());
      delay.disable();
      stalls.push(delay.max / 1e6);
      const at = performance.now();
      const lists = {
        incidents: [...situation.incidents.values()],
        signals: [...situation.signals.values()],
      };
      new TextEncoder().encode(JSON.stringify({ ...situation, ...lists }));
      whole.push(performance.now() - at);
    }
    return [
      {
        gate: `desk, snapshot of ${INCIDENTS.toLocaleString('en-GB')} incidents and ${SIGNALS.toLocaleString('en-GB')} undecided signals: longest turn of the event loop <= ${LIMIT_MS} ms of core`,
        ours: `${spread(turns)}; stalled for ${spread(stalls)} as the machine was busy, ${spread(took)} in all`,
        peer: `encoded in one go ${spread(whole)}`,
        ratio: (median(turns) / median(whole)).toFixed(3),
        pass: median(turns) <= LIMIT_MS,
      },
    ];
  } finally {
    await journal.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Watches turn after turn; answers the longest, in ms that the main thread had a core. Linux. */
function watchTurns(): () => number {
  let isOver = false;
  let longest = 0;
  let last = coreMs();
  const look = (): void => {
    const now = coreMs();
    longest = Math.max(longest, now - last);
    last = now;
    if (!isOver) setImmediate(look);
  };
  setImmediate(look);
  return () => {
    isOver = true;
    return longest;
  };
}

function coreMs(): number {
  const stat = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1');
  return Number(stat.split(' ')[0]) / 1e6;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function spread(values: readonly number[]): string {
  return `${median(values).toFixed(1)} ms (${Math.min(...values).toFixed(1)}–${Math.max(...values).toFixed(1)})`;
}

function opened(n: number): Unit {
  const clock = { startedAt: 0, warnAt: 600_000, dueAt: 1_200_000, metAt: null };
  const data = {
    severity: `S${1 + (n % 5)}`,
    category: 'OPS.long-lines',
    jurisdictions: ['US-AZ'],
    tlp: 'AMBER',
    occurrence: 'happening',
    veracity: 'unverified',
    signals: [`sig-${n}`],
    sources: ['hotline'],
    drill: false,
    named: [],
    clocks: { acknowledge: clock, act: clock, resolve: clock },
  };
  const title = `Reports of long lines at polling place ${n} in Harlow County, voters leave unserved`;
  return unit(`incident:EX-${String(n).padStart(5, '0')}`, 'incident.opened', data, { title });
}

function received(n: number): Unit {
  const data = {
    source: `source-${n % 12}`,
    channel: 'social',
    tlp: 'AMBER',
    lang: 'en',
    jurisdictions: ['US-AZ'],
    categories: ['OPS.long-lines'],
    url: `https://social.example/posts/${1_000_000 + n}`,
    externalId: `post-${n}`,
    observedAt: 1_478_600_000_000 + n * 100,
    media: [],
    metrics: { likes: n % 91, shares: n % 17 },
  };
  return unit(`signal:sig-${n}`, 'signal.received', data, { text: `The line is long (${n})` });
}

function unit(
  aggregate: string,
  type: string,
  data: Record<string, unknown>,
  personal: Record<string, string>,
): Unit {
  const by = { kind: 'person', id: 'bench' };
  return {
    entries: [
      { aggregate, event: { type, data: data as never, personal, at: 60_000, by, via: 'bench' } },
    ],
  };
}

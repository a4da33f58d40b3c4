import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileElection } from '@warroom/shared';
import type { Audience } from '@warroom/shared';
import { openRoom } from '../src/desk/open-room.ts';
import type { Room } from '../src/desk/room.ts';
import { loadElections } from '../src/election/load.ts';
import { sqliteJournal } from '../src/journal/sqlite.ts';
import type { Unit } from '../src/journal/journal.ts';
import { sqliteDriver } from '../src/journal/sqlite-driver.ts';
import { libraryOn } from '../src/library/library.ts';
import { INCIDENTS, PER_SECOND, SEARCHES, SIGNALS } from './desk-search-size.ts';
import { benchTexts } from './desk-texts.ts';
import { measureSearches } from './desk-search-measure.ts';

const texts = benchTexts();
const files = loadElections(fileURLToPath(new URL('../../elections', import.meta.url)));
if (!files.ok) throw new Error(files.message);
const election = compileElection(files.elections.find(({ id }) => id === 'us-general')!);
const dir = mkdtempSync(join(process.env['BENCH_DIR'] ?? tmpdir(), 'search-bench-'));
const clock = { startedAt: 0, warnAt: 1, dueAt: 2, metAt: null };
const audience: Audience = {
  clearance: 'AMBER',
  organisation: null,
  redaction: 'none',
  person: null,
};

function incident(n: number): Unit {
  return {
    entries: [
      {
        aggregate: `incident:US28-${String(n + 1).padStart(4, '0')}`,
        expectedVersion: 0,
        event: {
          type: 'incident.opened',
          data: {
            severity: `S${1 + (n % 5)}`,
            category: 'OPS.long-lines',
            jurisdictions: [],
            tlp: 'AMBER',
            occurrence: 'happening',
            veracity: 'unverified',
            signals: [],
            sources: ['tips'],
            drill: false,
            named: [],
            clocks: { acknowledge: clock, act: clock, resolve: clock },
          },
          personal: { title: texts.text(SIGNALS + n) },
          at: 1_800_000_000_000 + n,
          by: { kind: 'person', id: 'bench' },
          via: 'api',
        },
      },
    ],
  };
}

const signal = (n: number) => ({
  input: { text: texts.text(n), severity: `S${1 + (n % 5)}` as 'S1' },
  source: `source-${n % 7}`,
  via: 'api' as const,
});

async function open(): Promise<Room> {
  return openRoom({
    election,
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

async function fill(room: Room): Promise<void> {
  for (let n = 0; n < SIGNALS; n += 500) {
    await room.receive(Array.from({ length: 500 }, (_, i) => signal(n + i)));
    if (n % 10_000 === 0) await room.signalPage({ limit: 1 }, audience);
  }
}

/** What the library alone takes in memory, opened over what is there, after searches. */
async function libraryMemory(): Promise<number> {
  const journal = await sqliteJournal({
    file: join(dir, 'journal.db'),
    anchorFile: join(dir, 'anchor'),
    now: Date.now,
  });
  const driver = await sqliteDriver();
  const collect = (globalThis as { gc?: () => void }).gc ?? (() => undefined);
  collect();
  const before = process.memoryUsage.rss();
  const library = libraryOn({
    db: driver.open(join(dir, 'library.db')),
    journal,
    monotonicMs: () => performance.now(),
    nextTurn: (work) => void setImmediate(work),
    fault: (error) => console.error(error),
  });
  const { parseQuery } = await import('@warroom/shared');
  for (const typed of texts.searches(300)) {
    const query = parseQuery(typed);
    library.incidentsWith(query);
    await library.search.page(
      {
        query,
        labels: ['AMBER'],
        context: { me: null, now: Date.now(), within: () => false },
        placesIn: () => [],
      },
      100,
      undefined,
    );
  }
  collect();
  const taken = process.memoryUsage.rss() - before;
  library.close();
  await journal.close();
  return taken;
}

if (process.argv[2] !== undefined) {
  // Its own process, so that nothing else is counted.
  const { cpSync } = await import('node:fs');
  cpSync(process.argv[2], dir, { recursive: true });
  const memory = await libraryMemory();
  rmSync(dir, { recursive: true, force: true });
  process.send?.({ memory });
} else {
  const journal = await sqliteJournal({
    file: join(dir, 'journal.db'),
    anchorFile: join(dir, 'anchor'),
    now: Date.now,
  });
  for (let n = 0; n < INCIDENTS; n += 1_000)
    await journal.append(Array.from({ length: 1_000 }, (_, i) => incident(n + i)));
  await journal.close();
  const room = await open();
  await fill(room);
  let next = SIGNALS;
  const result = await measureSearches({
    searches: texts.searches(SEARCHES),
    perSecond: PER_SECOND,
    add: async (count) => {
      const batch = Array.from({ length: count }, () => signal((next += 1)));
      await room.receive(batch);
    },
    async search(q) {
      const [signals, incidents] = await Promise.all([
        room.signalPage({ q, limit: 100 }, audience),
        room.incidentPage({ q, state: 'all', limit: 50 }, audience),
      ]);
      return signals.items.length + incidents.items.length;
    },
  });
  await room.close();
  process.send?.({ ...result, dir });
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileElection, isOpen } from '@warroom/shared';
import type { IncidentEvent } from '@warroom/shared';
import { clockwork } from '../src/clockwork/clockwork.ts';
import type { Clockwork } from '../src/clockwork/clockwork.ts';
import { openRoom } from '../src/desk/open-room.ts';
import { entryOf } from '../src/desk/record.ts';
import { loadElections } from '../src/election/load.ts';
import type { Unit } from '../src/journal/journal.ts';
import { sqliteJournal } from '../src/journal/sqlite.ts';
import { serve } from './feed-rig.ts';

/** A process with one room full of open incidents of which nothing is due for an hour, and its clockwork. */
const INCIDENTS = Number(process.argv[2]);
const HOUR_MS = 3_600_000;
const WEEK_MS = 168 * HOUR_MS;
const AT_ONCE = 2_000;
/** Quiet is less than this share of a core over a second, so often in a row. */
const QUIET = { share: 0.01, seconds: 3, withinSeconds: 180 };

const startedAt = Date.now();
const dir = mkdtempSync(join(process.env['BENCH_DIR'] ?? tmpdir(), 'clocks-bench-'));
process.on('exit', () => rmSync(dir, { recursive: true, force: true }));
process.on('SIGTERM', () => process.exit(0));
const notice = (message: string, cause?: unknown): void => console.error(message, cause ?? '');
const journal = await sqliteJournal({
  file: join(dir, 'journal.db'),
  anchorFile: join(dir, 'anchor'),
  now: Date.now,
});
const files = loadElections(fileURLToPath(new URL('../../elections', import.meta.url)));
const election = files.ok ? files.elections.find(({ id }) => id === 'us-general') : undefined;
if (!election) throw new Error('the shipped elections have no us-general');
const room = await openRoom({
  election: compileElection(election),
  journal,
  dir,
  now: Date.now,
  hasPerson: () => true,
  names: () => [],
  notice,
});
let running: Clockwork | undefined;

function idOf(n: number): string {
  return `US28-${String(n + 1).padStart(4, '0')}`;
}

/** Some time in the week that begins in an hour, in no order. */
function later(n: number): number {
  return startedAt + HOUR_MS + ((n * 2_654_435_761) % (WEEK_MS - 2 * HOUR_MS));
}

function clock(dueAt: number) {
  return { startedAt, warnAt: dueAt - HOUR_MS / 4, dueAt, metAt: null };
}

function opened(n: number, severity: 'S2' | 'S3', firstDueAt: number): IncidentEvent {
  return {
    type: 'incident.opened',
    data: {
      severity,
      category: 'OPS.long-lines',
      jurisdictions: ['US-AZ'],
      tlp: 'AMBER',
      occurrence: 'happening',
      veracity: 'unverified',
      signals: [],
      sources: ['tips'],
      drill: false,
      named: [],
      clocks: {
        acknowledge: clock(firstDueAt),
        act: clock(firstDueAt + HOUR_MS),
        resolve: clock(firstDueAt + WEEK_MS),
      },
    },
    personal: { title: `Long line at polling place ${n}` },
  };
}

/** What else runs on an incident: an escalation, a snooze by time or by signals, or an acknowledgement. */
function more(n: number): IncidentEvent {
  if (n % 4 === 0) {
    const steps = [1, 2].map((step) => ({
      afterMin: (step * (later(n) - startedAt)) / 120_000,
      targets: [{ kind: 'leads' as const }],
    }));
    return { type: 'incident.escalation-started', data: { policy: 'high', name: 'High', steps } };
  }
  if (n % 4 === 1)
    return { type: 'incident.snoozed', data: { until: later(n + 1), condition: null } };
  if (n % 4 === 2) {
    const condition = { kind: 'signals' as const, count: 5, withinMin: 60 };
    return { type: 'incident.snoozed', data: { until: null, condition } };
  }
  return {
    type: 'incident.acknowledged',
    data: { until: later(n + 2), again: false, assigns: true },
  };
}

function unit(n: number, events: readonly IncidentEvent[]): Unit {
  const meta = { now: startedAt, by: { kind: 'person' as const, id: 'bench' }, via: 'api' };
  const aggregate = `incident:${idOf(n)}` as const;
  return {
    entries: events.map((event, version) =>
      entryOf({ aggregate, expectedVersion: version, event }, meta),
    ),
  };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

async function share(seconds: number): Promise<number> {
  const [cpu, from] = [cpuMs(), performance.now()];
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  return (cpuMs() - cpu) / (performance.now() - from);
}

async function quiet(): Promise<void> {
  let inRow = 0;
  for (let second = 0; inRow < QUIET.seconds; second += 1) {
    if (second > QUIET.withinSeconds) throw new Error('the process does not come to rest');
    inRow = (await share(1)) < QUIET.share ? inRow + 1 : 0;
  }
}

serve({
  /** Answers what stands open once the library has taken it all in. */
  async fill() {
    for (let from = 0; from < INCIDENTS; from += AT_ONCE)
      await journal.append(
        Array.from({ length: Math.min(AT_ONCE, INCIDENTS - from) }, (_, i) => {
          const n = from + i;
          return unit(n, [opened(n, n % 4 === 0 ? 'S2' : 'S3', later(n)), more(n)]);
        }),
      );
    await quiet();
    const incidents = [...room.situation.incidents.values()].map(({ incident }) => incident);
    return {
      open: incidents.filter(({ state }) => isOpen(state)).length,
      escalations: incidents.filter(({ escalation }) => escalation !== null).length,
      snoozes: incidents.filter(({ snooze }) => snooze !== null).length,
      acknowledged: incidents.filter(({ claim }) => claim !== null).length,
    };
  },
  /** Starts the clockwork as the product does; answers how long that took, ms. */
  start() {
    const from = performance.now();
    running = clockwork({
      room,
      now: Date.now,
      schedule(work, afterMs) {
        const timer = setTimeout(work, afterMs);
        return () => clearTimeout(timer);
      },
      notice,
    });
    return performance.now() - from;
  },
  async stop() {
    await running?.stop();
    running = undefined;
  },
  status: () => running?.status(),
  seq: () => room.situation.seq,
  /** Which share of a core the process takes, from when it is at rest, over so many seconds. */
  async share(seconds: number) {
    globalThis.gc?.();
    await quiet();
    return share(seconds);
  },
  /** Opens the `n`th more with a limit that passes in a second; answers how late that was written down, ms. */
  async late(n: number) {
    await quiet();
    const dueAt = Date.now() + 1_000;
    const written = new Promise<number>((resolve, reject) => {
      const giveUp = setTimeout(
        () => reject(new Error('a limit passed and was not written')),
        30_000,
      );
      const stop = room.onChange(({ events }) => {
        if (!events.some(({ type }) => type === 'incident.sla-breached')) return;
        clearTimeout(giveUp);
        stop();
        resolve(Date.now() - dueAt);
      });
    });
    const [result] = await journal.append([
      unit(INCIDENTS + n, [opened(INCIDENTS + n, 'S3', dueAt)]),
    ]);
    if (result?.kind !== 'appended') throw new Error(`not opened: ${JSON.stringify(result)}`);
    return written;
  },
});

import { createReadStream, existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImportReport } from '@warroom/shared';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { intakeRig } from '../testing/rig.ts';
import type { IntakeRig } from '../testing/rig.ts';
import { openRows } from './open-rows.ts';
import { rejectedFile } from './rejected-file.ts';
import type { Row } from './rows.ts';
import { runImport } from './run-import.ts';
import type { ImportRun } from './run-import.ts';
import { roomSink } from './sink.ts';
import type { Sink } from './sink.ts';
import { rowMapper } from './to-signal.ts';
import type { Mapping } from './to-signal.ts';
import { UnreadableFile } from './unreadable.ts';

const TWEETS = join(import.meta.dirname, '../../../../../shared/data/ira-tweets-2016-11-08.csv');
const MAPPING: Mapping = {
  map: { text: ['text'], observedAt: ['at'] },
  zone: 'UTC',
  dates: 'mdy',
  channel: 'post',
};

let rig: IntakeRig;
let dir: string;
beforeEach(async () => {
  rig = await intakeRig();
  dir = await mkdtemp(join(tmpdir(), 'import-'));
});
afterEach(async () => {
  await rig.close();
  await rm(dir, { recursive: true });
});

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < text.length; at += 1000) yield Buffer.from(text.slice(at, at + 1000));
}
const csv = (rows: number): string =>
  `text,at\n${Array.from({ length: rows }, (_, row) => `row ${row},2028-11-07 10:${String(Math.floor(row / 10) % 60).padStart(2, '0')}`).join('\n')}\n`;

/** A clock that only moves when someone sleeps. */
function sleepingClock(): ImportRun['clock'] & { slept: number[] } {
  let now = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: (ms) => {
      now += ms;
      slept.push(ms);
      return Promise.resolve();
    },
  };
}

async function start(
  text: string,
  more: Partial<ImportRun> = {},
  mapping: Mapping = MAPPING,
): Promise<Awaited<ReturnType<typeof runImport>>> {
  const { rows } = await openRows(bytes(text));
  return runImport({
    rows,
    mapper: rowMapper(mapping, rig.room.election),
    sink: roomSink(rig.room, 'x', false),
    clock: sleepingClock(),
    stop: new AbortController().signal,
    onRejected: () => {},
    onProgress: () => {},
    ...more,
  });
}

describe('an import', { timeout: 60_000 }, () => {
  it('[IN30] takes all rows in, and at a second run finds all of them again', async () => {
    const text = `${csv(1200)}same,2028-11-07\nsame,2028-11-07\n`;
    expect((await start(text)).report).toMatchObject({
      rows: 1202,
      accepted: 1202,
      duplicates: 0,
      rejected: 0,
      assumedZone: 1202,
    });
    expect((await start(text)).report).toMatchObject({ rows: 1202, accepted: 0, duplicates: 1202 });
  });

  it('[IN31] writes nothing in a dry run', async () => {
    const { report } = await start(csv(700), { sink: roomSink(rig.room, 'x', true) });
    expect(report).toMatchObject({ rows: 700, accepted: 700 });
    expect(rig.room.situation.signals.size).toBe(0);
  });

  it('[IN32] goes on where it was stopped, with the counts it had', async () => {
    const whole = csv(2000);
    const stop = new AbortController();
    let saved: ImportReport | undefined;
    const first = await start(whole, {
      stop: stop.signal,
      onProgress: (report) => {
        saved = structuredClone(report);
        if (report.rows >= 1000) stop.abort();
      },
    });
    expect(first).toMatchObject({ stopped: true, report: { rows: 1000, accepted: 1000 } });
    const sent: number[] = [];
    const real = roomSink(rig.room, 'x', false);
    const sink: Sink = (batch) => {
      sent.push(batch.length);
      return real(batch);
    };
    if (!saved) throw new Error('no progress was told');
    const second = await start(whole, { sink, resume: { rows: saved.rows, report: saved } });
    expect(second).toMatchObject({
      stopped: false,
      report: { rows: 2000, accepted: 2000, duplicates: 0 },
    });
    expect(sent).toEqual([500, 500]);
  });

  it('[IN33] waits when told to come later, and loses nothing', async () => {
    const real = roomSink(rig.room, 'x', false);
    const clock = sleepingClock();
    let refusals = 3;
    const { report } = await start(csv(600), {
      clock,
      sink: (batch) => (refusals-- > 0 ? Promise.resolve({ retryAfterMs: 700 }) : real(batch)),
    });
    expect(report.accepted).toBe(600);
    expect(clock.slept).toEqual([700, 700, 700]);
  });

  it('[IN34] replays at the given pace by observedAt, in the order of the file', async () => {
    const clock = sleepingClock();
    const arrivals: { at: number; signals: number }[] = [];
    const sink: Sink = (batch) => {
      arrivals.push({ at: clock.now(), signals: batch.length });
      return Promise.resolve({ accepted: batch.length, duplicates: 0, rejected: [] });
    };
    await start(csv(50), { clock, sink, replay: 600 });
    // Ten signals a minute at 600 times the pace: every 100 ms.
    expect(arrivals).toEqual([0, 100, 200, 300, 400].map((at) => ({ at, signals: 10 })));
  });

  it('[IN35] writes each rejected row with its number, line and reasons, and can go on in the same file', async () => {
    const file = join(dir, 'rejected.csv');
    const out = await rejectedFile(file, ['text', 'at']);
    const onRejected = (row: Row, reasons: string[]): Promise<void> => out.write(row, reasons);
    const { report } = await start(
      'text,at\n"good, one",2028-11-07\n,2028-11-07\n"bad ""time""",soon\nshort\n',
      { onRejected },
    );
    const cut = await out.flush();
    await out.write({ row: 9, line: 9, fields: {}, cells: ['lost'] }, ['x']);
    await out.close();
    const again = await rejectedFile(file, ['text', 'at'], cut);
    await again.write({ row: 10, line: 12, fields: {}, cells: ['a', 'b'] }, ['one', 'two']);
    await again.close();
    expect(report).toMatchObject({
      accepted: 1,
      rejected: 3,
      examples: [
        { row: 2, line: 3 },
        { row: 3, line: 4 },
        { row: 4, line: 5 },
      ],
    });
    expect((await readFile(file, 'utf8')).split('\r\n')).toEqual([
      '\uFEFFrow,line,reasons,text,at',
      '2,3,text: text is empty,,2028-11-07',
      expect.stringMatching(/^3,4,"observedAt: ""soon"" is not a time.*","bad ""time""",soon$/),
      expect.stringMatching(/^4,5,.*has 1 cells.*,short$/),
      '10,12,one; two,a,b',
      '',
    ]);
  });

  it('[IN23] takes what stands before a broken line, then names it', async () => {
    await expect(start('text,at\na,2028-11-07\nb,2028-11-07\n"never closed\n')).rejects.toThrow(
      UnreadableFile,
    );
    expect(rig.room.situation.signals.size).toBe(2);
  });

  it('[IN36] rejects what only the election can tell', async () => {
    const { report } = await start(
      'text,cat\na,OPS.long-lines\nb,OPS.no-such\n',
      {},
      { ...MAPPING, map: { text: ['text'], category: ['cat'] } },
    );
    expect(report).toMatchObject({
      accepted: 1,
      rejected: 1,
      examples: [{ row: 2, reasons: [expect.stringContaining('taxonomy')] }],
    });
  });

  it.skipIf(!existsSync(TWEETS))(
    '[IN30] takes in the 6,890 posts of a real election day, then finds them again (skipped where ../shared/data is missing)',
    async () => {
      const run = async (): Promise<ImportReport> => {
        const { rows } = await openRows(createReadStream(TWEETS));
        const mapper = rowMapper(
          {
            map: {
              text: ['content'],
              author: ['author_id'],
              observedAt: ['publish_date'],
              language: ['language'],
            },
            zone: 'America/New_York',
            dates: 'mdy',
            channel: 'post',
          },
          rig.room.election,
        );
        return (
          await runImport({
            rows,
            mapper,
            sink: roomSink(rig.room, 'x', false),
            clock: sleepingClock(),
            stop: new AbortController().signal,
            onRejected: () => {},
            onProgress: () => {},
          })
        ).report;
      };
      expect(await run()).toMatchObject({
        rows: 6890,
        accepted: 6890,
        duplicates: 0,
        rejected: 0,
        assumedZone: 6890,
        unknownLanguages: {},
        firstAt: Date.UTC(2016, 10, 8, 5, 3),
      });
      expect(await run()).toMatchObject({ rows: 6890, accepted: 0, duplicates: 6890, rejected: 0 });
    },
  );
});

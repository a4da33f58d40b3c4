import { writeSync } from 'node:fs';
import type { JournalPlace } from '../../backup.ts';
import { entry, noted } from '../../testing/entries.ts';
import { wholeUnits } from '../check-events.ts';
import { openCopy } from '../copy-file.ts';
import { fakeLog, fakeRedisJournal } from './fake-redis-journal.ts';

/** The log that every round copies from: always the same events. */
export async function sameLog(count: number) {
  const log = fakeLog();
  const journal = fakeRedisJournal(log);
  const units = Array.from({ length: count }, (_, n) => ({
    ...(n % 4 === 0 && { key: `k${n}` }),
    entries: [
      entry(`signal:${n}`, `s${n}`),
      {
        aggregate: `incident:${n % 7}`,
        event: noted(`i${n}`, n % 3 === 0 ? { personal: { name: `Jane ${n}` } } : {}),
      },
    ],
  }));
  await journal.append(units);
  return log;
}

/** Puts a few events at a time into a copy until killed; says how far it is after each. */
export async function copyForever(place: JournalPlace, count: number): Promise<void> {
  const log = await sameLog(count);
  const copy = await openCopy({
    ...place,
    identity: { journal: log.journal, epoch: log.epoch },
    now: () => Date.now(),
    notice: () => undefined,
    die: (error) => {
      throw error;
    },
    ballastBytes: 4096,
  });
  writeSync(1, `begun ${copy.head().seq}\n`);
  for (;;) {
    const { seq } = copy.head();
    const batch = wholeUnits(log.events.slice(seq, seq + 3));
    if (batch.length === 0) throw new Error('The log was too short for this test.');
    copy.put(batch);
    writeSync(1, `${copy.head().seq}\n`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

import { writeSync } from 'node:fs';
import type { JournalPlace } from '../backup.ts';
import { entry } from './entries.ts';
import { sqliteJournal } from '../sqlite.ts';

const CALLERS = 8;

/** Appends with several callers until killed; says each unit's key and place once it is acknowledged. */
export async function appendForever(place: JournalPlace, round: number): Promise<void> {
  const journal = await sqliteJournal({
    ...place,
    now: () => Date.now(),
    ballastBytes: 4096,
    anchorDelayMs: 5,
  });
  async function caller(id: number): Promise<never> {
    for (let n = 0; ; n += 1) {
      const key = `${round}.${id}.${n}`;
      const entries = [entry(`incident:${id}`, key), entry(`signal:${key}`, key)];
      const [result] = await journal.append([{ key, entries }]);
      if (result?.kind !== 'appended') throw new Error(`${key}: ${JSON.stringify(result)}`);
      writeSync(1, `${key} ${result.first} ${result.last}\n`);
    }
  }
  await Promise.all(Array.from({ length: CALLERS }, (_, id) => caller(id)));
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NotifierTools } from './notifier.ts';

/**
 * Secrets of targets, from the environment or from files in `dir` (one secret a file). Read each time
 * they are needed, so that a file that was changed holds at once. Undefined where there is none; file
 * names were checked by the election's schema and lead nowhere else.
 */
export function secretsOf(places: {
  env: Readonly<Record<string, string | undefined>>;
  dir: string;
}): NotifierTools['secretOf'] {
  return (place) => {
    if ('env' in place) return places.env[place.env];
    try {
      return readFileSync(join(places.dir, place.file), 'utf8').trim();
    } catch {
      // Missing or unreadable comes to the same: the notifier says which file it looked for.
      return undefined;
    }
  };
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/** As many texts as asked, made from real ones where there are any, else from a vocabulary; and what to search in them. */
export interface Texts {
  text(n: number): string;
  /** Searches as people type them: words, phrases, beginnings of words; the same at every call. */
  searches(count: number): string[];
}

/** A seeded source of chance (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The texts of the bench: real posts of an election day, where WARROOM_BENCH_DATA or ../shared/data holds them. */
export function benchTexts(): Texts {
  const base = realTexts() ?? madeTexts();
  const words = base.map((text) =>
    text.split(/\s+/).filter((word) => /^[\p{L}\p{N}]+$/u.test(word)),
  );
  const pick = <T>(from: readonly T[], random: () => number): T | undefined =>
    from[Math.floor(random() * from.length)];
  return {
    text(n) {
      // No two alike: a post, and some words of another.
      const random = chance(n);
      const other = pick(words, random) ?? [];
      return `${base[n % base.length] ?? ''} ${other.slice(0, 4).join(' ')} ${n}`;
    },
    searches(count) {
      const random = chance(99);
      const some = (): string[] => {
        for (;;) {
          const found = pick(words, random) ?? [];
          if (found.length > 3) return found;
        }
      };
      return Array.from({ length: count }, (_, n) => {
        const from = some();
        const at = Math.floor(random() * (from.length - 1));
        const [word = '', next = ''] = [from[at], from[at + 1]];
        switch (n % 5) {
          case 0:
            return word;
          case 1:
            return word.slice(0, 1 + (n % 4));
          case 2:
            return `${word} ${next.slice(0, 3)}`;
          case 3:
            return `"${word} ${next}"`;
          default:
            return `${word} ${pick(some(), random) ?? ''}`;
        }
      });
    },
  };
}

function realTexts(): string[] | undefined {
  const folders = [
    process.env['WARROOM_BENCH_DATA'],
    join(process.cwd(), '../shared/data'),
    join(process.cwd(), '../../shared/data'),
  ];
  const file = folders
    .filter((folder) => folder !== undefined)
    .map((folder) => join(folder, 'ira-tweets-2016-11-08.csv'))
    .find((path) => existsSync(path));
  if (file === undefined) return undefined;
  const rows = parse<{ content: string }>(readFileSync(file), { columns: true, bom: true });
  return rows.map(({ content }) => content).filter((text) => text.length > 0);
}

const SYLLABLES = 'ba de ki lo mu na po ri sa te vo we xi yo zu qua the ing tion al'.split(' ');

function madeTexts(): string[] {
  const random = chance(7);
  const word = (rank: number): string => {
    const own = chance(rank);
    return Array.from(
      { length: 1 + Math.floor(own() * 4) },
      () => SYLLABLES[Math.floor(own() * SYLLABLES.length)],
    ).join('');
  };
  const words = Array.from({ length: 20_000 }, (_, rank) => word(rank));
  return Array.from({ length: 7_000 }, () =>
    Array.from(
      { length: 8 + Math.floor(random() * 14) },
      // As words are used: few of them very often.
      () => words[Math.floor(20_000 ** random()) - 1] ?? 'the',
    ).join(' '),
  );
}

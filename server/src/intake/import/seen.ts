import { createHash } from 'node:crypto';

/** Counts how often a content came before, in little memory: 16 bytes a row. */
export interface Seen {
  /** 0 for the first time, then 1, 2 … */
  occurrence(content: string): number;
}

/**
 * Knows contents by 52 bits of their hash, in one open-addressing table that doubles. Among a million
 * rows two unlike ones meet with a chance of 1 in 10,000, and then one of them gets another number in
 * its id, which is harmless: the number is the same at the next run.
 */
export function seenContents(): Seen {
  let table = new Float64Array(1024);
  let used = 0;
  const again = new Map<number, number>();
  const slotOf = (from: Float64Array, hash: number): number => {
    let slot = hash % from.length;
    while (from[slot] !== 0 && from[slot] !== hash) slot = (slot + 1) % from.length;
    return slot;
  };
  return {
    occurrence(content) {
      const digest = createHash('sha256').update(content).digest();
      const hash = digest.readUIntBE(0, 6) * 16 + ((digest[6] ?? 0) & 15) + 1;
      const slot = slotOf(table, hash);
      if (table[slot] === hash) {
        const times = (again.get(hash) ?? 0) + 1;
        again.set(hash, times);
        return times;
      }
      table[slot] = hash;
      used += 1;
      if (used * 2 > table.length) {
        const larger = new Float64Array(table.length * 2);
        for (const known of table) if (known !== 0) larger[slotOf(larger, known)] = known;
        table = larger;
      }
      return 0;
    },
  };
}

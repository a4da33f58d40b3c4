import type { ChainPoint, TailedEvent } from '../redis/redis-journal-types.ts';
import { chained, personalHash } from '../record.ts';

/** What a copy was handed does not follow from what it holds. */
export class ChainBroken extends Error {
  override readonly name = 'ChainBroken';
}

/** The part of a record that names it, as `seal` writes it. */
const NAMED = /^\{"seq":(\d+),"aggregate":("(?:[^"\\]|\\.)*"),"version":(\d+),/;

/** What a record says of itself; undefined for what `seal` never wrote. */
export function namedIn(
  record: string,
): { seq: number; aggregate: string; version: number } | undefined {
  const [, seq, aggregate, version] = NAMED.exec(record) ?? [];
  if (aggregate === undefined) return undefined;
  return {
    seq: Number(seq),
    aggregate: JSON.parse(aggregate) as string,
    version: Number(version),
  };
}

/**
 * Checks that events follow from `after` without a gap: numbers, chain hashes, what each says of itself,
 * personal text against the hash in its record. Throws ChainBroken with what is wrong.
 */
export function checkFollows(after: ChainPoint, events: readonly TailedEvent[]): void {
  let { seq, hash } = after;
  for (const event of events) {
    seq += 1;
    if (event.seq !== seq) throw broken(seq, `event ${event.seq} came in its place`);
    if (chained(hash, event.record) !== event.hash)
      throw broken(seq, 'it does not follow from the event before');
    hash = event.hash;
    const named = namedIn(event.record);
    if (
      named?.seq !== seq ||
      named.aggregate !== event.aggregate ||
      named.version !== event.version
    ) {
      throw broken(seq, 'its record says that it is another event');
    }
    // The record's last field: see `encodeUnit`.
    if (
      event.personal &&
      !event.record.endsWith(`"personalHash":"${personalHash(event.personal)}"}`)
    ) {
      throw broken(seq, 'its personal text is not the one its record vouches for');
    }
    const { unit } = event;
    if (unit && !(Number.isSafeInteger(unit.last) && unit.last >= seq))
      throw broken(seq, 'its unit ends before it begins');
  }
}

/** The events up to the end of the last whole unit: a copy never ends within one that has a key. */
export function wholeUnits(events: readonly TailedEvent[]): readonly TailedEvent[] {
  const last = events.at(-1)?.seq ?? 0;
  const cut = events.findIndex(({ unit }) => unit !== undefined && unit.last > last);
  return cut < 0 ? events : events.slice(0, cut);
}

function broken(seq: number, what: string): ChainBroken {
  return new ChainBroken(`Event ${seq} was not taken into the copy: ${what}.`);
}

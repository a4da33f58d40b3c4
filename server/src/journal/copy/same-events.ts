import type { TailedEvent } from '../redis/redis-journal-types.ts';

type Pages = AsyncIterable<readonly TailedEvent[]> | Iterable<readonly TailedEvent[]>;

/**
 * Compares two readings of a journal event by event: records, hashes, personal text with its salt, keys.
 * Answers how many are the same from the beginning on, and what is wrong with the next one, if anything.
 */
export async function compareEvents(
  written: Pages,
  readBack: Pages,
  onSame: (count: number) => void = () => undefined,
): Promise<{ same: number; wrong: string | null }> {
  const others = eventsOf(readBack);
  let same = 0;
  for await (const event of eventsOf(written)) {
    const { value: other } = await others.next();
    const wrong = other ? difference(event, other) : `event ${event.seq} is missing`;
    if (wrong !== null) return { same, wrong };
    same += 1;
    if (same % 1_000 === 0) onSame(same);
  }
  const { value: more } = await others.next();
  return { same, wrong: more ? `event ${more.seq} is there, which was not written` : null };
}

async function* eventsOf(pages: Pages): AsyncGenerator<TailedEvent, undefined> {
  for await (const page of pages) yield* page;
}

function difference(a: TailedEvent, b: TailedEvent): string | null {
  const at = `event ${a.seq} differs in its`;
  if (a.seq !== b.seq) return `event ${b.seq} is in the place of event ${a.seq}`;
  if (a.record !== b.record) return `${at} record`;
  if (a.hash !== b.hash) return `${at} hash`;
  if (a.aggregate !== b.aggregate || a.version !== b.version) return `${at} aggregate`;
  if (a.personal?.text !== b.personal?.text || a.personal?.salt !== b.personal?.salt)
    return `${at} personal text`;
  if (a.unit?.key !== b.unit?.key || a.unit?.last !== b.unit?.last) return `${at} key`;
  return null;
}

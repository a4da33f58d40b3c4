/** A stretch of a label that the query found: [from, to). */
export type Range = readonly [from: number, to: number];

/**
 * Where each word of a query stands in a label, whatever the case, or undefined when one is missing.
 * An empty query matches everything and marks nothing.
 */
export function matchRanges(label: string, query: string): Range[] | undefined {
  const where = label.toLocaleLowerCase();
  const found: Range[] = [];
  for (const word of query.toLocaleLowerCase().split(/\s+/).filter(Boolean)) {
    const at = startOf(where, word);
    if (at < 0) return undefined;
    found.push([at, at + word.length]);
  }
  return merged(found);
}

/** The start of a word goes before the middle of one. */
function startOf(text: string, word: string): number {
  if (text.startsWith(word)) return 0;
  const atWord = text.indexOf(` ${word}`);
  return atWord < 0 ? text.indexOf(word) : atWord + 1;
}

function merged(ranges: Range[]): Range[] {
  const out: [number, number][] = [];
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else out.push([from, to]);
  }
  return out;
}

export interface PaletteItem {
  id: string;
  label: string;
  /** In code type before the label: an incident's number. Searched too. */
  code?: string | undefined;
  /** Softer, to the right: what it is now, who holds it. */
  detail?: string | undefined;
  keyHint?: string | undefined;
  /** Other words that find it, not shown. */
  keywords?: string | undefined;
  /** Shown in place of `detail`; taking it does nothing but say so. */
  disabledReason?: string | undefined;
}

export interface PaletteSection<Item extends PaletteItem = PaletteItem> {
  id: string;
  title: string;
  /** Typed first, this character leaves only this section: `>` commands, `@` people, `#` incidents. */
  prefix?: string | undefined;
  items: readonly Item[];
  /** Found elsewhere already, by the server: shown as they are. */
  isFiltered?: boolean | undefined;
  /** How many at most; 8 unless said. */
  limit?: number | undefined;
}

export interface PaletteMatch<Item extends PaletteItem = PaletteItem> {
  item: Item;
  ranges: Range[];
}

/** The sections with what a query finds in them, best first; those without anything are left out. */
export function searchPalette<Item extends PaletteItem>(
  sections: readonly PaletteSection<Item>[],
  query: string,
): { id: string; title: string; matches: PaletteMatch<Item>[] }[] {
  const prefix = query[0] ?? '';
  const chosen = prefix === '' ? [] : sections.filter((section) => section.prefix === prefix);
  const words = chosen.length > 0 ? query.slice(1).trim() : query.trim();
  return (chosen.length > 0 ? chosen : sections)
    .map((section) => ({
      id: section.id,
      title: section.title,
      matches: matchesIn(section, words),
    }))
    .filter(({ matches }) => matches.length > 0);
}

const LIMIT = 8;

function matchesIn<Item extends PaletteItem>(
  section: PaletteSection<Item>,
  words: string,
): PaletteMatch<Item>[] {
  const found: (PaletteMatch<Item> & { rank: number })[] = [];
  for (const item of section.items) {
    const ranges = matchRanges(item.label, words);
    const behind = matchRanges(`${item.code ?? ''} ${item.label} ${item.keywords ?? ''}`, words);
    if (section.isFiltered !== true && ranges === undefined && behind === undefined) continue;
    const first = ranges?.[0]?.[0];
    const rank =
      words === '' || section.isFiltered === true
        ? 0
        : first === 0
          ? 0
          : first === undefined
            ? 2
            : 1;
    found.push({ item, ranges: ranges ?? [], rank });
  }
  return found.toSorted((a, b) => a.rank - b.rank).slice(0, section.limit ?? LIMIT);
}

/** Words that say nothing of what a text is about, in the languages that desks read most. */
const EMPTY = new Set(
  (
    'about after again also been before being could does doing down from have having here https into just ' +
    'like more most much only other over said same should some such than that their them then there these ' +
    'they this those through very want were what when where which while will with would your youre http ' +
    'como cuando desde donde ellos entre esta este esto estos hasta para pero porque sobre todos unos'
  ).split(' '),
);
const MAX_TEXT = 2_000;
const MAX_WORDS = 40;

/** The words of some texts that may tell them apart, small, those used most first; at most 40. */
export function wordsIn(texts: readonly string[]): Set<string> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    const plain = text.slice(0, MAX_TEXT).replace(LINK, ' ').toLowerCase();
    for (const [word] of plain.matchAll(/[\p{L}\p{N}][\p{L}\p{N}'’]{2,29}/gu)) {
      if (word.length < 4 && !/\p{N}/u.test(word)) continue;
      if (!EMPTY.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  const most = [...counts].toSorted((a, b) => b[1] - a[1]).slice(0, MAX_WORDS);
  return new Set(most.map(([word]) => word));
}

const LINK = /https?:\/\/[^\s<>"']+/gi;

/** The web addresses in a text without protocol, `www.`, query and closing marks, so that the same page reads the same. */
export function linksIn(text: string): string[] {
  return [...text.slice(0, 4 * MAX_TEXT).matchAll(LINK)].map(([link]) =>
    link
      .replace(/^https?:\/\/(www\.)?/i, '')
      .replace(/[?#].*$/, '')
      .replace(/[/.,;:!)\]]+$/, ''),
  );
}

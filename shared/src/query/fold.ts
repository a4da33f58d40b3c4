/** Scripts written without spaces: their characters are words of their own, so that parts of a run are found. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;
const ASCII = /^[\x00-\x7f]*$/;
const ACCENTS = /[\u0300-\u036f]/g;
const BETWEEN = /[^\p{L}\p{N}\p{M}]+/gu;
const BETWEEN_ASCII = /[^a-z0-9]+/g;

/**
 * A text as it is searched: words in lower case without accents, one space between them. The same on the
 * server's index and on a screen, so that both find the same.
 */
export function foldText(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase().replace(BETWEEN_ASCII, ' ').trim();
  return text
    .normalize('NFKD')
    .replace(ACCENTS, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(UNSPACED, ' $& ')
    .replace(BETWEEN, ' ')
    .trim();
}

/**
 * Whether a folded text holds these folded words in a row. `isOpen`: the last of them may be the beginning
 * of a longer one, for it is still being typed.
 */
export function holdsWords(folded: string, words: string, isOpen: boolean): boolean {
  if (words === '') return true;
  for (let at = folded.indexOf(words); at >= 0; at = folded.indexOf(words, at + 1)) {
    const end = at + words.length;
    const begins = at === 0 || folded.charCodeAt(at - 1) === SPACE;
    if (begins && (isOpen || end === folded.length || folded.charCodeAt(end) === SPACE))
      return true;
  }
  return false;
}

const SPACE = 32;

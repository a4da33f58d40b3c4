/** Stands where something was left out. */
export const REDACTED = '▮▮▮';

const URL = /\b(?:https?:\/\/|www\.)\S+/gi;
const EMAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}/giu;
const HANDLE = /(^|[^\p{L}\p{N}])@[\p{L}\p{N}_.-]{2,}/giu;
const PHONE = /\+?\d[\d\s().-]{7,}\d/g;

/**
 * A text without web addresses, e-mail addresses, handles, phone numbers and the given names,
 * for walls that visitors and the press may film.
 */
export function scrub(text: string, names: readonly string[] = []): string {
  let scrubbed = text
    .replace(URL, REDACTED)
    .replace(EMAIL, REDACTED)
    .replace(HANDLE, `$1${REDACTED}`)
    .replace(PHONE, REDACTED);
  for (const name of names) {
    if (name.length > 1) scrubbed = scrubbed.replaceAll(name, REDACTED);
  }
  return scrubbed;
}

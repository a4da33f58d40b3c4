import { hash, timingSafeEqual } from 'node:crypto';

export type RandomBytes = (count: number) => Uint8Array;

/** Small letters and digits that survive a double click, a URL and being read aloud. */
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** An id of 60 random bits with a prefix that tells what it is of. */
export function newId(prefix: string, randomBytes: RandomBytes): string {
  return prefix + base32(randomBytes(12), 12);
}

/** A secret of 256 random bits, 52 characters. */
export function newSecret(randomBytes: RandomBytes): string {
  return base32(randomBytes(33), 52);
}

/** What is kept of a secret. It has 256 bits, so no slow hash is needed. */
export function hashOfSecret(secret: string): string {
  return hash('sha256', secret);
}

/** Compares a secret with what was kept, in a time that does not tell how much was right. */
export function secretFits(secret: string, expected: string): boolean {
  const given = Buffer.from(hashOfSecret(secret));
  const kept = Buffer.from(expected);
  return given.length === kept.length && timingSafeEqual(given, kept);
}

const MAX_REMEMBERED = 20_000;

/**
 * The same, for what is asked with every request: secrets that fitted are remembered with the hash
 * they fitted, so that asking again costs a look-up. Wrong ones are never remembered.
 */
export function rememberingFits(): (secret: string, hash: string) => boolean {
  const fitted = new Map<string, string>();
  return (secret, kept) => {
    if (fitted.get(secret) === kept) return true;
    if (!secretFits(secret, kept)) return false;
    fitted.set(secret, kept);
    if (fitted.size > MAX_REMEMBERED) {
      const oldest = fitted.keys().next();
      if (!oldest.done) fitted.delete(oldest.value);
    }
    return true;
  };
}

/** A token `<id>.<secret>`, for cookies and links. */
export function tokenOf(id: string, secret: string): string {
  return `${id}.${secret}`;
}

/** The parts of such a token, or undefined for anything else. */
export function partsOf(token: string): { id: string; secret: string } | undefined {
  const match = /^([a-z0-9-]{1,40})\.([a-z2-7]{52})$/.exec(token);
  return match?.[1] === undefined || match[2] === undefined
    ? undefined
    : { id: match[1], secret: match[2] };
}

/** An intake key `wr_<id>_<secret>`: the prefix lets scanners of leaked secrets find it. */
export function keyTokenOf(id: string, secret: string): string {
  return `wr_${id}_${secret}`;
}

/** The parts of an intake key, or undefined for anything else. */
export function keyPartsOf(token: string): { id: string; secret: string } | undefined {
  if (token.length > 120 || !token.startsWith('wr_')) return undefined;
  const end = token.indexOf('_', 3);
  return end < 4 ? undefined : { id: token.slice(3, end), secret: token.slice(end + 1) };
}

/** `length` characters, 5 bits of the bytes each. */
function base32(bytes: Uint8Array, length: number): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5 && text.length < length) {
      bits -= 5;
      text += BASE32[(held >> bits) & 31] ?? '';
    }
    held &= (1 << bits) - 1;
  }
  return text;
}

/** `length` characters of an alphabet, each equally likely. */
export function randomText(alphabet: string, length: number, randomBytes: RandomBytes): string {
  const fair = 256 - (256 % alphabet.length);
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < fair && text.length < length) text += alphabet[byte % alphabet.length] ?? '';
    }
  }
  return text;
}

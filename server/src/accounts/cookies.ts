import { partsOf } from './token.ts';

/** The names of our cookies; all are HttpOnly. */
export const SESSION_COOKIE = 'warroom_session';
export const DISPLAY_COOKIE = 'warroom_display';
export const PAIRING_COOKIE = 'warroom_pairing';

/** The value of one cookie in a Cookie header (RFC 6265, section 4.2), or undefined. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  if (header === undefined || header.length > 16_384) return undefined;
  for (const pair of header.split(';')) {
    const cut = pair.indexOf('=');
    if (cut > 0 && pair.slice(0, cut).trim() === name) return pair.slice(cut + 1).trim();
  }
  return undefined;
}

/** Whether a Cookie header has a token of ours in it, known or not. */
export function namesSomeone(header: string | undefined): boolean {
  return [SESSION_COOKIE, DISPLAY_COOKIE].some((name) => partsOf(cookieOf(header, name) ?? ''));
}

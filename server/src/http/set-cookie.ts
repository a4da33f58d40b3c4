import { DISPLAY_COOKIE, PAIRING_COOKIE, SESSION_COOKIE } from '../accounts/cookies.ts';

/** Browsers keep no cookie longer than 400 days; a display's is renewed daily. */
const DISPLAY_S = 400 * 86_400;
const SESSION_S = 7 * 86_400;
const PAIRING_S = 900;

/** Values for Set-Cookie; `secure` where the site is reached by https. */
export function cookieJar(secure: boolean) {
  const cookie = (
    name: string,
    value: string,
    maxAgeS: number,
    sameSite: 'Lax' | 'Strict',
  ): string =>
    `${name}=${value}; Path=/; Max-Age=${maxAgeS}; HttpOnly; SameSite=${sameSite}${secure ? '; Secure' : ''}`;
  return {
    // Lax: a link to an incident in a chat or mail must open signed in.
    session: (token: string) => cookie(SESSION_COOKIE, token, SESSION_S, 'Lax'),
    noSession: () => cookie(SESSION_COOKIE, '', 0, 'Lax'),
    display: (token: string) => cookie(DISPLAY_COOKIE, token, DISPLAY_S, 'Lax'),
    noDisplay: () => cookie(DISPLAY_COOKIE, '', 0, 'Lax'),
    pairing: (token: string) => cookie(PAIRING_COOKIE, token, PAIRING_S, 'Strict'),
    noPairing: () => cookie(PAIRING_COOKIE, '', 0, 'Strict'),
  };
}

export type CookieJar = ReturnType<typeof cookieJar>;

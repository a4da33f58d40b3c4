import type { Accounts, Display, Outcome, Pairing } from './accounts.ts';
import { bad, good, MINUTE_MS, type AccountContext } from './context.ts';
import { displayOf, newDisplay, withNewToken } from './displays.ts';
import { pairingCode, shownCode, typedCode } from './pairing-code.ts';
import { drop, put, type AccountState, type PairingRecord } from './records.ts';
import { hashOfSecret, newId, newSecret, partsOf, secretFits, tokenOf } from './token.ts';

type PairingsPart = Pick<Accounts, 'startPairing' | 'pairing' | 'pairings' | 'confirmPairing'>;

const WAIT_MS = 10 * MINUTE_MS;
const MAX_WAITING = 100;

/** Screens on their way to becoming displays. */
export function pairingsOf(context: AccountContext): PairingsPart {
  const { store, now, touches } = context;
  const alive = (record: PairingRecord): boolean => record.expiresAt > now();
  const waiting = (state: AccountState): PairingRecord[] =>
    [...state.pairing.values()].filter((record) => alive(record) && record.display === null);

  function behind(state: AccountState, token: string | undefined): PairingRecord | undefined {
    const parts = token === undefined ? undefined : partsOf(token);
    const record = parts && state.pairing.get(parts.id);
    return parts && record && alive(record) && secretFits(parts.secret, record.secretHash)
      ? record
      : undefined;
  }

  return {
    startPairing(screen, earlier) {
      const secret = newSecret(context.randomBytes);
      const id = newId('c-', context.randomBytes);
      return store.transact<Outcome<{ pairing: Pairing; token: string }>>((state) => {
        const replaced = behind(state, earlier);
        const others = waiting(state).filter((record) => record !== replaced);
        if (others.length >= MAX_WAITING) {
          return {
            changes: [],
            value: bad(
              'overloaded',
              'Too many screens wait to be paired; try again in a few minutes.',
              { retryAfterMs: MINUTE_MS },
            ),
          };
        }
        let shown = pairingCode(context.randomBytes);
        while (others.some((record) => record.code === shown.code))
          shown = pairingCode(context.randomBytes);
        const record: PairingRecord = {
          id,
          secretHash: hashOfSecret(secret),
          ...shown,
          ...screen,
          createdAt: now(),
          expiresAt: now() + WAIT_MS,
          display: null,
        };
        const changes = [
          ...(replaced ? [drop('pairing', replaced.id)] : []),
          put('pairing', record),
        ];
        return { changes, value: good({ pairing: pairingOf(record), token: tokenOf(id, secret) }) };
      });
    },
    async pairing(token) {
      // Begun on another node a moment ago, it isn't known here yet.
      if (partsOf(token) && !behind(store.state, token)) await context.catchUp();
      const record = behind(store.state, token);
      if (!record) return undefined;
      if (record.display === null) return { state: 'waiting', pairing: pairingOf(record) };
      // An answer can be lost on its way: while the pairing lasts, each asking gets a token.
      return store.transact((state) => {
        const display = state.display.get(behind(state, token)?.display ?? '');
        if (!display) return { changes: [], value: undefined };
        const renewed = withNewToken(context, display);
        return {
          changes: [renewed.change],
          value: {
            state: 'paired' as const,
            display: displayOf(renewed.next, touches),
            token: renewed.token,
          },
        };
      });
    },
    pairings: () => waiting(store.state).map(pairingOf),
    confirmPairing(code, input, by) {
      const typed = typedCode(code);
      return store.transact<Outcome<Display>>((state) => {
        const record = waiting(state).find((one) => one.code === typed);
        if (!record) {
          return {
            changes: [],
            value: bad(
              'not-found',
              'No screen waits with this code. Codes last 10 minutes: compare it with the screen, which shows a fresh one after that.',
              { path: 'code' },
            ),
          };
        }
        const display = newDisplay(context, input, by);
        return {
          changes: [put('display', display), put('pairing', { ...record, display: display.id })],
          value: good(displayOf(display, touches)),
        };
      });
    },
  };
}

function pairingOf(record: PairingRecord): Pairing {
  const { id: _id, secretHash: _secret, display: _display, code, ...rest } = record;
  return { ...rest, code: shownCode(code) };
}

import type { Accounts, Display, DisplaySettings, Outcome } from './accounts.ts';
import { bad, DAY_MS, good, HOUR_MS, type AccountContext } from './context.ts';
import { drop, put, type DisplayRecord, type RecordChange } from './records.ts';
import { hashOfSecret, newId, newSecret, partsOf, secretFits, tokenOf } from './token.ts';
import type { Touches } from './touches.ts';

type DisplaysPart = Pick<
  Accounts,
  | 'displays'
  | 'display'
  | 'recordReport'
  | 'addDisplay'
  | 'changeDisplay'
  | 'revokeDisplay'
  | 'rotateDisplay'
>;

/** Tokens are renewed this often; the one before stays good until the new one was used, and a while after. */
const ROTATE_MS = DAY_MS;
const OVERLAP_MS = HOUR_MS;

const DEFAULTS: DisplaySettings = {
  name: 'Wall',
  clearance: 'GREEN',
  redaction: 'names',
  diagonalInch: 65,
  farthestSeatM: 5,
  theme: 'dark',
  scenes: [],
};

/** What records of earlier versions don't have. */
const LATER = { group: null, sound: false, profile: 'far', visitorSince: null } as const;

/** Paired wall screens. */
export function displaysOf(context: AccountContext): DisplaysPart {
  const { store, now, touches } = context;
  return {
    displays: (election) =>
      [...store.state.display.values()]
        .filter((record) => election === undefined || record.election === election)
        .map((record) => displayOf(record, touches)),
    display(id) {
      const record = store.state.display.get(id);
      return record && displayOf(record, touches);
    },
    recordReport(display, report) {
      if (store.state.display.has(display)) touches.report(display, report);
    },
    async addDisplay(input, by) {
      const record = newDisplay(context, input, by);
      return store.transact(() => ({
        changes: [put('display', record)],
        value: displayOf(record, touches),
      }));
    },
    changeDisplay: (id, change) =>
      store.transact<Outcome<Display>>((state) => {
        const record = state.display.get(id);
        if (!record)
          return {
            changes: [],
            value: bad('not-found', 'There is no such display; it may have been revoked.'),
          };
        const next = { ...record, ...given(change) };
        return { changes: [put('display', next)], value: good(displayOf(next, touches)) };
      }),
    revokeDisplay: (id) =>
      store.transact<Outcome<Display>>((state) => {
        const record = state.display.get(id);
        if (!record)
          return {
            changes: [],
            value: bad('not-found', 'There is no such display; it may have been revoked already.'),
          };
        return { changes: [drop('display', id)], value: good(displayOf(record, touches)) };
      }),
    async rotateDisplay(id) {
      const known = store.state.display.get(id);
      if (!known || now() - known.rotatedAt < ROTATE_MS) return undefined;
      return store.transact((state) => {
        const record = state.display.get(id);
        if (!record || now() - record.rotatedAt < ROTATE_MS)
          return { changes: [], value: undefined };
        const { change, token } = withNewToken(context, record);
        return { changes: [change], value: token };
      });
    },
  };
}

/** A display to be added; it has no token yet. */
export function newDisplay(
  context: AccountContext,
  input: Partial<DisplaySettings> & { name: string; election: string },
  by: string,
): DisplayRecord {
  const at = context.now();
  return {
    ...DEFAULTS,
    ...given(input),
    election: input.election,
    id: newId('d-', context.randomBytes),
    pairedAt: at,
    pairedBy: by,
    secretHash: null,
    rotatedAt: at,
    previous: null,
    lastReport: null,
  };
}

/** Gives a display a new token. The one it has now stays good until the new one is used. */
export function withNewToken(
  context: AccountContext,
  record: DisplayRecord,
): { change: RecordChange; next: DisplayRecord; token: string } {
  const secret = newSecret(context.randomBytes);
  const next: DisplayRecord = {
    ...record,
    secretHash: hashOfSecret(secret),
    rotatedAt: context.now(),
    previous: record.secretHash === null ? null : { secretHash: record.secretHash, until: null },
  };
  return { change: put('display', next), next, token: tokenOf(record.id, secret) };
}

/** The display whose token this is. The first use of a renewed token sets an end to the one before. */
export function displayBehind(context: AccountContext, token: string): DisplayRecord | undefined {
  const { store, now } = context;
  const parts = partsOf(token);
  const record = parts && store.state.display.get(parts.id);
  if (!parts || !record) return undefined;
  if (record.secretHash !== null && secretFits(parts.secret, record.secretHash)) {
    if (record.previous?.until === null) endPrevious(context, record);
    return record;
  }
  const { previous } = record;
  const stillGood = previous !== null && (previous.until === null || previous.until > now());
  return stillGood && secretFits(parts.secret, previous.secretHash) ? record : undefined;
}

function endPrevious(context: AccountContext, seen: DisplayRecord): void {
  const write = context.store.transact((state) => {
    const record = state.display.get(seen.id);
    if (
      !record?.previous ||
      record.previous.until !== null ||
      record.secretHash !== seen.secretHash
    )
      return { changes: [], value: null };
    const previous = { ...record.previous, until: context.now() + OVERLAP_MS };
    return { changes: [put('display', { ...record, previous })], value: null };
  });
  // When it can't be written now, the next use tries again; until then the older token stays good.
  write.catch(() => undefined);
}

/** A display without what is secret. */
export function displayOf(record: DisplayRecord, touches: Touches): Display {
  const { secretHash: _secret, previous: _previous, rotatedAt: _rotated, ...rest } = record;
  const noted = touches.reportOf(record.id);
  // Another node may have heard and written a newer one.
  const newer = noted !== undefined && noted.at >= (record.lastReport?.at ?? 0);
  return { ...LATER, ...rest, lastReport: newer ? noted : record.lastReport };
}

/** The settings that were given. */
function given(input: Partial<DisplaySettings>): Partial<DisplaySettings> {
  const { name, clearance, redaction, diagonalInch, farthestSeatM, theme, scenes } = input;
  const { tickerView, group, sound, profile, visitorSince } = input;
  return Object.fromEntries(
    Object.entries({
      name,
      clearance,
      redaction,
      diagonalInch,
      farthestSeatM,
      theme,
      scenes,
      tickerView,
      group,
      sound,
      profile,
      visitorSince,
    }).filter(([, value]) => value !== undefined),
  );
}

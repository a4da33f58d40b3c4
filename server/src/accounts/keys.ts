import type { Subject } from '@warroom/shared';
import type { Accounts, IntakeKey, Outcome } from './accounts.ts';
import { bad, good, type AccountContext } from './context.ts';
import { put, type KeyRecord } from './records.ts';
import {
  hashOfSecret,
  keyPartsOf,
  keyTokenOf,
  newId,
  newSecret,
  rememberingFits,
} from './token.ts';

type KeysPart = Pick<Accounts, 'intakeKey' | 'keys' | 'addKey' | 'revokeKey'>;
type Found = { id: string; election: string; subject: Extract<Subject, { kind: 'intake' }> };

const SOURCE = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Keys by which programs post signals. */
export function keysOf(context: AccountContext): KeysPart {
  const { store, now, touches } = context;
  const found = new WeakMap<KeyRecord, Found>();
  const fits = rememberingFits();

  return {
    intakeKey(token) {
      const parts = keyPartsOf(token);
      const record = parts && store.state.key.get(parts.id);
      if (!parts || !record || record.revokedAt !== null || !fits(parts.secret, record.secretHash))
        return undefined;
      touches.key(record.id);
      let answer = found.get(record);
      if (!answer) {
        const { id, election, source, scopes } = record;
        answer = { id, election, subject: { kind: 'intake', id, source, scopes } };
        found.set(record, answer);
      }
      return answer;
    },
    keys: (election) =>
      [...store.state.key.values()]
        .filter((record) => election === undefined || record.election === election)
        .map((record) => keyOf(record, touches.keyUsedAt(record.id))),
    async addKey({ election, source, name, scopes }, by) {
      if (!SOURCE.test(source) || source.length > 60) {
        return bad(
          'malformed',
          'The source must be small letters, digits and single hyphens, such as tip-line.',
          { path: 'source' },
        );
      }
      const secret = newSecret(context.randomBytes);
      const record: KeyRecord = {
        // No hyphen or underscore: the id stands between underscores in the token.
        id: newId('k', context.randomBytes),
        secretHash: hashOfSecret(secret),
        election,
        source,
        name: name?.trim().slice(0, 120) ?? '',
        scopes: [...scopes],
        createdAt: now(),
        createdBy: by,
        lastUsedAt: null,
        revokedAt: null,
      };
      return store.transact(() => ({
        changes: [put('key', record)],
        value: good({ key: keyOf(record, undefined), token: keyTokenOf(record.id, secret) }),
      }));
    },
    revokeKey: (id) =>
      store.transact<Outcome<IntakeKey>>((state) => {
        const record = state.key.get(id);
        if (!record) return { changes: [], value: bad('not-found', `There is no key ${id}.`) };
        if (record.revokedAt !== null)
          return {
            changes: [],
            value: bad('nothing-changes', `The key ${id} is revoked already.`),
          };
        const revoked = { ...record, revokedAt: now() };
        return {
          changes: [put('key', revoked)],
          value: good(keyOf(revoked, touches.keyUsedAt(id))),
        };
      }),
  };
}

function keyOf(record: KeyRecord, usedAt: number | undefined): IntakeKey {
  const { secretHash: _secret, ...rest } = record;
  return {
    ...rest,
    lastUsedAt: usedAt === undefined ? record.lastUsedAt : Math.max(usedAt, record.lastUsedAt ?? 0),
  };
}

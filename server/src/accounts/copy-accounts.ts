import {
  put,
  RECORD_KINDS,
  type AccountState,
  type RecordChange,
  type RecordKind,
} from './records.ts';
import type { AccountStore } from './store.ts';

/** The accounts could not be copied; the message says why and what to do. */
export class AccountsNotCopied extends Error {
  override readonly name = 'AccountsNotCopied';
}

/**
 * Copies all records, hashes of secrets included, into a store that has none, in one step, and reads them
 * back: every record must be there as it was. Answers how many there are by kind. A target that has
 * exactly these records already is left alone; AccountsNotCopied for one that has any others.
 */
export async function copyAccounts(
  from: AccountStore,
  to: AccountStore,
): Promise<Record<RecordKind, number>> {
  const records = everything(from.state);
  await to.transact((state) => {
    const held = everything(state).length;
    if (held === 0) return { changes: records, value: null };
    if (difference(from.state, state) === undefined) return { changes: [], value: null };
    throw new AccountsNotCopied(
      `There are ${held} account records already where ${records.length} were to be copied, and they are not the same. Nothing was changed: empty it first, or leave it as it is.`,
    );
  });
  await to.reload();
  const wrong = difference(from.state, to.state);
  if (wrong !== undefined)
    throw new AccountsNotCopied(
      `The accounts were copied, but the ${wrong} is not as it was when read back. Don't use the copy; try again on another disk or Redis.`,
    );
  return Object.fromEntries(RECORD_KINDS.map((kind) => [kind, to.state[kind].size])) as Record<
    RecordKind,
    number
  >;
}

/** All records of a state, oldest first within each kind. */
export function everything(state: AccountState): RecordChange[] {
  return RECORD_KINDS.flatMap((kind) =>
    [...state[kind].values()].map((record) => put(kind, record)),
  );
}

/** The first record, as "session s-…", that is not the same in both; undefined when all are. */
function difference(a: AccountState, b: AccountState): string | undefined {
  for (const kind of RECORD_KINDS) {
    const ids = new Set([...a[kind].keys(), ...b[kind].keys()]);
    for (const id of ids) {
      if (JSON.stringify(a[kind].get(id)) !== JSON.stringify(b[kind].get(id)))
        return `${kind} ${id}`;
    }
  }
  return undefined;
}

import { randomBytes as nodeRandomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Accounts, Revocation } from './accounts.ts';
import type { AccountContext } from './context.ts';
import { displaysOf } from './displays.ts';
import { invitationsOf } from './invitations.ts';
import { keysOf } from './keys.ts';
import { peopleChangedIn, revocationsOf } from './notices.ts';
import { pairingsOf } from './pairings.ts';
import { passwordHasher, type PasswordCost } from './password-hash.ts';
import { peopleOf } from './people.ts';
import { drop, type AccountState, type RecordChange } from './records.ts';
import { expired, sessionsOf } from './sessions.ts';
import { signInGuard } from './sign-in-guard.ts';
import { sqliteAccountStore } from './sqlite-store.ts';
import type { AccountStore } from './store.ts';
import type { RandomBytes } from './token.ts';
import { touchesOf } from './touches.ts';

export interface AccountsOptions {
  now(): number;
  /** Default: Node's. */
  randomBytes?: RandomBytes;
  /** Default: what OWASP recommends; tests take less. */
  passwordCost?: PasswordCost;
  /** The elections of this server; a drill names the one it was made from. Default: none. */
  elections?(): readonly { id: string; drillOf?: string | undefined }[];
  /** Runs work again and again until the answer is called. Default: a timer that doesn't keep the process alive. */
  every?(periodMs: number, work: () => void): () => void;
  /** Told when reading others' changes or writing last uses failed. Default: nobody. */
  notice?(message: string, cause: unknown): void;
}

const REFRESH_MS = 1_000;
const TIDY_MS = 60_000;

/** Accounts in one SQLite file (or `:memory:`), shared with the command line's process. */
export async function sqliteAccounts(
  options: AccountsOptions & { file: string },
): Promise<Accounts> {
  return accountsOn(await sqliteAccountStore(options.file), options);
}

/** Accounts on any store. */
function accountsOn(store: AccountStore, options: AccountsOptions): Accounts {
  const { now, notice = () => undefined } = options;
  const touches = touchesOf(now);
  const context: AccountContext = {
    store,
    now,
    touches,
    randomBytes: options.randomBytes ?? nodeRandomBytes,
    hasher: passwordHasher(options.passwordCost),
    guard: signInGuard(now),
    elections: options.elections ?? (() => []),
  };
  const onRevoked = new Set<(revocation: Revocation) => void>();
  const onPeople = new Set<(election: string) => void>();
  store.onChanged((changes) => {
    for (const revocation of revocationsOf(changes))
      for (const listener of onRevoked) listener(revocation);
    for (const election of peopleChangedIn(context, changes))
      for (const listener of onPeople) listener(election);
  });

  async function tidy(): Promise<void> {
    await store.transact((state) => ({
      changes: [...touches.changes(state), ...stale(context, state)],
      value: null,
    }));
    touches.written(store.state);
  }
  const every = options.every ?? repeat;
  const stops = [
    every(
      REFRESH_MS,
      () =>
        void store
          .refresh()
          .catch((error: unknown) =>
            notice('Changes that other processes made to accounts could not be read.', error),
          ),
    ),
    every(
      TIDY_MS,
      () =>
        void tidy().catch((error: unknown) =>
          notice('The last uses of sessions and keys could not be written.', error),
        ),
    ),
  ];

  return {
    ...peopleOf(context),
    ...sessionsOf(context),
    ...keysOf(context),
    ...displaysOf(context),
    ...pairingsOf(context),
    ...invitationsOf(context),
    onRevoked(listener) {
      onRevoked.add(listener);
      return () => onRevoked.delete(listener);
    },
    onPeopleChanged(listener) {
      onPeople.add(listener);
      return () => onPeople.delete(listener);
    },
    refresh: () => store.refresh(),
    tidy,
    fault: () => store.fault(),
    async close() {
      for (const stop of stops) stop();
      await tidy().catch((error: unknown) =>
        notice('The last uses of sessions and keys could not be written.', error),
      );
      await store.close();
    },
  };
}

/** What has expired and goes. A session that ends this way revokes its sockets like any other. */
function stale(context: AccountContext, state: AccountState): RecordChange[] {
  const at = context.now();
  return [
    ...[...state.session.values()]
      .filter((one) => expired(context, one))
      .map((one) => drop('session', one.id)),
    ...[...state.pairing.values()]
      .filter((one) => one.expiresAt <= at)
      .map((one) => drop('pairing', one.id)),
    ...[...state.invitation.values()]
      .filter((one) => one.expiresAt <= at)
      .map((one) => drop('invitation', one.id)),
    ...[...state.link.values()]
      .filter((one) => one.expiresAt <= at)
      .map((one) => drop('link', one.id)),
  ];
}

function repeat(periodMs: number, work: () => void): () => void {
  const timer = setInterval(work, periodMs).unref();
  return () => clearInterval(timer);
}

/** Where a data directory keeps its accounts. */
export function accountsFile(dataDir: string): string {
  return join(dataDir, 'accounts.db');
}

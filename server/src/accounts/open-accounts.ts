import { randomBytes as nodeRandomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Accounts, Revocation } from './accounts.ts';
import type { Bus, Cluster } from '../cluster/cluster.ts';
import type { RedisLink } from '../redis/redis-link.ts';
import { accountsCopy, accountsCopyFile, type CopyMark } from './accounts-copy.ts';
import { guardAcross, reportsAcross } from './across-nodes.ts';
import { catchUpWith } from '../guard/catch-up.ts';
import { MINUTE_MS, type AccountContext } from './context.ts';
import { displaysOf } from './displays.ts';
import { invitationsOf } from './invitations.ts';
import { keysOf } from './keys.ts';
import { peopleChangedIn, revocationsOf } from './notices.ts';
import { pairingsOf } from './pairings.ts';
import { passwordHasher, type PasswordCost } from './password-hash.ts';
import { peopleOf } from './people.ts';
import { drop, type AccountState, type RecordChange } from './records.ts';
import { redisAccountStore } from './redis-store.ts';
import { expired, sessionsOf } from './sessions.ts';
import { signInGuard } from './sign-in-guard.ts';
import { sqliteAccountStore } from './sqlite-store.ts';
import type { AccountStore } from './store.ts';
import type { RandomBytes } from './token.ts';
import { touchesOf, type Touches } from './touches.ts';

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
/** Beyond what any node's notes of uses lag behind. */
const LAG_MS = 5 * MINUTE_MS;
const PROMPT_MS = 10 * MINUTE_MS;

/** Accounts in one SQLite file (or `:memory:`), shared with the command line's process. */
export async function sqliteAccounts(
  options: AccountsOptions & { file: string },
): Promise<Accounts> {
  return accountsOn(await sqliteAccountStore(options.file), options);
}

/**
 * Accounts in Redis, shared by all nodes. Opens on this node's copy, reading only, when Redis can't be
 * reached or has lost them: `fault` then says so. The link is closed with the accounts.
 */
export async function redisAccounts(
  options: AccountsOptions & {
    /** To the master that holds `accountsSlotKey(prefix)`; used for nothing else. */
    link: RedisLink;
    /** Without: other nodes hear within a second. */
    cluster?: Pick<Cluster, 'bus' | 'node' | 'nodes'>;
    /** Holds this node's copy. Without: no copy is kept, and nothing opens while Redis is gone. */
    dataDir?: string;
    /** As in `STORE`. Default `wr`. */
    prefix?: string | undefined;
    /** Refuses to begin accounts anew where Redis should hold these. */
    expects?: CopyMark | undefined;
    openWithinMs?: number;
  },
): Promise<Accounts> {
  const { link, cluster, dataDir, prefix, expects, openWithinMs, notice } = options;
  const store = await redisAccountStore({
    link,
    ...(cluster ? { cluster } : {}),
    ...(expects ? { expects } : {}),
    ...(dataDir === undefined ? {} : { copy: await accountsCopy(accountsCopyFile(dataDir)) }),
    ...(prefix === undefined ? {} : { prefix }),
    ...(openWithinMs === undefined ? {} : { openWithinMs }),
    ...(notice ? { notice } : {}),
  });
  const accounts = accountsOn(store, options, cluster?.bus);
  return {
    ...accounts,
    async close() {
      await accounts.close();
      await link.close();
    },
  };
}

/** Accounts on any store; with a bus, as one of several nodes. */
function accountsOn(store: AccountStore, options: AccountsOptions, bus?: Bus): Accounts {
  const { now, notice = () => undefined } = options;
  const touches = touchesOf(now);
  const guard = signInGuard(now);
  const lagMs = store.version ? LAG_MS : 0;
  let flushSoon = false;
  const context: AccountContext = {
    store,
    now,
    touches: bus ? promptly(reportsAcross(touches, bus)) : touches,
    // One machine's file is asked for nothing but a number.
    catchUp: catchUpWith(() => store.refresh(), bus ? {} : { apartMs: 0 }),
    randomBytes: options.randomBytes ?? nodeRandomBytes,
    hasher: passwordHasher(options.passwordCost),
    guard: bus ? guardAcross(guard, bus) : guard,
    elections: options.elections ?? (() => []),
  };
  /** A session that others may think idle is written within a second, and not only each minute. */
  function promptly(all: Touches): Touches {
    return {
      ...all,
      session(id) {
        const stored = store.state.session.get(id)?.lastUsedAt ?? 0;
        flushSoon ||= now() - stored > PROMPT_MS;
        all.session(id);
      },
    };
  }
  const onRevoked = new Set<(revocation: Revocation) => void>();
  const onPeople = new Set<(election: string) => void>();
  store.onChanged((changes) => {
    for (const revocation of revocationsOf(changes))
      for (const listener of onRevoked) listener(revocation);
    for (const election of peopleChangedIn(context, changes))
      for (const listener of onPeople) listener(election);
  });

  async function tidy(): Promise<void> {
    flushSoon = false;
    await store.transact((state) => ({
      changes: [...touches.changes(state), ...stale(context, state, lagMs)],
      value: null,
    }));
    touches.written(store.state);
  }
  const noticeRefresh = oncePerSpell(notice);
  const noticeTidy = oncePerSpell(notice);
  const every = options.every ?? repeat;
  const stops = [
    every(
      REFRESH_MS,
      () =>
        void noticeRefresh(
          store.refresh().then(() => (flushSoon ? tidy() : undefined)),
          'Changes that other processes made to accounts could not be read.',
        ),
    ),
    every(
      TIDY_MS,
      () => void noticeTidy(tidy(), 'The last uses of sessions and keys could not be written.'),
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
    catchUp: context.catchUp,
    version: () => store.version?.(),
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
function stale(context: AccountContext, state: AccountState, lagMs: number): RecordChange[] {
  const at = context.now();
  return [
    ...[...state.session.values()]
      .filter((one) => expired(context, one, lagMs))
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

/** Tells of a failure that goes on once, not each second. */
function oncePerSpell(notice: (message: string, cause: unknown) => void) {
  let told = false;
  return async (work: Promise<unknown>, message: string): Promise<void> => {
    try {
      await work;
      told = false;
    } catch (error) {
      if (!told) notice(message, error);
      told = true;
    }
  };
}

function repeat(periodMs: number, work: () => void): () => void {
  const timer = setInterval(work, periodMs).unref();
  return () => clearInterval(timer);
}

/** Where a data directory keeps its accounts. */
export function accountsFile(dataDir: string): string {
  return join(dataDir, 'accounts.db');
}

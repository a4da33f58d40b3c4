import { existsSync } from 'node:fs';
import type { Accounts, Outcome, Person } from '../accounts/accounts.ts';
import { accountsCopy, accountsCopyFile, type CopyMark } from '../accounts/accounts-copy.ts';
import { accountsFile, redisAccounts, sqliteAccounts } from '../accounts/open-accounts.ts';
import { accountsSlotKey } from '../accounts/redis-store.ts';
import { AccountFileError } from '../accounts/sqlite-store.ts';
import { journalFiles } from '../desk/open-rooms.ts';
import { AccountsUnavailable } from '../accounts/store.ts';
import type { Journal, JsonObject } from '../journal/journal.ts';
import { redisJournal, redisJournalSlot } from '../journal/redis/redis-journal.ts';
import { sqliteJournal } from '../journal/sqlite.ts';
import { redisLink } from '../redis/redis-link.ts';
import type { RedisStore } from '../redis/store-url.ts';
import { CommandFailure, type CommandIo } from './command.ts';
import { allElections, foldersIn } from './elections.ts';
import { localServer, type LocalServer } from './local-server.ts';
import { storeNamed } from './shared-store.ts';

/** What account commands work with. */
export interface AccountsAtHand {
  accounts: Accounts;
  /** The server that runs on this data directory, if any: it takes in changes within a second. */
  server: LocalServer | undefined;
  /** Notes a change of rights in the journals of these elections (of all, when none is named). */
  note(
    elections: readonly string[],
    type: `account.${string}`,
    data: Record<string, string | number | boolean | null>,
  ): Promise<void>;
  /** A link as people open it. */
  link(path: string): string;
}

/** Opens the accounts of the data directory, beside a running server too, runs the work and lets go. */
export async function withAccounts<T>(
  io: CommandIo,
  work: (hand: AccountsAtHand) => Promise<T>,
): Promise<T> {
  const accounts = await openAccounts(io);
  try {
    const server = await localServer(io.dataDir);
    const base = server?.publicUrl ?? io.publicUrl ?? server?.url ?? 'http://localhost:8080';
    return await work({
      accounts,
      server,
      note: (elections, type, data) => noteChange(io, server, elections, type, data),
      link: (path) => base.replace(/\/$/, '') + path,
    });
  } finally {
    await accounts.close();
  }
}

/** Those of the shared store where the environment names one, else those of the data directory. */
async function openAccounts(io: CommandIo): Promise<Accounts> {
  const common = { now: io.now, every: () => () => undefined };
  try {
    if (io.store === undefined || io.store === '')
      return await sqliteAccounts({ ...common, file: accountsFile(io.dataDir) });
    const store = storeNamed(io.store, 'STORE');
    const expects = await markOfCopy(io.dataDir);
    const link = redisLink({ store, slotKey: accountsSlotKey(store.prefix) });
    try {
      return await redisAccounts({ ...common, link, prefix: store.prefix, expects });
    } catch (error) {
      // A link left open would try on for good, and the command never end.
      await link.close();
      throw error;
    }
  } catch (error) {
    if (error instanceof AccountFileError || error instanceof AccountsUnavailable)
      throw new CommandFailure(error.message);
    throw error;
  }
}

/** Which accounts the node on this data directory knows, if there is one. */
async function markOfCopy(dataDir: string): Promise<CopyMark | undefined> {
  const file = accountsCopyFile(dataDir);
  if (!existsSync(file)) return undefined;
  const copy = await accountsCopy(file);
  const mark = copy.mark();
  await copy.close();
  return mark;
}

/** The value of an outcome; a refusal ends the command with its sentence. */
export function granted<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new CommandFailure(outcome.refusal.message);
  return outcome.value;
}

/** The person with this e-mail, or one clear sentence. */
export function personNamed(accounts: Accounts, email: string): Person {
  const person = accounts.personByEmail(email);
  if (!person)
    throw new CommandFailure(
      `Nobody here has the e-mail ${email}; "user list" shows who there is.`,
    );
  return person;
}

/** Notes it through the running server, which holds the journals; else in the journals themselves. */
async function noteChange(
  io: CommandIo,
  server: LocalServer | undefined,
  elections: readonly string[],
  type: `account.${string}`,
  data: Record<string, string | number | boolean | null>,
): Promise<void> {
  const shared = io.store === undefined || io.store === '' ? undefined : io.store;
  const known = shared === undefined ? foldersIn(io.dataDir) : allElections(io).map(({ id }) => id);
  const concerned = elections.length > 0 ? elections : known;
  for (const election of concerned) {
    try {
      if (server) {
        const response = await fetch(`${server.url}/api/local/elections/${election}/notes`, {
          method: 'POST',
          headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ type, data }),
        });
        if (!response.ok) throw new Error(`the server answered ${response.status}`);
      } else if (shared !== undefined) {
        const journal = await sharedJournal(storeNamed(shared, 'STORE'), election);
        await noteIn(journal, { type, data, at: io.now() });
      } else if (existsSync(journalFiles(io.dataDir, election).file)) {
        const journal = await sqliteJournal({ ...journalFiles(io.dataDir, election), now: io.now });
        await noteIn(journal, { type, data, at: io.now() });
      }
    } catch (error) {
      io.err(
        `Done, but not noted in the journal of ${election}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}

async function noteIn(
  journal: Journal,
  change: { type: string; data: JsonObject; at: number },
): Promise<void> {
  try {
    const event = { ...change, by: { kind: 'system', id: 'cli' }, via: 'cli' };
    await journal.append([{ entries: [{ aggregate: 'accounts', event }] }]);
  } finally {
    await journal.close();
  }
}

function sharedJournal(store: RedisStore, election: string): Promise<Journal> {
  return redisJournal({
    openLink: () => redisLink({ store, slotKey: redisJournalSlot(store.prefix, election) }),
    prefix: store.prefix,
    election,
    node: 'cli',
  });
}

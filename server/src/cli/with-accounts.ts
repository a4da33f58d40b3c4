import { existsSync } from 'node:fs';
import type { Accounts, Outcome, Person } from '../accounts/accounts.ts';
import { accountsFile, sqliteAccounts } from '../accounts/open-accounts.ts';
import { AccountFileError } from '../accounts/sqlite-store.ts';
import { journalFiles } from '../desk/open-rooms.ts';
import { sqliteJournal } from '../journal/sqlite.ts';
import { CommandFailure, type CommandIo } from './command.ts';
import { foldersIn } from './elections.ts';
import { localServer, type LocalServer } from './local-server.ts';

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
  let accounts: Accounts;
  try {
    accounts = await sqliteAccounts({
      file: accountsFile(io.dataDir),
      now: io.now,
      every: () => () => undefined,
    });
  } catch (error) {
    if (error instanceof AccountFileError) throw new CommandFailure(error.message);
    throw error;
  }
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
  const concerned = elections.length > 0 ? elections : foldersIn(io.dataDir);
  for (const election of concerned) {
    try {
      if (server) {
        const response = await fetch(`${server.url}/api/local/elections/${election}/notes`, {
          method: 'POST',
          headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ type, data }),
        });
        if (!response.ok) throw new Error(`the server answered ${response.status}`);
      } else if (existsSync(journalFiles(io.dataDir, election).file)) {
        const journal = await sqliteJournal({ ...journalFiles(io.dataDir, election), now: io.now });
        try {
          await journal.append([
            {
              entries: [
                {
                  aggregate: 'accounts',
                  event: {
                    type,
                    data,
                    at: io.now(),
                    by: { kind: 'system', id: 'cli' },
                    via: 'cli',
                  },
                },
              ],
            },
          ]);
        } finally {
          await journal.close();
        }
      }
    } catch (error) {
      io.err(
        `Done, but not noted in the journal of ${election}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}

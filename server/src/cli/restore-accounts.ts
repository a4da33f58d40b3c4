import { existsSync } from 'node:fs';
import { accountsCopy, accountsCopyFile, type CopyMark } from '../accounts/accounts-copy.ts';
import { AccountsNotCopied, copyAccounts } from '../accounts/copy-accounts.ts';
import { accountsFile } from '../accounts/open-accounts.ts';
import { accountsSlotKey, redisAccountStore } from '../accounts/redis-store.ts';
import { sqliteAccountStore } from '../accounts/sqlite-store.ts';
import type { AccountStore } from '../accounts/store.ts';
import type { RedisStore } from '../redis/store-url.ts';
import { CommandFailure, type CommandIo } from './command.ts';
import { shownCounts } from './migrate-to.ts';
import { withLink } from './shared-store.ts';

/** What the store says where nothing needs to be restored. */
const AS_NEW = /as new as the copy/;

interface FoundAccounts {
  file: string;
  store: AccountStore;
  /** Undefined for accounts that were never in Redis: a backup of the embedded store. */
  mark: CopyMark | undefined;
}

/**
 * Brings the accounts back from the newest copy, where Redis has none, older ones, or others without
 * people. Sessions stay as they are in the copy.
 */
export async function restoreSharedAccounts(
  io: CommandIo,
  store: RedisStore,
  folders: readonly string[],
): Promise<void> {
  const found = await accountsIn(folders);
  try {
    const newest = found.toSorted((a, b) => (b.mark?.version ?? -1) - (a.mark?.version ?? -1))[0];
    if (!newest) {
      io.err('There is no copy of the accounts in these folders; those in Redis are as they were.');
      return;
    }
    const other = found.find(({ mark }) => mark && newest.mark && mark.id !== newest.mark.id);
    if (other)
      throw new CommandFailure(
        `${newest.file} and ${other.file} are copies of different accounts. Run it again naming only folders of the right ones.`,
      );
    await load(io, store, newest);
  } finally {
    for (const { store: each } of found) await each.close();
  }
}

async function accountsIn(folders: readonly string[]): Promise<FoundAccounts[]> {
  const found: FoundAccounts[] = [];
  for (const folder of folders) {
    const copyFile = accountsCopyFile(folder);
    if (existsSync(copyFile)) {
      const copy = await accountsCopy(copyFile);
      const mark = copy.mark();
      if (mark) found.push({ file: copyFile, store: copy.store, mark });
      else await copy.close();
    }
    const file = accountsFile(folder);
    if (existsSync(file))
      found.push({ file, store: await sqliteAccountStore(file), mark: undefined });
  }
  return found;
}

async function load(io: CommandIo, store: RedisStore, from: FoundAccounts): Promise<void> {
  await withLink(store, accountsSlotKey(store.prefix), async (link) => {
    let to: AccountStore;
    try {
      to = await redisAccountStore({
        link,
        prefix: store.prefix,
        ...(from.mark && { restore: from.mark }),
      });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (!AS_NEW.test(why))
        throw new CommandFailure(`The elections are restored, the accounts are not: ${why}`, {
          cause: error,
        });
      io.err(`Accounts: ${why}`);
      return;
    }
    try {
      const counts = await copyAccounts(from.store, to);
      io.out(`accounts: ${shownCounts(counts)}, from ${from.file}`);
    } catch (error) {
      if (!(error instanceof AccountsNotCopied)) throw error;
      throw new CommandFailure(
        `The elections are restored, the accounts are not: ${error.message}`,
        { cause: error },
      );
    } finally {
      await to.close();
    }
  });
}

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sqliteDriver } from '../journal/sqlite-driver.ts';
import { accountStoreContract } from './contract.ts';
import { put } from './records.ts';
import { sqliteAccountStore } from './sqlite-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'accounts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;
const newFile = (): string => join(folder, `${(count += 1)}.db`);

accountStoreContract('the SQLite store', async () => {
  const file = newFile();
  return { open: () => sqliteAccountStore(file), remove: async () => undefined };
});

describe('the SQLite account store', () => {
  it('[AC1] has synchronous=FULL in force and a write-ahead log', async () => {
    const file = newFile();
    const store = await sqliteAccountStore(file);
    await store.transact(() => ({
      changes: [put('setup', { id: 'setup', secretHash: 'x' })],
      value: null,
    }));
    expect(existsSync(`${file}-wal`)).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await store.close();
  });

  it('refuses a foreign, damaged or newer file in one sentence and leaves it as it was', async () => {
    const driver = await sqliteDriver();
    const foreign = newFile();
    const db = driver.open(foreign);
    db.exec('CREATE TABLE theirs (a)');
    db.close();
    const bytes = readFileSync(foreign);
    await expect(sqliteAccountStore(foreign)).rejects.toThrow(/is not an account file/);
    expect(readFileSync(foreign)).toEqual(bytes);

    const damaged = newFile();
    writeFileSync(damaged, 'this is no database, whatever its name says. '.repeat(40));
    await expect(sqliteAccountStore(damaged)).rejects.toThrow(/damaged or no account file/);

    const newer = newFile();
    await (await sqliteAccountStore(newer)).close();
    const raised = driver.open(newer);
    raised.exec('PRAGMA user_version = 99');
    raised.close();
    await expect(sqliteAccountStore(newer)).rejects.toThrow(/newer version/);
  });
});

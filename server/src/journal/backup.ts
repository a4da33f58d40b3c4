import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { anchorSigner, keyFileOf } from './anchor.ts';
import { moveDurably, syncPath } from './durable-file.ts';
import {
  becomeJournal,
  checkJournalFile,
  JournalFileError,
  openForReading,
  readingFault,
  readMeta,
} from './journal-file.ts';
import { type SqliteDriver, sqliteDriver } from './sqlite-driver.ts';
import { anchorOrFinding, type Verification, verifyAgainst } from './verify.ts';

/** A journal's two files. */
export interface JournalPlace {
  file: string;
  anchorFile: string;
}

/**
 * Copies a journal, also under a running server, to a place where nothing is yet; the copy is one
 * consistent picture, verified, with an anchor of its own signed by the journal's key. Erased text
 * is not in it. Answers what was verified.
 */
export async function backupJournal(options: {
  from: JournalPlace;
  to: JournalPlace;
  now: number;
  driver?: SqliteDriver;
}): Promise<Verification> {
  const { from, to, now } = options;
  const driver = options.driver ?? (await sqliteDriver());
  refuseExisting(to);
  const { draft, verification, journal } = copySound(driver, from, to);
  await syncPath(draft);
  const signer = await anchorSigner(keyFileOf(from.anchorFile));
  await signer.write(to.anchorFile, { journal, ...verification.head, at: now, closed: true });
  await moveDurably(draft, to.file);
  return verification;
}

/**
 * Puts a backup in place where nothing is yet, after verifying it. The restored journal is a new
 * epoch: what was written after the backup is gone, and screens must not mistake their place in it.
 */
export async function restoreJournal(options: {
  from: JournalPlace;
  to: JournalPlace;
  now: number;
  driver?: SqliteDriver;
}): Promise<Verification> {
  const { from, to, now } = options;
  const driver = options.driver ?? (await sqliteDriver());
  refuseExisting(to);
  const { draft, verification, journal } = copySound(driver, from, to);
  const db = driver.open(draft);
  try {
    becomeJournal(db, randomUUID());
  } finally {
    db.close();
  }
  await syncPath(draft);
  const signer = await anchorSigner(keyFileOf(to.anchorFile));
  await signer.write(to.anchorFile, { journal, ...verification.head, at: now, closed: true });
  await moveDurably(draft, to.file);
  return verification;
}

function refuseExisting({ file, anchorFile }: JournalPlace): void {
  for (const path of [file, `${file}-wal`, anchorFile]) {
    if (existsSync(path)) {
      throw new JournalFileError(
        'exists',
        `${path} is already there and is not overwritten: name another place, or move it away first.`,
      );
    }
  }
}

/** Makes a consistent copy under a draft name and verifies it, or leaves nothing behind. */
function copySound(
  driver: SqliteDriver,
  from: JournalPlace,
  to: JournalPlace,
): { draft: string; verification: Verification; journal: string } {
  checkJournalFile(from.file);
  for (const path of [to.file, to.anchorFile])
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${to.file}.new`;
  clear(draft);
  // Before the copy is taken: a running server moves its anchor on.
  const anchored = anchorOrFinding(from.anchorFile);
  const source = openForReading(driver, from.file);
  try {
    const { journal } = readMeta(source);
    source.prepare('VACUUM INTO ?').run(draft);
    const verification = verifyAgainst(driver, draft, anchored);
    const [first, ...more] = verification.findings;
    if (!first) return { draft, verification, journal };
    const others = more.length > 0 ? ` (And ${more.length} more; see "verify".)` : '';
    throw new JournalFileError(
      'unsound',
      `${from.file} is not sound, so it was not copied: ${first.message}${others}`,
    );
  } catch (error) {
    clear(draft);
    throw readingFault(from.file, error);
  } finally {
    source.close();
  }
}

function clear(draft: string): void {
  for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(draft + ending, { force: true });
}

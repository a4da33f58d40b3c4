import { type Anchor, readAnchor } from './anchor.ts';
import { checkChain, type Finding } from './chain-check.ts';
import type { Head } from './journal.ts';
import { checkJournalFile, JournalFileError, openForReading, readMeta } from './journal-file.ts';
import { faultOf, type SqliteDatabase, type SqliteDriver, sqliteDriver } from './sqlite-driver.ts';
import { sqlitePages } from './sqlite-pages.ts';

export interface Verification {
  /** True when nothing at all was found. */
  sound: boolean;
  head: Head;
  events: number;
  /** Events whose personal text was erased. */
  erased: number;
  anchor?: { seq: number; at: number; closed: boolean; signedBy: string };
  findings: Finding[];
}

/**
 * Checks a journal file or a backup against its own chain and its anchor, changing nothing. Works
 * beside a running server too. Throws JournalFileError for a file that is no journal at all.
 */
export async function verifyJournal(
  file: string,
  anchorFile: string,
  given?: SqliteDriver,
): Promise<Verification> {
  const driver = given ?? (await sqliteDriver());
  // The anchor first: a server may write on meanwhile, and the anchor must not be the newer one.
  const anchored = anchorOrFinding(anchorFile);
  return verifyAgainst(driver, file, anchored);
}

/** As verifyJournal, with an anchor read earlier. */
export function verifyAgainst(
  driver: SqliteDriver,
  file: string,
  anchored: AnchorOrFinding,
): Verification {
  try {
    checkJournalFile(file);
  } catch (error) {
    if (!(error instanceof JournalFileError && error.kind === 'torn')) throw error;
    return unreadable(error.message);
  }
  const db = openForReading(driver, file);
  try {
    db.exec('BEGIN'); // one picture, whatever a server writes meanwhile
    const verification = check(db, anchored);
    db.exec('ROLLBACK'); // or the log could not be folded in until the connection is collected
    return verification;
  } catch (error) {
    if (faultOf(error) !== 'corrupt') throw error;
    return unreadable(`${file} is damaged and cannot be read whole: ${String(error)}.`);
  } finally {
    db.close();
  }
}

function check(db: SqliteDatabase, { anchor, finding }: AnchorOrFinding): Verification {
  const { journal } = readMeta(db);
  const pages = sqlitePages(db, journal);
  const head = pages.head();
  const { events, erased, findings } = checkChain(db, journal);
  findings.push(...checkStorage(db));
  const ofAnchor = finding ?? (anchor && checkEnd(anchor, journal, head, pages.hashAt));
  // A break further up says more than the end that no longer matches because of it.
  if (ofAnchor && !(ofAnchor.kind === 'rewritten' && findings.length > 0)) findings.push(ofAnchor);
  if (findings.length === 0) findings.push(...checkIndexes(db));
  return {
    sound: findings.length === 0,
    head,
    events,
    erased,
    ...(anchor && {
      anchor: { seq: anchor.seq, at: anchor.at, closed: anchor.closed, signedBy: anchor.signedBy },
    }),
    findings,
  };
}

/** What the anchor speaks against, if anything. */
function checkEnd(
  anchor: Anchor,
  journal: string,
  head: Head,
  hashAt: (seq: number) => string | undefined,
): Finding | undefined {
  if (anchor.journal !== journal) {
    return { kind: 'anchor', message: 'The anchor belongs to another journal.' };
  }
  if (anchor.seq > head.seq) {
    return {
      kind: 'cut-off',
      seq: head.seq + 1,
      message: `The journal ends at event ${head.seq}, yet its anchor vouches for ${anchor.seq}: events ${head.seq + 1} to ${anchor.seq} were cut off.`,
    };
  }
  if (anchor.closed && anchor.seq < head.seq) {
    return {
      kind: 'inserted',
      seq: anchor.seq + 1,
      message: `The journal was closed at event ${anchor.seq}, yet events up to ${head.seq} follow: they were inserted.`,
    };
  }
  if (hashAt(anchor.seq) !== anchor.hash) {
    return {
      kind: 'rewritten',
      seq: anchor.seq,
      message: `The chain is sound but not the one its anchor vouches for at event ${anchor.seq}: the journal was rewritten.`,
    };
  }
  return undefined;
}

export interface AnchorOrFinding {
  anchor?: Anchor & { signedBy: string };
  finding?: Finding;
}

/** What the anchor says, or what is wrong with it. */
export function anchorOrFinding(anchorFile: string): AnchorOrFinding {
  try {
    const anchor = readAnchor(anchorFile);
    if (anchor) return { anchor };
    const message = `There is no anchor at ${anchorFile}, so a cut-off end cannot be ruled out.`;
    return { finding: { kind: 'anchor', message } };
  } catch (error) {
    if (!(error instanceof JournalFileError)) throw error;
    return { finding: { kind: 'anchor', message: error.message } };
  }
}

/** SQLite's own look at its pages. */
function checkStorage(db: SqliteDatabase): Finding[] {
  return db
    .prepare('PRAGMA quick_check(10)')
    .all()
    .map((row) => String(Object.values(row)[0]))
    .filter((line) => line !== 'ok')
    .map((line) => ({ kind: 'unreadable', message: `The database is damaged: ${line}.` }));
}

/** Rows that stand beside the events and lead to none. */
function checkIndexes(db: SqliteDatabase): Finding[] {
  const count = (sql: string) => Number(db.prepare(sql).get()?.n);
  const findings: Finding[] = [];
  const firsts = count('SELECT count(*) AS n FROM events WHERE previous = 0');
  const aggregates = count('SELECT count(*) AS n FROM aggregates');
  if (aggregates !== firsts) {
    const message = `The index has ${aggregates} aggregates, the events ${firsts}.`;
    findings.push({ kind: 'index', message });
  }
  const strays = count(
    'SELECT count(*) AS n FROM personal WHERE seq NOT IN (SELECT seq FROM events)',
  );
  if (strays > 0) {
    findings.push({ kind: 'index', message: `${strays} personal texts belong to no event.` });
  }
  const wild = count(
    'SELECT count(*) AS n FROM keys WHERE first < 1 OR last < first OR last > (SELECT coalesce(max(seq), 0) FROM events)',
  );
  if (wild > 0) findings.push({ kind: 'index', message: `${wild} keys lead to no event.` });
  return findings;
}

function unreadable(message: string): Verification {
  const head = { seq: 0, hash: '' };
  return { sound: false, head, events: 0, erased: 0, findings: [{ kind: 'unreadable', message }] };
}

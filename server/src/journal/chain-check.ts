import {
  chained,
  columnText,
  genesis,
  type ParsedRecord,
  parseRecord,
  personalHash,
} from './record.ts';
import type { SqliteDatabase } from './sqlite-driver.ts';

/** One thing found wrong with a journal. `seq` is the event it concerns, where it concerns one. */
export interface Finding {
  kind:
    | 'flipped' // bytes of the event or its hash changed
    | 'dropped'
    | 'swapped'
    | 'inserted'
    | 'cut-off' // the end is missing
    | 'rewritten' // a sound chain, but another one than the anchor vouches for
    | 'personal-changed'
    | 'index' // the indexes over the events disagree with them
    | 'unreadable'
    | 'anchor'; // the anchor itself is missing, altered or another journal's
  seq?: number;
  message: string;
}

export interface ChainReport {
  events: number;
  erased: number;
  findings: Finding[];
}

const MOST_FINDINGS = 100;

interface EventRow {
  seq: number;
  record: string;
  hash: string;
}

/** Walks the chain after `afterSeq` and says of each break what was done there, as far as it can be told. */
export function checkChain(db: SqliteDatabase, journal: string, afterSeq = 0): ChainReport {
  const rowAt = db.prepare(
    'SELECT seq, record, lower(hex(hash)) AS hash FROM events WHERE seq = ?',
  );
  const standing = db.prepare('SELECT version, last FROM aggregates WHERE aggregate = ?');
  const before = db.prepare(
    'SELECT e.previous, p.record FROM events e LEFT JOIN events p ON p.seq = e.previous WHERE e.seq = ?',
  );
  const personalAt = db.prepare('SELECT salt, text FROM personal WHERE seq = ?');
  const report: ChainReport = { events: 0, erased: 0, findings: [] };
  /** Only told where the events themselves are sound: moved events lead every index astray. */
  const astray: Finding[] = [];
  const swappedWith = new Map<number, number>();
  /** How far rows have moved from the number their event was given. */
  let shift = 0;
  let previousSeq = afterSeq;
  /** Hashes the next event may rightly follow from; none known after a gap. */
  let links = [hashAt(afterSeq)].filter((found) => found !== undefined);

  for (const row of db
    .prepare('SELECT seq, record, lower(hex(hash)) AS hash FROM events WHERE seq > ? ORDER BY seq')
    .iterate(afterSeq)) {
    check({ seq: Number(row.seq), record: String(row.record), hash: String(row.hash) });
    if (report.findings.length + astray.length >= MOST_FINDINGS) break;
  }
  if (report.findings.length === 0) report.findings = astray;
  return report;

  function check(row: EventRow): void {
    report.events += 1;
    if (row.seq !== previousSeq + 1) {
      const last = row.seq - 1;
      found('dropped', previousSeq + 1, `${events(previousSeq + 1, last)} taken out.`);
      links = [];
    }
    previousSeq = row.seq;
    const record = parsed(row.record);
    const own = record?.seq;
    if (own !== row.seq - shift) {
      if (explainNumber(row, own) === 'foreign') return; // the next one follows from the one before
    } else if (links.length > 0 && !links.some((link) => chained(link, row.record) === row.hash)) {
      found(
        'flipped',
        row.seq,
        `Event ${row.seq} does not match its hash: it was changed, or the hash of event ${row.seq - 1} was.`,
      );
    }
    const partner = swappedWith.get(row.seq);
    links = [row.hash, partner === undefined ? undefined : hashAt(partner)].filter(
      (link) => link !== undefined,
    );
    if (record && own === row.seq) checkBeside(row.seq, record);
  }

  /** The row holds an event of another number: its own, moved, or one that does not belong at all. */
  function explainNumber(row: EventRow, own: number | undefined): 'own' | 'foreign' {
    const expected = row.seq - shift;
    if (swappedWith.has(row.seq)) return 'own';
    if (own === undefined) {
      found('flipped', row.seq, `Event ${row.seq} was changed: it can no longer be read.`);
      return 'own';
    }
    const other = own + shift;
    if (parsed(String(rowAt.get(other)?.record ?? ''))?.seq === expected) {
      found('swapped', row.seq, `Events ${row.seq} and ${other} have changed places.`);
      swappedWith.set(row.seq, other).set(other, row.seq);
    } else if (own > expected) {
      found(
        'dropped',
        expected,
        `${events(expected, own - 1)} taken out, and later ones were renumbered.`,
      );
      shift -= own - expected;
    } else {
      return explainInserted(row, expected - own);
    }
    return 'own';
  }

  function explainInserted(row: EventRow, count: number): 'own' | 'foreign' {
    const earlier = hashAt(row.seq - count - 1);
    const isCopy = rowAt.get(row.seq - count)?.record === row.record;
    const follows = !isCopy && earlier !== undefined && chained(earlier, row.record) === row.hash;
    const first = follows ? row.seq - count : row.seq;
    const last = follows ? row.seq - 1 : row.seq;
    // What looked changed by itself is now known to be foreign altogether.
    report.findings = report.findings.filter(
      ({ kind, seq }) => !(kind === 'flipped' && seq !== undefined && seq >= first && seq <= last),
    );
    found('inserted', first, `${events(first, last)} inserted.`);
    shift += follows ? count : 1;
    return follows ? 'own' : 'foreign';
  }

  /** The indexes, and the personal text against its hash. */
  function checkBeside(seq: number, record: ParsedRecord): void {
    if (!leadsTo(seq, record)) {
      astray.push({
        kind: 'index',
        seq,
        message: `The index of ${record.aggregate} does not lead to its event ${seq}.`,
      });
    }
    const personal = personalAt.get(seq);
    if (personal === undefined) {
      if (record.personalHash !== undefined) report.erased += 1;
      return;
    }
    const salted = { salt: String(personal.salt), text: String(personal.text) };
    if (personalHash(salted) !== record.personalHash) {
      found('personal-changed', seq, `The personal text of event ${seq} was changed.`);
    }
  }

  function leadsTo(seq: number, { aggregate, version }: ParsedRecord): boolean {
    const now = standing.get(columnText(aggregate));
    if (!now || Number(now.version) < version) return false;
    if ((Number(now.version) === version) !== (Number(now.last) === seq)) return false;
    const link = before.get(seq);
    if (version === 1) return Number(link?.previous) === 0;
    const previous = parsed(String(link?.record ?? ''));
    return previous?.aggregate === aggregate && previous.version === version - 1;
  }

  function hashAt(seq: number): string | undefined {
    if (seq === 0) return genesis(journal);
    const row = rowAt.get(seq);
    return row && String(row.hash);
  }

  function found(kind: Finding['kind'], seq: number, message: string): void {
    report.findings.push({ kind, seq, message });
  }
}

function parsed(record: string): ParsedRecord | undefined {
  try {
    return parseRecord(record);
  } catch {
    return undefined;
  }
}

function events(first: number, last: number): string {
  return first === last ? `Event ${first} was` : `Events ${first} to ${last} were`;
}

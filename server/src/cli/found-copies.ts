import type { JournalPlace } from '../journal/backup.ts';
import { type JournalReader, journalReader } from '../journal/copy/copy-reader.ts';
import { JournalFileError } from '../journal/journal-file.ts';
import { verifyJournal } from '../journal/verify.ts';
import { CommandFailure, shownTime, table } from './command.ts';

/** A journal file found in a data directory or backup, and what verifying it said. */
export interface FoundCopy {
  folder: string;
  place: JournalPlace;
  events: number;
  /** Null when it is sound. */
  finding: string | null;
  journal: string;
  hash: string;
  lastAt: number | null;
}

/** Verifies the election's journal in each place; one that a running node writes to is read beside it. */
export async function lookAtCopies(
  places: readonly (JournalPlace & { folder: string })[],
): Promise<FoundCopy[]> {
  const found: FoundCopy[] = [];
  for (const { folder, ...place } of places) found.push(await lookAt(folder, place));
  return found;
}

async function lookAt(folder: string, place: JournalPlace): Promise<FoundCopy> {
  const nothing = { folder, place, events: 0, journal: '', hash: '', lastAt: null };
  try {
    const { sound, findings, head } = await verifyJournal(place.file, place.anchorFile);
    if (!sound) {
      const [first, ...more] = findings;
      const others = more.length > 0 ? ` (and ${more.length} more)` : '';
      return { ...nothing, events: head.seq, finding: `${first?.message ?? 'unsound'}${others}` };
    }
    const reader = await journalReader(place.file);
    try {
      const { lastAt, identity } = reader;
      // As verified: a running node may have written on.
      return {
        ...nothing,
        events: head.seq,
        finding: null,
        journal: identity.journal,
        hash: head.hash,
        lastAt,
      };
    } finally {
      reader.close();
    }
  } catch (error) {
    if (!(error instanceof JournalFileError)) throw error;
    return { ...nothing, finding: error.message };
  }
}

/** The copies as lines for a person. */
export function copiesTable(copies: readonly FoundCopy[]): string[] {
  return table(
    ['WHERE', 'EVENTS', 'LAST EVENT', 'STATE'],
    copies.map(({ folder, events, lastAt, finding }) => [
      folder,
      String(events),
      shownTime(lastAt),
      finding ?? 'sound',
    ]),
  );
}

/** The longest sound copy with what was erased in any, opened to be read; all others must agree with it. */
export interface ChosenCopy extends FoundCopy {
  reader: JournalReader;
  /** Events whose personal text is missing in at least one copy: it was erased. */
  erased: ReadonlySet<number>;
}

/**
 * Chooses the longest sound copy. Throws CommandFailure where none is sound, or where two are of
 * different histories: then the operator must say which is meant. Close its reader.
 */
export async function longestSound(
  election: string,
  copies: readonly FoundCopy[],
): Promise<ChosenCopy> {
  const sound = copies
    .filter(({ finding }) => finding === null)
    .toSorted((a, b) => b.events - a.events);
  const [longest, ...shorter] = sound;
  if (!longest) {
    throw new CommandFailure(
      copies.length === 0
        ? `There is no copy of "${election}" here; name the data directories of other nodes, or backups.`
        : `No copy of "${election}" is sound, so nothing was changed. Name the data directories of other nodes, or backups.`,
    );
  }
  const reader = await journalReader(longest.place.file);
  try {
    const erased = new Set<number>();
    for (const copy of shorter) {
      if (copy.journal !== longest.journal || reader.hashAt(copy.events) !== copy.hash) {
        throw new CommandFailure(
          `The copies of "${election}" in ${longest.folder} and ${copy.folder} are of different histories. Run it again naming only folders of the right one (--data names another folder than DATA_DIR).`,
        );
      }
      await addErased(copy, erased);
    }
    return { ...longest, reader, erased };
  } catch (error) {
    reader.close();
    throw error;
  }
}

async function addErased(copy: FoundCopy, erased: Set<number>): Promise<void> {
  const reader = await journalReader(copy.place.file);
  try {
    for (const seq of reader.erased()) erased.add(seq);
  } finally {
    reader.close();
  }
}

import { type AnchorSigner, readAnchor } from './anchor.ts';
import type { Head } from './journal.ts';
import { JournalFileError } from './journal-file.ts';

export interface AnchorKeeper {
  /** Call after every durable commit: the anchor follows within the delay. */
  committed(): void;
  /** Writes the anchor for the head as it is now. */
  write(): Promise<void>;
  /** Writes that the journal ends here; nothing is written after it. */
  close(): Promise<void>;
}

/** Refuses a journal that does not hold what its anchor says was durable. */
export function checkAgainstAnchor(
  file: string,
  anchorFile: string,
  journal: string,
  head: Head,
  hashAt: (seq: number) => string | undefined,
): { found: boolean } {
  const anchor = readAnchor(anchorFile);
  if (!anchor) return { found: false };
  const advice = `Put a backup in its place with "restore"; or, to go on with what is there, move ${anchorFile} away and start again.`;
  const refuse = (what: string) => new JournalFileError('behind-anchor', `${what} ${advice}`);
  if (anchor.journal !== journal) {
    throw refuse(`The anchor ${anchorFile} belongs to another journal than ${file}.`);
  }
  if (anchor.seq > head.seq) {
    throw refuse(
      `The journal ${file} ends at event ${head.seq}, but ${anchor.seq} were safely written by ${new Date(anchor.at).toISOString()}: its last ${anchor.seq - head.seq} are missing (a torn or replaced file).`,
    );
  }
  if (hashAt(anchor.seq) !== anchor.hash) {
    throw refuse(
      `The journal ${file} has another event ${anchor.seq} than the one its anchor ${anchorFile} vouches for: run "verify" to see where it was changed.`,
    );
  }
  if (anchor.closed && head.seq > anchor.seq) {
    throw refuse(
      `The journal ${file} was closed at event ${anchor.seq}, yet it ends at ${head.seq}: someone else wrote to it.`,
    );
  }
  return { found: true };
}

/** Keeps the anchor close behind the journal, at most one write per delay. */
export function anchorKeeper(options: {
  anchorFile: string;
  journal: string;
  signer: AnchorSigner;
  head(): Head;
  now(): number;
  delayMs: number;
  schedule(work: () => Promise<void>, delayMs: number): void;
  notice(message: string): void;
}): AnchorKeeper {
  const { anchorFile, journal, signer, head, now, delayMs, schedule, notice } = options;
  let anchored = -1;
  let waiting = false;
  let stopped = false;
  let last: Promise<void> = Promise.resolve();

  async function writeAfter(earlier: Promise<void>, closed: boolean): Promise<void> {
    await earlier;
    const { seq, hash } = head();
    await signer.write(anchorFile, { journal, seq, hash, at: now(), closed });
    anchored = seq;
  }

  function write(closed = false): Promise<void> {
    const written = writeAfter(last, closed);
    last = written.catch(() => undefined);
    return written;
  }

  /** Failing is not fatal: an older anchor vouches for less, never for something false. */
  async function attempt(closed: boolean): Promise<void> {
    try {
      await write(closed);
    } catch (error) {
      notice(`The anchor ${anchorFile} could not be written: ${String(error)}.`);
    }
  }

  async function follow(): Promise<void> {
    waiting = false;
    if (!stopped && anchored !== head().seq) await attempt(false);
  }

  return {
    write,
    committed() {
      if (waiting) return;
      waiting = true;
      schedule(follow, delayMs);
    },
    close() {
      stopped = true;
      return attempt(true);
    },
  };
}

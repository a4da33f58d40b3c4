import { hash } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from './durable-file.ts';
import type { NewSnapshot, Snapshot } from './journal.ts';
import { piecesOf, sha256Of } from './snapshot-pieces.ts';

export interface SnapshotFiles {
  save(snapshot: NewSnapshot, journalHash: string): Promise<void>;
  /** The newest whole one of this format whose place in the chain `hashAt` confirms. */
  load(format: number, hashAt: (seq: number) => string | undefined): Promise<Snapshot | undefined>;
  /** Removes those that may hold anything of the event `seq`. */
  dropFrom(seq: number): Promise<void>;
  /** Resolves once no change of the folder is under way. */
  settled(): Promise<unknown>;
}

const KEPT_PER_FORMAT = 2;
const NAME = /^(\d+)-(\d+)\.snapshot$/;

interface Header {
  seq: number;
  format: number;
  /** The chain's hash at seq: a snapshot of another history is never used. */
  journalHash: string;
  sha256: string;
}

/**
 * Snapshots lie beside the journal as files: they are large, can be made again, and written here
 * they neither swell the write-ahead log nor hold up the main thread.
 */
export function snapshotFiles(folder: string): SnapshotFiles {
  async function list(): Promise<Array<{ name: string; format: number; seq: number }>> {
    await mkdir(folder, { recursive: true });
    const names = await readdir(folder);
    return names
      .flatMap((name) => {
        const [, format, seq] = NAME.exec(name) ?? [];
        return format && seq ? [{ name, format: Number(format), seq: Number(seq) }] : [];
      })
      .toSorted((a, b) => b.seq - a.seq);
  }

  async function read(name: string): Promise<{ header: Header; bytes: Uint8Array } | undefined> {
    try {
      const content = await readFile(join(folder, name));
      const end = content.indexOf(10);
      const header = JSON.parse(content.toString('utf8', 0, end)) as Header;
      const bytes = new Uint8Array(content.subarray(end + 1));
      return hash('sha256', bytes, 'hex') === header.sha256 ? { header, bytes } : undefined;
    } catch {
      return undefined; // cut short or gone meanwhile: the one before it, or a replay, serves as well
    }
  }

  /** One change of the folder at a time. */
  let last: Promise<unknown> = Promise.resolve();
  function inTurn(work: () => Promise<void>): Promise<void> {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  }

  async function save(snapshot: NewSnapshot, journalHash: string): Promise<void> {
    const { seq, format } = snapshot;
    const pieces = piecesOf(snapshot);
    await mkdir(folder, { recursive: true });
    const header: Header = { seq, format, journalHash, sha256: await sha256Of(pieces) };
    const head = Buffer.from(`${JSON.stringify(header)}\n`);
    const name = `${format}-${String(seq).padStart(15, '0')}.snapshot`;
    await writeDurably(join(folder, name), [head, ...pieces]);
    const ofFormat = (await list()).filter((found) => found.format === format);
    for (const old of ofFormat.slice(KEPT_PER_FORMAT)) {
      await rm(join(folder, old.name), { force: true });
    }
  }

  return {
    settled: () => last,
    save: (snapshot, journalHash) => inTurn(() => save(snapshot, journalHash)),
    async load(format, hashAt) {
      for (const found of await list()) {
        if (found.format !== format) continue;
        const journalHash = hashAt(found.seq);
        const snapshot = journalHash === undefined ? undefined : await read(found.name);
        if (snapshot?.header.journalHash === journalHash && snapshot) {
          return { seq: found.seq, format, bytes: snapshot.bytes };
        }
      }
      return undefined;
    },
    dropFrom: (seq) =>
      inTurn(async () => {
        for (const found of await list()) {
          if (found.seq >= seq) await rm(join(folder, found.name), { force: true });
        }
      }),
  };
}

import { renameSync, statSync, unlinkSync } from 'node:fs';
import { mkdir, open, readdir, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncPath } from '../journal/durable-file.ts';
import { codeOf, diskFault, EvidenceUnavailable, isSha256 } from './evidence-store.ts';
import type { EvidenceKey, EvidenceStore } from './evidence-store.ts';
import { spoolIn } from './spool.ts';

/** Where a data directory (or a backup) keeps evidence, and, below, what is coming in. */
function evidenceDir(dataDir: string): string {
  return join(dataDir, 'evidence');
}

/** On the same file system as the files, so that they can be renamed into place. */
export function spoolDir(dataDir: string): string {
  return join(evidenceDir(dataDir), '.spool');
}

/** `<dir>/<election>/<first two digits>/<sha256>`, readable by the owner only. */
export function fileEvidence(options: { dataDir: string }): EvidenceStore {
  const dir = evidenceDir(options.dataDir);

  function pathOf({ election, sha256 }: EvidenceKey): string {
    // Both come from the journal; a path is made of them all the same only when they can't lead out.
    if (!isSha256(sha256) || /[/\\]|^\./.test(election))
      throw new Error(`${election}/${sha256} names no evidence.`);
    return join(dir, election, sha256.slice(0, 2), sha256);
  }

  return {
    kind: 'file',
    where: dir,
    async keep(election, { path, sha256 }) {
      const place = pathOf({ election, sha256 });
      try {
        await makeDurableDir(dirname(place));
        // At once with the look in removeOlder: neither comes between the steps of the other.
        renameSync(path, place);
        await syncPath(dirname(place));
      } catch (error) {
        throw diskFault(error, dir);
      }
    },
    async open(key) {
      let handle: FileHandle;
      try {
        handle = await open(pathOf(key), 'r');
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined;
        throw diskFault(error, dir);
      }
      return { handle, size: (await handle.stat()).size };
    },
    async *list(election) {
      const folder = join(dir, election);
      for (const part of await namesIn(folder)) {
        if (!/^[0-9a-f]{2}$/.test(part)) continue;
        for (const sha256 of await namesIn(join(folder, part))) {
          if (!isSha256(sha256)) continue;
          try {
            const { size, mtimeMs } = await stat(join(folder, part, sha256));
            yield { sha256, size, at: mtimeMs };
          } catch (error) {
            if (codeOf(error) !== 'ENOENT') throw error; // removed meanwhile
          }
        }
      }
    },
    async removeOlder(key, before) {
      const path = pathOf(key);
      const at = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
      if (at === undefined || at >= before) return false;
      unlinkSync(path);
      return true;
    },
    async check() {
      const spool = spoolIn({ dir: spoolDir(options.dataDir) });
      const tried = await spool.take(oneByte(), 1);
      if (tried.kind !== 'taken')
        throw new EvidenceUnavailable('misconfigured', `${dir} takes no files.`);
      await tried.file.remove();
    },
    close: () => undefined,
  };
}

async function* oneByte(): AsyncGenerator<Uint8Array> {
  yield Uint8Array.of(1);
}

/** Each new folder is an entry in the one above, which must be synced for it to survive a power cut. */
async function makeDurableDir(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (made === undefined) return;
  for (let at = folder; at.length >= made.length; at = dirname(at)) await syncPath(dirname(at));
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

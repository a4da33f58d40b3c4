import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Synced whenever so much is written: one sync of it all would hold up those of others on the disk. */
const SYNC_EVERY_BYTES = 8_000_000;

/**
 * Replaces a file whole or not at all, also across a power cut: write beside it, sync, rename, sync.
 * Content in pieces is written one after the other.
 */
export async function writeDurably(
  file: string,
  content: string | Uint8Array | readonly Uint8Array[],
  mode = 0o644,
): Promise<void> {
  const draft = `${file}.new`;
  const handle = await open(draft, 'w', mode);
  try {
    let unsynced = 0;
    for (const piece of Array.isArray(content) ? content : [content]) {
      await handle.writeFile(piece);
      unsynced += piece.length;
      if (unsynced < SYNC_EVERY_BYTES) continue;
      unsynced = 0;
      await handle.datasync();
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  await moveDurably(draft, file);
}

/** Renames on one file system, so that the new name survives a power cut. */
export async function moveDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncPath(dirname(to));
}

/** fsync of a file or folder by name. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

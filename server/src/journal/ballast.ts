import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export interface Ballast {
  /** Takes the space, unless it is taken already. Throws (ENOSPC) when there is none. */
  fill(): void;
  /** Gives the space back, for what must still be written on a full disk. */
  release(): void;
  /** Whether there looks to be room to fill it again and go on writing. */
  roomAgain(): boolean;
}

const MEBIBYTE = 1_048_576;

/**
 * A file that only takes up space. On a full disk it is given up, so that the write-ahead log can be
 * folded into the database and a clean close stays possible.
 */
export function ballast(
  file: string,
  bytes: number,
  freeBytes: () => number = () => freeBytesAt(dirname(file)),
): Ballast {
  function release(): void {
    rmSync(file, { force: true });
  }
  return {
    release,
    fill() {
      if (statSync(file, { throwIfNoEntry: false })?.size === bytes) return;
      const fd = openSync(file, 'w');
      try {
        const chunk = randomBytes(MEBIBYTE); // zeros would take no space on a compressing file system
        for (let at = 0; at < bytes; at += MEBIBYTE) {
          writeSync(fd, chunk, 0, Math.min(MEBIBYTE, bytes - at), at);
        }
        fsyncSync(fd);
      } catch (error) {
        closeSync(fd);
        release();
        throw error;
      }
      closeSync(fd);
    },
    roomAgain: () => freeBytes() >= bytes + 4 * MEBIBYTE,
  };
}

function freeBytesAt(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFault } from './evidence-store.ts';
import type { Spooled } from './evidence-store.ts';

/** So much of a file is looked at to tell what it is. */
const HEAD_BYTES = 262_144;
const LEFT_BEHIND_MS = 6 * 3_600_000;

export interface TakenIn extends Spooled {
  /** The first bytes, for sniffing. */
  head: Buffer;
  /** Removes the spooled file, where it still is. */
  remove(): Promise<void>;
}

export type Taken =
  | { kind: 'taken'; file: TakenIn }
  | { kind: 'too-large' }
  /** The sender broke off. */
  | { kind: 'gone' };

/** The folder where files lie while they come in: nothing in it is anyone's evidence yet. */
export interface Spool {
  readonly dir: string;
  /**
   * Takes in a file, counting and hashing; synced when it resolves. Leaves nothing behind unless taken.
   * Rejects with EvidenceUnavailable when the disk won't take it.
   */
  take(source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Taken>;
  /** A file that has no name any more: gone when it is closed, also by a kill. */
  nameless(): Promise<FileHandle>;
  /** Removes what was left behind hours ago; `atStart`, also whatever no running process is writing. */
  clear(atStart?: boolean): void;
}

export interface SpoolOptions {
  dir: string;
  /** Default: the file system's. */
  openFile?(path: string): Promise<FileHandle>;
  now?(): number;
}

/** A spool in a folder, which is made when it isn't there. Names begin with the process that writes them. */
export function spoolIn(options: SpoolOptions): Spool {
  const { dir, now = Date.now } = options;
  const openFile = options.openFile ?? ((path: string) => open(path, 'wx+', 0o600));
  const fresh = (): string => join(dir, `${process.pid}-${randomBytes(12).toString('hex')}`);

  function makeDir(): void {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  }

  return {
    dir,
    async take(source, maxBytes) {
      const path = fresh();
      const remove = (): Promise<void> => rm(path, { force: true });
      let handle: FileHandle | undefined;
      try {
        makeDir();
        handle = await openFile(path);
        const taken = await copyInto(handle, source, maxBytes);
        if (taken.kind !== 'taken') return taken;
        await handle.sync();
        const { kind, ...file } = taken;
        const result: Taken = { kind, file: { ...file, path, remove } };
        await handle.close();
        handle = undefined;
        return result;
      } catch (error) {
        throw diskFault(error, dir);
      } finally {
        if (handle) {
          await handle.close().catch(() => undefined);
          await remove();
        }
      }
    },
    async nameless() {
      const path = fresh();
      try {
        makeDir();
        const handle = await openFile(path);
        await rm(path);
        return handle;
      } catch (error) {
        throw diskFault(error, dir);
      }
    },
    clear(atStart = false) {
      let names: string[];
      try {
        names = readdirSync(dir);
      } catch {
        return; // none was ever made
      }
      for (const name of names) {
        const path = join(dir, name);
        const at = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
        const isNobodys = atStart && !isAnothersWork(Number(name.split('-')[0]));
        if (isNobodys || now() - at > LEFT_BEHIND_MS) rmSync(path, { force: true });
      }
    },
  };
}

type Copied =
  | { kind: 'taken'; sha256: string; size: number; head: Buffer }
  | { kind: 'too-large' | 'gone' };

async function copyInto(
  handle: FileHandle,
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Copied> {
  const hash = createHash('sha256');
  const head: Uint8Array[] = [];
  let headBytes = 0;
  let size = 0;
  const chunks = source[Symbol.asyncIterator]();
  for (;;) {
    let next: IteratorResult<Uint8Array>;
    try {
      next = await chunks.next();
    } catch {
      return { kind: 'gone' };
    }
    if (next.done === true) break;
    const chunk = next.value;
    size += chunk.length;
    if (size > maxBytes) {
      await chunks.return?.();
      return { kind: 'too-large' };
    }
    hash.update(chunk);
    if (headBytes < HEAD_BYTES) {
      head.push(chunk.subarray(0, HEAD_BYTES - headBytes));
      headBytes += chunk.length;
    }
    for (let at = 0; at < chunk.length;) {
      const { bytesWritten } = await handle.write(chunk, at, chunk.length - at);
      at += bytesWritten;
    }
  }
  return { kind: 'taken', sha256: hash.digest('hex'), size, head: Buffer.concat(head) };
}

/** In a container each start has the same process id: what is ours before anything was begun is old. */
function isAnothersWork(pid: number): boolean {
  if (pid === process.pid || !Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** This node's id, made at its first start and kept in its data directory. */
export function nodeId(dataDir: string): string {
  const file = join(dataDir, 'node-id');
  const kept = read(file);
  if (kept !== undefined) return kept;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const fresh = randomBytes(6).toString('hex');
  try {
    writeFileSync(file, `${fresh}\n`, { mode: 0o600, flag: 'wx' });
    return fresh;
  } catch (cause) {
    // A file that can't be used, or one that another process has just made.
    const other = read(file);
    if (other !== undefined) return other;
    if (!isCode(cause, 'EEXIST')) throw cause;
    writeFileSync(file, `${fresh}\n`, { mode: 0o600 });
    return fresh;
  }
}

function read(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim();
    return /^[0-9a-f]{12}$/.test(text) ? text : undefined;
  } catch (cause) {
    if (isCode(cause, 'ENOENT')) return undefined;
    throw cause;
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** 32 random bytes kept in the data directory, made when they aren't there; readable by the owner only. */
export function keptSecret(dataDir: string, name: string): Buffer {
  const dir = join(dataDir, 'secrets');
  const file = join(dir, name);
  try {
    const kept = readFileSync(file);
    if (kept.length === 32) return kept;
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause;
  }
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const fresh = randomBytes(32);
  writeFileSync(file, fresh, { mode: 0o600 });
  return fresh;
}

import type { EvidenceKey, EvidenceStore } from './evidence-store.ts';
import type { Reference } from './references.ts';
import { openSound } from './sound.ts';
import type { Spool } from './spool.ts';

export interface Copied {
  copied: number;
  bytes: number;
  /** One sentence for each that could not be. */
  problems: string[];
}

/** Copies an election's files to another store, each hashed on its way. What is missing or changed is told, the rest copied. */
export async function copyFiles(options: {
  election: string;
  files: readonly Reference[];
  from: EvidenceStore;
  to: EvidenceStore;
  /** On the file system of the store that is copied to. */
  spool: Spool;
}): Promise<Copied> {
  const { election, from, to, spool } = options;
  const result: Copied = { copied: 0, bytes: 0, problems: [] };
  for (const file of options.files) {
    const key: EvidenceKey = { election, sha256: file.sha256 };
    const found = await openSound(from, key);
    if (found.kind !== 'sound') {
      result.problems.push(problemWith(election, file, found.kind, from.where));
      continue;
    }
    const { handle, size } = found.file;
    const taken = await spool.take(handle.createReadStream({ start: 0, autoClose: true }), size);
    if (taken.kind !== 'taken' || taken.file.sha256 !== file.sha256) {
      result.problems.push(problemWith(election, file, 'changed', from.where));
      continue;
    }
    try {
      await to.keep(election, taken.file);
    } finally {
      await taken.file.remove();
    }
    result.copied += 1;
    result.bytes += size;
  }
  return result;
}

/** "us-general: file 3f9a… of US28-0042 is missing from …". */
export function problemWith(
  election: string,
  { sha256, incidents }: Reference,
  what: 'missing' | 'changed',
  where: string,
): string {
  const of = `${election}: file ${sha256} of ${incidents.join(', ')}`;
  return what === 'missing'
    ? `${of} is missing from ${where}.`
    : `${of} in ${where} is not what was kept: its bytes have another SHA-256.`;
}

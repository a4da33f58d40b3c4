import { existsSync } from 'node:fs';
import { copyFiles } from '../evidence/copy-files.ts';
import type { EvidenceStore } from '../evidence/evidence-store.ts';
import { referencesIn } from '../evidence/references.ts';
import type { Spool } from '../evidence/spool.ts';
import type { CommandIo } from './command.ts';

/** Copies what these journals refer to, and says for each what became of it. Answers whether all are there. */
export async function copyEvidence(
  io: CommandIo,
  journals: readonly { election: string; file: string }[],
  from: EvidenceStore,
  to: { store: EvidenceStore; spool: Spool },
): Promise<boolean> {
  let isWhole = true;
  for (const { election, file } of journals) {
    if (!existsSync(file)) continue;
    const files = await referencesIn(file);
    if (files.length === 0) continue;
    const result = await copyFiles({ election, files, from, to: to.store, spool: to.spool });
    for (const problem of result.problems) io.err(problem);
    isWhole &&= result.problems.length === 0;
    io.out(
      `${election}: ${result.copied} evidence file${result.copied === 1 ? '' : 's'}, ${(result.bytes / 1_000_000).toFixed(1)} MB`,
    );
  }
  return isWhole;
}

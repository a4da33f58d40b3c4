import type { EvidencePlace } from './evidence-place.ts';
import type { EvidenceStore } from './evidence-store.ts';
import { fileEvidence, spoolDir } from './file-store.ts';
import { s3Evidence } from './s3-store.ts';
import { spoolIn } from './spool.ts';
import type { Spool } from './spool.ts';

/** The store that the configuration names, untried, and the spool before it. */
export function openEvidence(
  dataDir: string,
  place: EvidencePlace,
): { store: EvidenceStore; spool: Spool } {
  const spool = spoolIn({ dir: spoolDir(dataDir) });
  const store = place.kind === 'file' ? fileEvidence({ dataDir }) : s3Evidence({ place, spool });
  return { store, spool };
}

import { evidencePlace } from '../evidence/evidence-place.ts';
import type { EvidencePlace } from '../evidence/evidence-place.ts';
import type { EvidenceStore } from '../evidence/evidence-store.ts';
import { fileEvidence, spoolDir } from '../evidence/file-store.ts';
import { openEvidence } from '../evidence/open-store.ts';
import { spoolIn } from '../evidence/spool.ts';
import type { Spool } from '../evidence/spool.ts';
import { CommandFailure, type CommandIo } from './command.ts';

/** Where this command line's environment says that evidence lies. */
export function namedPlace(io: CommandIo): EvidencePlace {
  const read = evidencePlace(io.evidenceEnv ?? {});
  if ('problem' in read) throw new CommandFailure(read.problem);
  return read.place;
}

/** The store that the environment names. */
export function namedEvidence(io: CommandIo): { store: EvidenceStore; spool: Spool } {
  return openEvidence(io.dataDir, namedPlace(io));
}

/** The files in a data directory or backup. */
export function evidenceIn(folder: string): { store: EvidenceStore; spool: Spool } {
  return { store: fileEvidence({ dataDir: folder }), spool: spoolIn({ dir: spoolDir(folder) }) };
}

import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evidenceStoreContract, inPieces } from './contract.ts';
import { fileEvidence, spoolDir } from './file-store.ts';
import { spoolIn } from './spool.ts';

function pathOf(dataDir: string, election: string, sha256: string): string {
  return join(dataDir, 'evidence', election, sha256.slice(0, 2), sha256);
}

evidenceStoreContract('files', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'evidence-'));
  return {
    store: fileEvidence({ dataDir }),
    spool: spoolIn({ dir: spoolDir(dataDir) }),
    async damage(election, sha256, bytes) {
      const path = pathOf(dataDir, election, sha256);
      if (bytes) writeFileSync(path, bytes);
      else rmSync(path);
    },
    close: async () => rmSync(dataDir, { recursive: true, force: true }),
  };
});

describe('files', () => {
  it('[EV1] lie under their hash, readable by the owner only, moved there out of the spool', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'evidence-'));
    try {
      const spool = spoolIn({ dir: spoolDir(dataDir) });
      const taken = await spool.take(inPieces(Buffer.from('secret')), 100);
      if (taken.kind !== 'taken') throw new Error(taken.kind);
      await fileEvidence({ dataDir }).keep('us-general', taken.file);
      const path = pathOf(dataDir, 'us-general', taken.file.sha256);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(statSync(join(dataDir, 'evidence', 'us-general')).mode & 0o777).toBe(0o700);
      expect(readdirSync(spool.dir)).toEqual([]);
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});

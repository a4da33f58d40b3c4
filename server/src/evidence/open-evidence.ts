import { statfs } from 'node:fs/promises';
import type { Cluster } from '../cluster/cluster.ts';
import type { Rooms } from '../desk/room.ts';
import { evidenceDesk } from './evidence-desk.ts';
import type { EvidenceDesk } from './evidence-desk.ts';
import type { EvidencePlace } from './evidence-place.ts';
import { EvidenceUnavailable } from './evidence-store.ts';
import { openEvidence } from './open-store.ts';
import { evidenceSweep } from './sweep.ts';
import { uploadTokens } from './upload-token.ts';
import type { UploadTokens } from './upload-token.ts';

/** How often a store that failed is tried again. */
const RETRY_MS = 30_000;

export interface Evidence {
  desk: EvidenceDesk;
  tokens: UploadTokens;
  /** Begins to remove what nothing refers to. */
  sweepIn(rooms: Pick<Rooms, 'all'>): void;
  stop(): void;
}

/**
 * Opens the place for files. Rejects with EvidenceUnavailable, saying what to change, when the place is
 * set up wrongly; one that can't be reached just now is tried again, as all else works without it.
 */
export async function evidenceOf(options: {
  dataDir: string;
  place: EvidencePlace;
  cluster: Pick<Cluster, 'shared' | 'secret'>;
  now(): number;
  notice(message: string, cause?: unknown): void;
  alarm(message: string, cause?: unknown): void;
}): Promise<Evidence> {
  const { dataDir, cluster, now, notice } = options;
  const { store, spool } = openEvidence(dataDir, options.place);
  spool.clear(true);
  const tokens = uploadTokens({ secret: await cluster.secret('uploads'), now });
  const desk = evidenceDesk({
    store,
    spool,
    tokens,
    shared: cluster.shared,
    freeBytes: () => freeIn(dataDir),
    alarm: options.alarm,
  });
  try {
    await store.check();
  } catch (error) {
    if (!(error instanceof EvidenceUnavailable) || error.kind === 'misconfigured') throw error;
    await desk.tryAgain();
  }
  if (!desk.isFailing()) for (const warning of desk.warnings()) notice(warning);
  const retry = setInterval(() => {
    if (desk.isFailing()) void desk.tryAgain();
  }, RETRY_MS).unref();
  let sweep: { stop(): void } | undefined;
  return {
    desk,
    tokens,
    sweepIn(rooms) {
      sweep = evidenceSweep({
        rooms,
        store,
        spool,
        now,
        schedule(work, afterMs) {
          const timer = setTimeout(work, afterMs).unref();
          return () => clearTimeout(timer);
        },
        notice,
      });
    },
    stop() {
      clearInterval(retry);
      sweep?.stop();
      store.close();
    },
  };
}

async function freeIn(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

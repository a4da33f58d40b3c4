import type { ChainPoint } from '../redis/redis-journal-types.ts';

/** How far a node's copy was durable, as it last said. */
export interface CopyReport extends ChainPoint {
  node: string;
  /** By the server's clock, epoch ms. */
  at: number;
}

/** A node that said nothing for so long counts for nothing: it may never come back. */
const FRESH_MS = 3_600_000;

/**
 * The event up to which the shared stream may be trimmed: at least `copiesNeeded` nodes hold it, this one
 * among them, and the newest `keepEvents` stay in any case. 0: nothing. A report counts for an hour by
 * the server's clock (that of the newest report), and not at all where its hash is not the one that this
 * node's own copy has there.
 */
export function trimTarget(options: {
  reports: readonly CopyReport[];
  copiesNeeded: number;
  keepEvents: number;
  /** The last event of the shared journal. */
  head: number;
  own: { node: string; seq: number; hashAt(seq: number): string | undefined };
}): number {
  const { reports, keepEvents, head, own } = options;
  const newest = Math.max(0, ...reports.map(({ at }) => at));
  const held = reports
    .filter(({ node, seq, hash, at }) => {
      if (node === own.node || at < newest - FRESH_MS) return false;
      return seq > own.seq || own.hashAt(seq) === hash;
    })
    .map(({ seq }) => seq)
    .concat(own.seq)
    .toSorted((a, b) => b - a);
  const byEnough = held[Math.max(1, options.copiesNeeded) - 1] ?? 0;
  return Math.max(0, Math.min(byEnough, own.seq, head - keepEvents));
}

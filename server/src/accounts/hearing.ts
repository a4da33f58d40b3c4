import type { Cluster } from '../cluster/cluster.ts';
import type { RecordChange } from './records.ts';

const TOPIC = 'accounts.heard';
/** A node that is gone is listed for a while, and must not hold up the others for long. */
const WITHIN_MS = 150;

/** How a node knows that the others have taken in what it wrote, so that a revocation is in force when it is answered. */
export interface Hearing {
  /** Says how far this node is. */
  say(version: number): void;
  /** Resolves when all other nodes have said that they are so far; after 150 ms in any case. */
  everyone(version: number): Promise<void>;
  stop(): void;
}

/** Hearing over a cluster's bus. Without it, or where a node doesn't answer, polling does it within a second. */
export function hearingOf(
  cluster: Pick<Cluster, 'bus' | 'node' | 'nodes'>,
  withinMs = WITHIN_MS,
): Hearing {
  const { bus, node } = cluster;
  const versions = new Map<string, number>();
  const waiting = new Set<() => void>();
  const stop = bus.subscribe(TOPIC, (message, from) => {
    const version = (message as { version?: unknown } | null)?.version;
    if (typeof version !== 'number') return;
    versions.set(from, version);
    for (const check of waiting) check();
  });
  return {
    say: (version) => bus.publish(TOPIC, { version }),
    everyone(version) {
      const others = cluster.nodes().filter(({ id }) => id !== node);
      const all = (): boolean => others.every(({ id }) => (versions.get(id) ?? -1) >= version);
      if (all()) return Promise.resolve();
      return new Promise((resolve) => {
        const end = (): void => {
          waiting.delete(check);
          clearTimeout(timer);
          resolve();
        };
        const check = (): void => {
          if (all()) end();
        };
        const timer = setTimeout(end, withinMs);
        waiting.add(check);
      });
    },
    stop,
  };
}

/** Whether somebody may have less than before by these changes; uses noted now and then don't count. */
export function takesAway(changes: readonly RecordChange[]): boolean {
  return changes.some(
    ({ kind, record }) =>
      kind === 'person' ||
      kind === 'key' ||
      ((kind === 'session' || kind === 'display') && record === null),
  );
}

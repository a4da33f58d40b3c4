import type { Cluster, NodeEntry } from '../cluster/cluster.ts';

/** Tells a node that alone lost the store from a war room that lost it as a whole. */
export interface CutOff {
  /**
   * Whether this node is read-only while another is ready. Asks the others in the background, so the
   * answer lags by some seconds, and is no as long as none was heard.
   */
  isAlone(isReadOnly: boolean): boolean;
}

/** A store that comes back within this was a failover. */
const PATIENCE_MS = 3_000;
const ASK_EVERY_MS = 5_000;
const BELIEVE_MS = 15_000;
const ANSWER_MS = 1_000;

/**
 * Of several nodes that lose the store one after the other, each asks those that noticed before it: the
 * last to notice finds none that is ready, so they never all think that they are alone.
 */
export function cutOff(options: {
  cluster: Pick<Cluster, 'node' | 'nodes'>;
  /** Monotonic, ms. */
  elapsedMs?(): number;
  /** Answers the `status` of a node's /readyz. */
  ask?(url: string): Promise<string>;
}): CutOff {
  const { cluster, elapsedMs = () => performance.now(), ask = statusOf } = options;
  /** As last known: while the store is gone nobody is listed. */
  let others: NodeEntry[] = [];
  let sinceMs: number | undefined;
  let askedMs = Number.NEGATIVE_INFINITY;
  let readyMs = Number.NEGATIVE_INFINITY;

  async function look(): Promise<void> {
    const answers = await Promise.all(others.map(({ url }) => ask(url).catch(() => 'gone')));
    readyMs = answers.includes('ready') ? elapsedMs() : Number.NEGATIVE_INFINITY;
  }

  return {
    isAlone(isReadOnly) {
      const now = elapsedMs();
      const listed = cluster.nodes().filter(({ id }) => id !== cluster.node);
      if (listed.length > 0) others = listed;
      if (!isReadOnly) {
        sinceMs = undefined;
        readyMs = Number.NEGATIVE_INFINITY;
        return false;
      }
      sinceMs ??= now;
      if (now - sinceMs >= PATIENCE_MS && now - askedMs >= ASK_EVERY_MS) {
        askedMs = now;
        void look();
      }
      return now - readyMs < BELIEVE_MS;
    },
  };
}

async function statusOf(url: string): Promise<string> {
  const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(ANSWER_MS) });
  const { status } = (await response.json()) as { status?: unknown };
  return typeof status === 'string' ? status : 'unknown';
}

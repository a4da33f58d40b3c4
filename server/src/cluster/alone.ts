import { keptSecret } from '../secrets.ts';
import type { Cluster } from './cluster.ts';
import { fileTable } from './file-table.ts';
import { nodeId } from './node-id.ts';

/** The cluster of a node on the embedded store: nobody else is there, so every lease is its own. */
export function aloneCluster(options: { dataDir: string }): Cluster {
  const { dataDir } = options;
  let isClosed = false;
  let id: string | undefined;
  return {
    get node() {
      id ??= nodeId(dataDir);
      return id;
    },
    shared: false,
    bus: { publish: () => undefined, subscribe: () => () => undefined, dropped: () => 0 },
    nodes: () => [],
    clockOffsetMs: () => 0,
    lease(_name, holder) {
      let isGivenUp = false;
      // Not within the call, as the holder may not yet have what the call answers.
      queueMicrotask(() => {
        if (!isGivenUp && !isClosed) holder.onHeld();
      });
      return () => {
        isGivenUp = true;
      };
    },
    secret: async (name) => keptSecret(dataDir, name),
    table: (name) => fileTable(dataDir, name),
    fault: () => null,
    async close() {
      isClosed = true;
    },
  };
}

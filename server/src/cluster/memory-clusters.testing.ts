import { createHash } from 'node:crypto';
import type { Cluster, SharedTable } from './cluster.ts';

/** A node of a cluster in memory, for tests. */
export interface MemoryCluster extends Cluster {
  /** As if the shared store could not be reached from this node. */
  cut(reason?: string): void;
  join(): void;
}

export interface MemoryClusters {
  nodes: MemoryCluster[];
  /** Keeps messages on the bus back until `deliver`. */
  hold(): void;
  deliver(): void;
}

interface Claim {
  node: number;
  isHeld: boolean;
  holder: { onHeld(): void; onLost(): void };
}

/**
 * `count` nodes joined by a bus that delivers within `publish` (or when told to), with leases and
 * tables. Of several that want a lease the first gets it; a node that is cut loses what it holds.
 */
export function memoryClusters(count: number): MemoryClusters {
  const cutReasons = new Map<number, string>();
  const closed = new Set<number>();
  const dropped = new Map<number, number>();
  const listeners = new Map<
    string,
    Set<{ node: number; hear(message: unknown, from: string): void }>
  >();
  const leases = new Map<string, Claim[]>();
  const tables = new Map<string, Map<string, string>>();
  const tableListeners = new Map<string, Set<{ node: number; listener(): void }>>();
  let held: (() => void)[] | null = null;
  const nameOf = (node: number): string => `node-${node + 1}`;
  const isAway = (node: number): boolean => cutReasons.has(node) || closed.has(node);

  function assign(name: string): void {
    const claims = leases.get(name) ?? [];
    for (const claim of claims)
      if (claim.isHeld && isAway(claim.node)) {
        claim.isHeld = false;
        if (!closed.has(claim.node)) claim.holder.onLost();
      }
    if (claims.some((claim) => claim.isHeld)) return;
    const next = claims.find((claim) => !isAway(claim.node));
    if (next === undefined) return;
    next.isHeld = true;
    next.holder.onHeld();
  }

  function send(node: number, deliver: () => void): void {
    if (isAway(node)) return;
    if (held === null) deliver();
    else held.push(deliver);
  }

  function tableOf(name: string, node: number): SharedTable {
    const rows = tables.get(name) ?? new Map<string, string>();
    tables.set(name, rows);
    const check = (): void => {
      const reason = cutReasons.get(node);
      if (reason !== undefined) throw new Error(reason);
    };
    const changed = (): void =>
      send(node, () => {
        for (const entry of tableListeners.get(name) ?? [])
          if (entry.node !== node && !isAway(entry.node)) entry.listener();
      });
    return {
      async all() {
        check();
        return new Map(rows);
      },
      async add(id, text) {
        check();
        if (rows.has(id)) return false;
        rows.set(id, text);
        changed();
        return true;
      },
      async put(id, text) {
        check();
        rows.set(id, text);
        changed();
      },
      async remove(id) {
        check();
        if (rows.delete(id)) changed();
      },
      onChanged: (listener) => listenIn(tableListeners, name, { node, listener }),
    };
  }

  function nodeOf(node: number): MemoryCluster {
    return {
      node: nameOf(node),
      shared: true,
      bus: {
        publish(topic, message) {
          const text = JSON.stringify(message);
          if (Buffer.byteLength(text) > 65_536 || isAway(node)) {
            dropped.set(node, (dropped.get(node) ?? 0) + 1);
            return;
          }
          send(node, () => {
            for (const entry of listeners.get(topic) ?? [])
              if (entry.node !== node && !isAway(entry.node))
                entry.hear(JSON.parse(text) as unknown, nameOf(node));
          });
        },
        subscribe: (topic, hear) => listenIn(listeners, topic, { node, hear }),
        dropped: () => dropped.get(node) ?? 0,
      },
      clockOffsetMs: () => 0,
      nodes: () =>
        Array.from({ length: count }, (_, other) => other)
          .filter((other) => !isAway(other))
          .map((other) => ({
            id: nameOf(other),
            url: `http://${nameOf(other)}.test`,
            build: 'test',
            startedAt: 0,
            seenAt: 0,
          })),
      lease(name, holder) {
        const claim: Claim = { node, isHeld: false, holder };
        const claims = leases.get(name) ?? [];
        leases.set(name, claims);
        claims.push(claim);
        queueMicrotask(() => assign(name));
        return () => {
          claim.isHeld = false;
          const at = claims.indexOf(claim);
          if (at !== -1) claims.splice(at, 1);
          assign(name);
        };
      },
      secret: async (name) => createHash('sha256').update(`secret ${name}`).digest(),
      table: (name) => tableOf(name, node),
      fault: () => cutReasons.get(node) ?? null,
      cut(reason = 'cut off by a test') {
        cutReasons.set(node, reason);
        for (const name of leases.keys()) assign(name);
      },
      join() {
        cutReasons.delete(node);
        for (const name of leases.keys()) assign(name);
      },
      async close() {
        closed.add(node);
        for (const name of leases.keys()) assign(name);
      },
    };
  }

  return {
    nodes: Array.from({ length: count }, (_, node) => nodeOf(node)),
    hold() {
      held ??= [];
    },
    deliver() {
      const waiting = held ?? [];
      held = null;
      for (const deliver of waiting) deliver();
    },
  };
}

function listenIn<T>(sets: Map<string, Set<T>>, name: string, entry: T): () => void {
  const set = sets.get(name) ?? new Set<T>();
  sets.set(name, set);
  set.add(entry);
  return () => void set.delete(entry);
}

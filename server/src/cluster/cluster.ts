/** A node as the others know it. */
export interface NodeEntry {
  id: string;
  /** Where the other nodes reach it, without a slash at the end. */
  url: string;
  build: string;
  startedAt: number;
  /** By the clock of the store's server, epoch ms. */
  seenAt: number;
}

/**
 * Messages between nodes: at most once, in order per sender, lost while the store can't be reached.
 * For what is advisory or told again anyway; what must not be lost goes through journal or accounts.
 */
export interface Bus {
  /** `message` is JSON, at most 64 kB (longer ones are dropped). Not delivered to the sender's own node. */
  publish(topic: string, message: unknown): void;
  /** `from` is the sender's node id. */
  subscribe(topic: string, listener: (message: unknown, from: string) => void): () => void;
  /** Messages of this node not sent since its start: the store was away, too many at once, or too long. */
  dropped(): number;
}

/** What nodes of one war room share besides journals and accounts. */
export interface Cluster {
  /** This node's id, kept in its data directory. */
  readonly node: string;
  /** False for a node on the embedded store: nobody else is there. */
  readonly shared: boolean;
  readonly bus: Bus;
  /** Nodes seen within the last 10 s, this one included; as last refreshed (each 2 s). None if not `shared`. */
  nodes(): NodeEntry[];
  /** By how much this node's clock is ahead of the store's, ms; as last looked at. 0 where there is none. */
  clockOffsetMs(): number;
  /**
   * Holds a named lease for as long as it can: one node at a time, `onHeld` when it becomes this one,
   * `onLost` when it no longer is (also when the store can't be asked before it would run out).
   * Advisory: what must happen once has a key in the journal as well. Answers a way to give it up;
   * neither that nor `close` calls `onLost`. A name can be wished for once at a time in a process.
   */
  lease(name: string, holder: { onHeld(): void; onLost(): void }): () => void;
  /** 32 bytes that all nodes have alike, made once (`cursors`, `nodes`). */
  secret(name: string): Promise<Buffer>;
  /** A small shared table of JSON texts by id, for what is no journal's: elections of drills. */
  table(name: string): SharedTable;
  /** Null, or why the shared store can't be reached just now. */
  fault(): string | null;
  close(): Promise<void>;
}

export interface SharedTable {
  all(): Promise<Map<string, string>>;
  /** Writes it where there is none yet; answers whether it did. */
  add(id: string, text: string): Promise<boolean>;
  put(id: string, text: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** Told, within 2 s, that another node changed something. */
  onChanged(listener: () => void): () => void;
}

/** Settings of a redis.conf; a list gives the line several times. */
export type RedisConfig = Record<string, string | number | readonly (string | number)[]>;

/** A running (or killed, paused, stopped) redis-server of ours. */
export interface RedisServer {
  readonly host: string;
  /** Where the process itself listens. */
  readonly port: number;
  /** Where it tells others that it is: a proxy's port in a partitionable set, else `port`. */
  readonly announcedPort: number;
  /** Undefined while it isn't running. */
  readonly pid: number | undefined;
  /** As it was started; after a failover ask the set's `master()`. */
  readonly role: 'master' | 'replica' | 'sentinel';
  readonly dir: string;
  /** What it logged since it was first started. */
  log(): string;
  /** SIGKILL; resolves when the process is gone. */
  kill9(): Promise<void>;
  /** SIGSTOP: connections stay, nothing answers. */
  pause(): void;
  /** SIGCONT. */
  resume(): void;
  /** Starts it again on the same port and folder (stopping it first if it runs); resolves when it answers. */
  restart(options?: { config?: RedisConfig }): Promise<void>;
  /** SIGTERM, so that it saves what it would save; SIGKILL after 5 s. */
  stop(): Promise<void>;
  /** A command on a connection of its own; rejects with what the server says, or after 5 s of silence. */
  command(...args: (string | number | Buffer)[]): Promise<unknown>;
  /** A field of `INFO`, as `info('replication', 'master_link_status')`. */
  info(section: string, field: string): Promise<string | undefined>;
}

/** What every way of running Redis answers. */
export interface RedisSet {
  /** A value for STORE. */
  readonly url: string;
  readonly servers: RedisServer[];
  /**
   * Who is master now; in a Cluster, of the slot of `key` (default `{wr:accounts}`). Rejects while
   * nobody knows one.
   */
  master(key?: string): Promise<RedisServer>;
  /** Ends all servers and removes the folders made for them. */
  stop(): Promise<void>;
}

export interface RedisOptions {
  /** Over the defaults: appendonly yes, appendfsync always, maxmemory-policy noeviction, save "". */
  config?: RedisConfig;
  /** Kept if given (so a later start finds the data); else a temporary one that `stop` removes. */
  dir?: string;
  /** Default: a free one. */
  port?: number;
  /** Default: none. Part of `url`. */
  password?: string;
}

/** One redis-server on 127.0.0.1. */
export function startRedis(options?: RedisOptions): Promise<RedisSet>;

export interface SentinelOptions extends Omit<RedisOptions, 'port'> {
  /** Default 2. */
  replicas?: number;
  /** Default 3; the quorum is more than half of them. */
  sentinels?: number;
  /** Default 1000. */
  downAfterMs?: number;
  /** Default 3000. */
  failoverTimeoutMs?: number;
  /** Lets everything talk through proxies; see SentinelSet.partition. Default false. */
  partitionable?: boolean;
  /**
   * With `partitionable`: groups of clients that can be cut off apart from each other. Each has a STORE
   * value of its own. Default `['near', 'far']`.
   */
  groups?: readonly string[];
}

/** A master, its replicas and Sentinels that watch them as `warroom`. */
export interface SentinelSet extends RedisSet {
  readonly sentinels: RedisServer[];
  /** Those that are data servers: master and replicas. */
  readonly data: RedisServer[];
  /** Resolves when all running data servers are in sync with one master that the Sentinels agree on. */
  settled(withinMs?: number): Promise<void>;
  /** Only with `partitionable`. */
  readonly partition: Partition | undefined;
}

/**
 * The cables of a partitionable set. Servers announce themselves by proxies, so replication and
 * Sentinels run over one cable per data server; each group of clients has cables of its own to every
 * data server and every Sentinel (where a Sentinel's answer is rewritten, port for port, to the group's).
 *
 *   replicas, Sentinels ── server's cable ──▶ data server ◀── group's cable ── clients of that group
 *                                             Sentinel    ◀── group's cable ──
 */
export interface Partition {
  /** The STORE value for clients of a group. */
  url(group: string): string;
  /**
   * Makes an island of one data server and the groups in `keeps`: the server is cut from replicas and
   * Sentinels, groups on the island from all other servers and Sentinels, other groups from the server.
   * `freeze` (default) keeps connections open but silent, as a lost network does; `cut` resets them.
   */
  isolate(
    server: RedisServer,
    options?: { keeps?: readonly string[]; how?: 'freeze' | 'cut' },
  ): void;
  /** All cables whole again; connections that were frozen go on where they were or are reset by their ends. */
  heal(): void;
}

export function startSentinelSet(options?: SentinelOptions): Promise<SentinelSet>;

export interface ClusterOptions extends Omit<RedisOptions, 'port'> {
  /** Default 3. */
  masters?: number;
  /** Default 1. */
  replicasEach?: number;
  /** Default 2000. */
  nodeTimeoutMs?: number;
}

export interface RedisClusterSet extends RedisSet {
  /** Resolves when every running server says that the cluster is whole and every replica is in sync. */
  settled(withinMs?: number): Promise<void>;
}

export function startRedisCluster(options?: ClusterOptions): Promise<RedisClusterSet>;

export interface NodeOptions {
  /** STORE; absent: the embedded store. */
  store?: string;
  /** DATA_DIR, the node's own; made if it isn't there, never removed. */
  dataDir: string;
  /** Default: a free one, kept over restarts. */
  port?: number;
  args?: readonly string[];
  /** Over this process's environment; undefined takes a variable away. */
  env?: Record<string, string | undefined>;
  /** What it prints, stdout and stderr, line by line. */
  onLine?: (line: string) => void;
  /** How long it may take to say that it listens. Default 30,000. */
  timeoutMs?: number;
}

/** A built server in a process of its own; it dies with this process. */
export interface WarNode {
  /** `http://127.0.0.1:<port>`, its NODE_URL, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Undefined while it isn't running. */
  readonly pid: number | undefined;
  readonly dataDir: string;
  /** Every line since the first start. */
  readonly lines: readonly string[];
  /** The first line that matches, printed already or yet to come. Default 10,000 ms. */
  waitForLine(pattern: RegExp, timeoutMs?: number): Promise<RegExpMatchArray>;
  /** Resolves when /readyz answers 200. Default 30,000 ms. */
  ready(withinMs?: number): Promise<void>;
  /** SIGTERM; answers the exit code when it has ended (null if it didn't within 40 s and was killed). */
  stop(): Promise<number | null>;
  /** SIGKILL; resolves when it is gone. */
  kill9(): Promise<void>;
  /** SIGSTOP. */
  pause(): void;
  /** SIGCONT. */
  resume(): void;
  /** Stops it if it runs and starts it on the same port and data; resolves when it listens. */
  restart(change?: Pick<NodeOptions, 'args' | 'env'>): Promise<void>;
}

/** Starts one node; resolves when it listens. Rejects with what it printed if it ends before. */
export function startNode(options: NodeOptions): Promise<WarNode>;

export interface NodesOptions extends Omit<NodeOptions, 'dataDir' | 'port' | 'args' | 'onLine'> {
  /** Holds `node-1`, `node-2` …; absent: a temporary folder, gone when this process is. */
  dir?: string;
  /** For one node, counted from 0. */
  args?: (index: number) => readonly string[];
  onLine?: (line: string, index: number) => void;
}

/** Several nodes on one store, started at once. All are stopped if one doesn't start. */
export function startNodes(count: number, options: NodesOptions): Promise<WarNode[]>;

export interface FaultyProxyOptions {
  /** Where it forwards to. */
  to: { host?: string; port: number };
  /** Where it listens on 127.0.0.1; default: a free port. */
  port?: number;
  /** Changes what the server says, chunk by chunk (a text split over two chunks comes whole). */
  rewrite?: RespRewrite;
}

/** Replies of Redis in which bulk strings equal to a key become their value, of the same length. */
export type RespRewrite = ReadonlyMap<string, string>;

export type Direction = 'to-server' | 'to-client';

/**
 * A TCP cable that can be broken in the ways in which networks break. All controls act at once, on open
 * connections and on those to come.
 */
export interface FaultyProxy {
  readonly host: string;
  readonly port: number;
  /** Connections open on the client's side. */
  connections(): number;
  /** Whole again: no delay, nothing held; what was held goes on its way, in order. */
  pass(): void;
  /** Resets all open connections; new ones are as before. */
  cut(): void;
  /** Resets all open connections, and new ones as soon as they come. Until `pass`. */
  refuse(): void;
  /**
   * A lost network: connections stay open, and new ones are even accepted, but nothing comes through, not
   * even an end. With a direction only that one. Until `pass`.
   */
  freeze(direction?: Direction): void;
  /** Each chunk in each direction arrives this much later. Until `pass`. */
  delay(ms: number): void;
  /** Resets what is open and stops listening. */
  close(): Promise<void>;
}

export function faultyProxy(options: FaultyProxyOptions): Promise<FaultyProxy>;

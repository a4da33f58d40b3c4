/** `ready`: /readyz says 200. `alive`: it answers, but isn't ready. `down`: it doesn't answer. */
export type NodeState = 'ready' | 'alive' | 'down';

export interface BalancerOptions {
  /** Addresses of nodes, as `http://127.0.0.1:8081`. */
  nodes: readonly string[];
  /** Default 0: a free one. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** How often nodes are asked whether they are ready. Default 500. */
  pollMs?: number;
}

/**
 * A balancer for tests and for trying a cluster on one machine. It sends each request (also those on
 * one kept-alive connection) and each upgraded connection to the next node in turn, sticky to none:
 * to nodes that are ready or, where none is, to those that are alive, since those still answer reads.
 * What could not be sent is sent to the next node; a GET or HEAD that broke before its answer began is
 * tried once more. Host and Origin pass unchanged, X-Forwarded-For, -Proto and -Host are set anew.
 */
export interface Balancer {
  /** Without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** As last heard. */
  states(): { url: string; state: NodeState }[];
  add(node: string): void;
  /** No new requests to it; what is open stays. */
  remove(node: string): void;
  /** Resolves when so many nodes (default all) are ready. Default within 30,000 ms. */
  ready(count?: number, withinMs?: number): Promise<void>;
  /** Requests and upgraded connections that are open. */
  open(): number;
  /** Cuts what is open. */
  close(): Promise<void>;
}

export function startBalancer(options: BalancerOptions): Promise<Balancer>;

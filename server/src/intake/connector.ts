import type { Room } from '../desk/room.ts';
import type { IntakeAnswer } from './signals.ts';
import type { No } from './no.ts';

/** A request to a connector, its body read and held to the size limit. */
export interface ConnectorRequest {
  /** Lower-case names. */
  headers: Headers;
  bytes: Uint8Array;
}

/** One thing that a connector found in a request. */
export interface ConnectorItem {
  /** A signal's fields; checked by the host against `SignalInput` and the election. Null for `over`. */
  input: Record<string, unknown> | null;
  /** What the other side knows it by; with the source it makes the dedupe key. */
  externalId: string | undefined;
  /**
   * `raise`: a signal. `over`: what was raised under this external id is over. `none`: noted by the
   * other side only, nothing is kept.
   */
  what: 'raise' | 'over' | 'none';
  /** True where the other side uses an id again after it was over: it then raises a new signal. */
  reusesIds?: boolean;
}

export type ConnectorParse = { items: ConnectorItem[] } | { no: No };

/** What became of a connector's items; `rejected` counts by the item's place. */
export interface ConnectorOutcome extends IntakeAnswer {
  /** Alerts that were known here and are over now. */
  resolved: number;
}

/**
 * A way in for one kind of sender: one file in `connectors/`, found by itself. It only translates;
 * keys, limits, checks, duplicates and writing are the host's.
 */
export interface Connector {
  id: string;
  title: string;
  /** Paths below /api/elections/:election, each beginning with a slash. All are POST. */
  routes: readonly string[];
  /** What is taken in at all, for the documentation and for 415; `*` for any. */
  mediaTypes: readonly string[];
  /** For the documentation: what is taken and how it is mapped, one sentence each. */
  notes: readonly string[];
  /** A body as it would be sent, for the documentation. */
  example: unknown;
  /** Where `key` looks: with `header` a wrong key is refused before the body is read. */
  keyIn: 'header' | 'body';
  /** The intake key, wherever this kind of sender puts it. */
  key(request: ConnectorRequest): string | undefined;
  parse(request: ConnectorRequest, room: Pick<Room, 'rules' | 'election'>): ConnectorParse;
  /** The answer's body and status, where the kind of sender expects its own. */
  answer?(
    outcome: ConnectorOutcome,
    items: readonly ConnectorItem[],
  ): { status: 202 | 400; body: unknown };
  refusal?(wrong: No): { body: unknown };
}

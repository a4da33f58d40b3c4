import type { Audience, Refusal, Subject } from '@warroom/shared';
import { audienceKey } from '@warroom/shared';
import type { Socket } from 'socket.io';
import type { Identity } from '../accounts/accounts.ts';
import type { FanOut } from './fan-out.ts';
import { packet } from './packet.ts';
import type { Packet } from './packet.ts';
import {
  ackFrame,
  drainOf,
  pendingBytes,
  rawPath,
  rawSocket,
  terminate,
  writePieces,
} from './raw-frame.ts';
import type { RawPath } from './raw-frame.ts';
import type { Scheduler } from './scheduler.ts';
import { rawJson } from './text-parser.ts';

/** Counted for the metrics; only ever grows. */
export interface FeedCounts {
  /** Deltas encoded (one an audience and window). */
  deltas: number;
  /** Messages handed to sockets, and their bytes. */
  deliveries: number;
  bytes: number;
  syncs: number;
  snapshots: number;
  /** Times that a reader fell behind and was passed over. */
  lagged: number;
  /** Handshakes and messages refused. */
  refused: number;
  commands: number;
}

export interface Watch {
  signals: boolean;
  metrics: boolean;
  incident: string | null;
}

/** Who stands behind one connection, all as it was when it was let in. */
export interface Admission {
  identity: Identity;
  subject: Subject;
  audience: Audience;
}

/** One connection that was let in: a plain record, for there are thousands. */
export interface FeedClient extends Admission {
  readonly id: string;
  readonly audienceKey: string;
  readonly election: string;
  /** `person:<id>` or `display:<id>`. */
  readonly identityKey: string;
  /** Where it stands in its audience's stream; null until its first sync. */
  seq: number | null;
  watch: Watch;
  /** Reads too slowly: gets nothing more until it has drained, then what it missed. */
  lagging: boolean;
  /** The timeline version from which it must be told again once it has drained. */
  timelineFrom: number | null;
  /** How often its sync was put off, because this node has not folded what its cursor has seen. */
  putOff: number;
  /** Revoked or disconnected: gets nothing, asks nothing. */
  gone: boolean;
  readonly socket: Socket;
  /** Undefined where frames can't be written past the layers: then they are emitted. */
  readonly path: RawPath | undefined;
  readonly shared: ClientsShared;
}

/** What all clients of a server have in common. */
export interface ClientsShared {
  bufferCapBytes: number;
  counts: FeedCounts;
  scheduler: Scheduler;
  fanOut: FanOut;
  /** A lagging reader has drained and can be told what it missed. */
  onDrained(client: FeedClient): void;
}

/** Gives a reader that is bound to be lost no more than this to take its last message. */
const BYE_MS = 1000;

/** The key under which an identity's connections are counted and found. */
export function identityKeyOf(identity: Identity): string {
  return identity.kind === 'person'
    ? `person:${identity.person.id}`
    : `display:${identity.display.id}`;
}

/** Describes a socket that was let in. */
export function feedClient(
  socket: Socket,
  admission: Admission,
  election: string,
  shared: ClientsShared,
): FeedClient {
  return {
    seq: null,
    lagging: false,
    putOff: 0,
    gone: false,
    path: rawPath(socket.conn),
    socket,
    shared,
    id: socket.id,
    election,
    audienceKey: audienceKey(admission.audience),
    identityKey: identityKeyOf(admission.identity),
    identity: admission.identity,
    subject: admission.subject,
    audience: admission.audience,
    watch: { signals: false, metrics: false, incident: null },
    timelineFrom: null,
  };
}

/**
 * Sends a message, after what waits for this connection; or passes over a reader that is behind or gone:
 * false then.
 */
export function deliver(client: FeedClient, message: Packet): boolean {
  const { path, shared } = client;
  shared.fanOut.settle(client);
  if (client.gone || client.lagging) return false;
  // Its connection broke, and its `close` is still to come: an emit would fail, at length.
  if (path && !path.socket.writable) return false;
  const raw = path && rawSocket(path);
  // Above a raw socket nothing is queued, so its own queue is all that waits.
  const waiting = raw ? raw.writableLength : pendingBytes(client.socket.conn);
  if (waiting > shared.bufferCapBytes) {
    lag(client);
    return false;
  }
  if (raw) raw.write(message.frame);
  else client.socket.emit(message.event, rawJson(message.json));
  shared.counts.deliveries += 1;
  shared.counts.bytes += message.frame.length;
  return true;
}

/** Answers an acknowledgement with JSON that many answers share. */
export function answerShared(
  client: FeedClient,
  ackId: number | undefined,
  ack: (value: unknown) => void,
  json: Buffer,
): void {
  const raw = client.path && rawSocket(client.path);
  if (raw && ackId !== undefined) writePieces(raw, ackFrame(ackId, json));
  else ack(rawJson(json.toString()));
  client.shared.counts.deliveries += 1;
  client.shared.counts.bytes += json.length;
}

function lag(client: FeedClient): void {
  client.lagging = true;
  client.shared.counts.lagged += 1;
  drainOf(client.socket.conn)?.once('drain', () => checkDrained(client));
}

/** Sees whether a lagging reader has drained; asked on `drain`, and on every heartbeat. */
export function checkDrained(client: FeedClient): void {
  if (!client.lagging || client.gone || pendingBytes(client.socket.conn) > 0) return;
  client.lagging = false;
  client.shared.onDrained(client);
}

/** Says why, and closes; at the latest after a second the connection is cut. */
export function bye(client: FeedClient, refusal: Refusal): void {
  if (client.gone) return;
  client.shared.fanOut.drop(client);
  deliver(client, packet('bye', refusal));
  client.gone = true;
  const connection = client.socket.conn;
  // Not socket.disconnect(): its packet would tell the client not to come back by itself.
  connection.close();
  client.shared.scheduler.after(BYE_MS, () => terminate(connection));
}

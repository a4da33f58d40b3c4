import type { Refusal } from '@warroom/shared';
import { refuse } from '@warroom/shared';
import { parseJson } from '../guard/json-guard.ts';

/**
 * Socket.IO's wire (protocol 5, https://socket.io/docs/v4/socket-io-protocol/), text packets only, as a
 * parser of our own, which is a public option. The stock one parses before anyone can look at the depth,
 * takes binary attachments and walks every outgoing value recursively: one frame nested 5,000 deep,
 * handed back in an acknowledgement, ends the process. This one checks first, takes no binary, and lets
 * JSON pass that is already encoded.
 */
const PACKET = {
  connect: 0,
  disconnect: 1,
  event: 2,
  ack: 3,
} as const;

interface Packet {
  type: number;
  nsp: string;
  id?: number;
  data?: unknown;
}

const RAW = Symbol('encoded JSON');

/** A value that is JSON text already: put into a packet as it is. */
export interface RawJson {
  readonly [RAW]: string;
}

/** Marks `text` as encoded; it must be one JSON value. */
export function rawJson(text: string): RawJson {
  return { [RAW]: text };
}

function isRaw(value: unknown): value is RawJson {
  return typeof value === 'object' && value !== null && RAW in value;
}

function encodeData(data: unknown): string {
  if (!Array.isArray(data) || !data.some(isRaw)) return JSON.stringify(data);
  const parts = data.map((value: unknown) => (isRaw(value) ? value[RAW] : JSON.stringify(value)));
  return `[${parts.join(',')}]`;
}

const ACK_ID = Symbol('acknowledgement id');

/** The arguments of an incoming event: its name, what came with it and, last, the acknowledgement. */
export type EventArgs = unknown[] & { [ACK_ID]?: number };

/** The id under which an incoming event wants its answer, for those who write the answer's frame themselves. */
export function ackIdOf(args: EventArgs): number | undefined {
  return args[ACK_ID];
}

/** A frame that broke a rule of the wire; the connection closes after it. */
export class FrameRefused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.message);
    this.name = 'FrameRefused';
    this.refusal = refusal;
  }
}

function broken(message: string): never {
  throw new FrameRefused(refuse('malformed', message));
}

/** Socket.IO constructs one for the server. */
class Encoder {
  encode(packet: Packet): string[] {
    let text = String(packet.type);
    if (packet.nsp !== '/') text += `${packet.nsp},`;
    if (packet.id !== undefined) text += String(packet.id);
    if (packet.data !== undefined) text += encodeData(packet.data);
    return [text];
  }
}

/** Names that mean something to Node's or Socket.IO's emitters. */
const RESERVED: ReadonlySet<unknown> = new Set([
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
  'error',
]);

/** More than one connect on a connection is nothing our clients do; each would cost a socket. */
const MAX_CONNECTS = 3;

/** Socket.IO constructs one for each connection. It has a single listener, so it needs no emitter. */
class Decoder {
  #listener: ((packet: Packet) => void) | undefined;
  #connects = 0;

  on(_event: 'decoded', listener: (packet: Packet) => void): void {
    this.#listener = listener;
  }

  removeListener(): void {
    this.#listener = undefined;
  }

  destroy(): void {
    this.#listener = undefined;
  }

  /** Takes one frame. Throws FrameRefused; Socket.IO hands that to the sockets' `error` and closes. */
  add(frame: unknown): void {
    if (typeof frame !== 'string') broken('Binary frames are not part of this wire; send text.');
    const packet = decode(frame);
    if (packet.type === PACKET.connect) {
      this.#connects += 1;
      if (this.#connects > MAX_CONNECTS) broken('This connection has connected often enough.');
    }
    this.#listener?.(packet);
  }
}

function decode(frame: string): Packet {
  const type = frame.charCodeAt(0) - 48;
  if (type !== PACKET.connect && type !== PACKET.disconnect && type !== PACKET.event) {
    broken('The frame is of a type that clients have no use for.');
  }
  let at = 1;
  let nsp = '/';
  if (frame[at] === '/') {
    const comma = frame.indexOf(',');
    const end = comma < 0 ? frame.length : comma;
    nsp = frame.slice(at, end);
    if (nsp.length > 64) broken("The frame's namespace is longer than any there is.");
    at = end + 1;
  }
  const digits = /^\d{0,15}/.exec(frame.slice(at, at + 16))?.[0] ?? '';
  at += digits.length;
  const packet: Packet = { type, nsp };
  if (digits !== '') packet.id = Number(digits);
  if (at < frame.length) {
    const parsed = parseJson(frame.slice(at));
    if (!parsed.ok) throw new FrameRefused(parsed.refusal);
    packet.data = parsed.value;
  }
  return checked(packet);
}

function checked(packet: Packet): Packet {
  const { type, data, id } = packet;
  if (type === PACKET.event) {
    if (!Array.isArray(data) || typeof data[0] !== 'string' || RESERVED.has(data[0])) {
      broken("An event needs a list that starts with the event's name.");
    }
    if (id !== undefined) (data as EventArgs)[ACK_ID] = id;
  } else if (data !== undefined) {
    if (type === PACKET.disconnect) broken('A disconnect carries nothing.');
    if (typeof data !== 'object' || data === null || Array.isArray(data)) {
      broken('A connect carries an object.');
    }
  }
  return packet;
}

/** For Socket.IO's option `parser`. */
export const textParser = { Encoder, Decoder };

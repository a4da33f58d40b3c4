import type { Down } from '@warroom/shared';
import { eventFrame } from './raw-frame.ts';

type DownEvent = keyof Down;
export type DownMessage<E extends DownEvent> = Parameters<Down[E]>[0];

/** A message encoded once, for any number of connections. */
export interface Packet {
  readonly event: DownEvent;
  readonly json: string;
  /** The whole WebSocket frame. */
  readonly frame: Buffer;
}

/** A message whose JSON was put together elsewhere. */
export function packetOf(event: DownEvent, json: string): Packet {
  return { event, json, frame: eventFrame(event, json) };
}

/** Encodes a message. */
export function packet<E extends DownEvent>(event: E, message: DownMessage<E>): Packet {
  return packetOf(event, JSON.stringify(message));
}

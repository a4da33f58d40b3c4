import { z } from 'zod';
import type { TailedEvent } from '../journal/redis/redis-journal-types.ts';

/** The media type of events sent between nodes: one JSON object a line. */
export const EVENT_LINES = 'application/x-ndjson';

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Seq = z.number().int().positive();
const EventLine = z.strictObject({
  seq: Seq,
  version: Seq,
  aggregate: z.string(),
  record: z.string(),
  hash: Hash,
  personal: z.strictObject({ salt: z.string(), text: z.string() }).optional(),
  unit: z.strictObject({ key: z.string(), last: Seq }).optional(),
});

/** One event as a line, without its end. */
export function eventLine(event: TailedEvent): string {
  const { seq, version, aggregate, record, hash, personal, unit } = event;
  return JSON.stringify({ seq, version, aggregate, record, hash, personal, unit });
}

/** The events in a body. Throws an Error that names the first line that is none. */
export function eventsIn(body: string): TailedEvent[] {
  return body
    .split('\n')
    .filter((line) => line !== '')
    .map((line, index) => {
      try {
        return EventLine.parse(JSON.parse(line)) as TailedEvent;
      } catch (cause) {
        throw new Error(`line ${index + 1} holds no event`, { cause });
      }
    });
}

import type { Audience } from '../access.ts';
import type { Actor } from '../actor.ts';
import { scrub } from '../redact.ts';

/** One line of an incident's timeline: the event as it stands in the journal, with what the audience may read of it. */
export interface TimelineEntry {
  seq: number;
  version: number;
  type: string;
  at: number;
  by: Actor | null;
  via: string;
  data: Record<string, unknown>;
  texts: Record<string, string>;
  erased: boolean;
}

/** A journal event as a timeline entry for an audience that may see its incident. */
export function projectTimelineEntry(
  event: {
    seq: number;
    version: number;
    type: string;
    at: number;
    by: Actor;
    via: string;
    data: Record<string, unknown>;
    personal: Record<string, unknown> | null;
    erased: boolean;
  },
  audience: Audience,
  names: readonly string[] = [],
): TimelineEntry {
  const texts: Record<string, string> = {};
  const add = (key: string, value: unknown): void => {
    if (typeof value === 'string')
      texts[key] = audience.redaction === 'visitor' ? scrub(value, names) : value;
  };
  for (const [key, value] of Object.entries(event.personal ?? {})) {
    // Several texts under one key, by id: `titles.<task>`.
    if (typeof value === 'object' && value !== null)
      for (const [id, one] of Object.entries(value)) add(`${key}.${id}`, one);
    else add(key, value);
  }
  return {
    seq: event.seq,
    version: event.version,
    type: event.type,
    at: event.at,
    by: audience.redaction === 'none' ? event.by : null,
    via: event.via,
    // Data name people by id, and say what was before: not for screens that leave names out.
    data: audience.redaction === 'none' ? event.data : {},
    texts,
    erased: event.erased,
  };
}

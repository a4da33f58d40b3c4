import { refuse, type Refusal } from '@warroom/shared';
import type { z } from 'zod';
import { malformedBy } from '../guard/issue-words.ts';
import { parseJson } from '../guard/json-guard.ts';
import type { HttpContext } from './env.ts';

/** A whole command or form fits easily; intake has caps of its own. */
const MAX_BODY_BYTES = 64_000;

export type Body<T> = { ok: true; value: T } | { ok: false; refusal: Refusal; status?: number };

/** Reads JSON of a known shape. Unknown fields, wrong types, deep nesting and too many bytes are refused. */
export async function readBody<S extends z.ZodType>(
  c: HttpContext,
  schema: S,
): Promise<Body<z.infer<S>>> {
  const raw = await readJson(c);
  if (!raw.ok) return raw;
  const parsed = schema.safeParse(raw.value);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, refusal: malformedBy(parsed.error, raw.value, { whole: 'The body' }) };
}

/** Reads guarded JSON of any shape. */
export async function readJson(c: HttpContext, maxBytes = MAX_BODY_BYTES): Promise<Body<unknown>> {
  const type = c.req.header('content-type') ?? '';
  // Only JSON: a form that another site submits can never be taken for a request of ours.
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(type)) {
    return {
      ok: false,
      status: 415,
      refusal: refuse('malformed', 'Send JSON with the header "Content-Type: application/json".'),
    };
  }
  const bytes = await readBytes(c, maxBytes);
  if (bytes === undefined) {
    return {
      ok: false,
      status: 413,
      refusal: refuse('too-many', `The body is longer than ${maxBytes} bytes.`),
    };
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return { ok: false, refusal: refuse('malformed', 'The body is not valid UTF-8.') };
  }
  return parseJson(text);
}

/** The body's bytes, counted while they come in; undefined as soon as there are too many. */
async function readBytes(c: HttpContext, maxBytes: number): Promise<Uint8Array | undefined> {
  if (Number(c.req.header('content-length') ?? 0) > maxBytes) return undefined;
  const env = c.env as { incoming?: AsyncIterable<Uint8Array> } | undefined;
  // From the socket where there is one: asking for the web stream would build a whole web Request.
  const source: AsyncIterable<Uint8Array> | null =
    env?.incoming ?? (c.req.raw.body as AsyncIterable<Uint8Array> | null);
  if (!source) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of source) {
      size += chunk.length;
      if (size > maxBytes) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return new Uint8Array(); // the sender went away; what is answered reaches nobody
  }
  return Buffer.concat(chunks);
}

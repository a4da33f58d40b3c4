import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { no } from './no.ts';
import type { No } from './no.ts';

/** What came of reading a body; `gone` when the sender hung up before its end. */
export type Body = { kind: 'read'; bytes: Buffer } | { kind: 'too-large' } | { kind: 'gone' };

/**
 * Reads a request's body, counting: stops at one byte over `maxBytes`, whatever content-length said.
 * Calls back instead of resolving, because a promise per request costs more than the rest of this.
 */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
  done: (body: Body) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  let settled = false;
  const settle = (body: Body): void => {
    if (settled) return;
    settled = true;
    done(body);
  };
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (settled) return;
    if (size > maxBytes) {
      chunks.length = 0;
      settle({ kind: 'too-large' });
    } else chunks.push(chunk);
  });
  request.on('end', () =>
    settle({
      kind: 'read',
      bytes: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks),
    }),
  );
  request.on('error', () => settle({ kind: 'gone' }));
  request.on('close', () => settle({ kind: 'gone' }));
}

/** The declared length of a body; undefined where none is told (chunked). */
export function declaredLength(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
}

/** The bytes as text. Refused where they are no UTF-8, with the place: guessing would garble names. */
export function utf8(bytes: Uint8Array): { text: string } | { no: No } {
  if (isUtf8(bytes)) {
    // A byte-order mark is allowed for by RFC 8259, section 8.1.
    const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
    return {
      text: Buffer.from(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start).toString(
        'utf8',
      ),
    };
  }
  return {
    no: no(
      400,
      'malformed',
      `The body is not UTF-8: byte ${firstWrongByte(bytes) + 1} is none. Send JSON encoded as UTF-8.`,
    ),
  };
}

/** Counted from 0; only asked for bytes that are no UTF-8. */
export function firstWrongByte(bytes: Uint8Array): number {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', at + 1)) {
    const byte = Buffer.byteLength(text.slice(0, at));
    // The replacement character itself may well have been sent.
    if (bytes[byte] !== 0xef || bytes[byte + 1] !== 0xbf || bytes[byte + 2] !== 0xbd) return byte;
  }
  return 0;
}

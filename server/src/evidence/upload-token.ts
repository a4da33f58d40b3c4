import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Upload } from '@warroom/shared';
import { z } from 'zod';

const UPLOAD_MS = 24 * 3_600_000;

/** In the order that they are written in: election, person, and what the upload is. */
const Payload = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.int(),
  z.string(),
  z.string(),
  z.boolean(),
  z.int(),
]);

/** Tells what was uploaded by whom: signed, so that every node believes it without asking anyone. */
export interface UploadTokens {
  /** Good for 24 h, in this election, for this person; at most 1,000 characters. */
  make(election: string, person: string, upload: Upload): string;
  /** Undefined for a token that was changed, is too old, or is someone else's. */
  read(election: string, person: string, token: string): Upload | undefined;
}

/** `secret` is what all nodes have alike. */
export function uploadTokens(options: { secret: Uint8Array; now(): number }): UploadTokens {
  const { secret, now } = options;
  const sign = (payload: string): Buffer =>
    createHmac('sha256', secret).update(`upload.${payload}`).digest();
  return {
    make(election, person, { sha256, size, mime, name, hasPreview }) {
      const digest = Buffer.from(sha256, 'hex').toString('base64url');
      const until = now() + UPLOAD_MS;
      const payload = Buffer.from(
        JSON.stringify([election, person, digest, size, mime, name, hasPreview, until]),
      ).toString('base64url');
      return `${payload}.${sign(payload).toString('base64url')}`;
    },
    read(election, person, token) {
      const [payload = '', signature = '', ...more] = token.split('.');
      const given = Buffer.from(signature, 'base64url');
      const right = sign(payload);
      if (more.length > 0 || given.length !== right.length || !timingSafeEqual(given, right))
        return undefined;
      const parsed = Payload.safeParse(jsonOf(payload));
      if (!parsed.success) return undefined;
      const [forElection, forPerson, digest, size, mime, name, hasPreview, until] = parsed.data;
      if (forElection !== election || forPerson !== person || until <= now()) return undefined;
      return {
        sha256: Buffer.from(digest, 'base64url').toString('hex'),
        size,
        mime,
        name,
        hasPreview,
      };
    },
  };
}

function jsonOf(payload: string): unknown {
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

import { createHash } from 'node:crypto';

/**
 * The key under which a signal is known: a second one with the same source and external id is a
 * duplicate. Hashed, so that external ids (which may be personal) never stand in the journal's index.
 */
export function dedupeKey(source: string, externalId: string): string {
  return createHash('sha256').update(`${source}\n${externalId}`).digest('base64url');
}

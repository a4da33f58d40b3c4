import { createHash } from 'node:crypto';
import type { NewSnapshot } from './journal.ts';

/** Taken before a test can put a fake clock in place: turns of the event loop must stay real. */
const nextTurn = setImmediate;
/** Hashed in a turn: about a millisecond. */
const TURN_BYTES = 500_000;

/** A snapshot's bytes in the pieces that they came in. */
export function piecesOf({ bytes }: Pick<NewSnapshot, 'bytes'>): readonly Uint8Array[] {
  return bytes instanceof Uint8Array ? [bytes] : bytes;
}

/** sha256 of all pieces together, hex; other work has its turn in between. */
export async function sha256Of(pieces: readonly Uint8Array[]): Promise<string> {
  const sum = createHash('sha256');
  let hashed = 0;
  for (const piece of pieces) {
    sum.update(piece);
    hashed += piece.length;
    if (hashed < TURN_BYTES) continue;
    hashed = 0;
    await new Promise<void>((resolve) => void nextTurn(resolve));
  }
  return sum.digest('hex');
}

import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';

/** Makes and reads the cursors of one audience in one epoch. */
export interface Cursors {
  encode(seq: number): string;
  /** The seq, or undefined for a cursor of another audience, epoch, server secret, or of nobody. */
  decode(cursor: string): number | undefined;
}

/** Half the block: whatever was made under another key decrypts to something else. */
const MAGIC = Buffer.from('warroom1', 'latin1');
const BLOCK_BYTES = 16;
const MAX_READ = 256;

/**
 * Cursors tell the client nothing: a journal's seq, which would give away hidden traffic, is one AES block
 * under a key of its own for each epoch and audience. The same seq gives the same cursor, also after a
 * restart and on another node, as long as `secret` is the same. `scope` parts what must not be mixed.
 */
export function cursors(secret: Uint8Array, scope: readonly string[]): Cursors {
  const key = createHmac('sha256', secret)
    .update(JSON.stringify(['cursor', ...scope]))
    .digest()
    .subarray(0, BLOCK_BYTES);
  let last: { seq: number; cursor: string } | undefined;
  /** Those dropped together come back with the same cursor. */
  const read = new Map<string, number>();
  return {
    encode(seq) {
      if (last?.seq === seq) return last.cursor;
      const block = Buffer.alloc(BLOCK_BYTES);
      block.writeBigUInt64BE(BigInt(seq));
      MAGIC.copy(block, 8);
      const cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
      const cursor = Buffer.concat([cipher.update(block), cipher.final()]).toString('base64url');
      last = { seq, cursor };
      return cursor;
    },
    decode(cursor) {
      const known = read.get(cursor);
      if (known !== undefined) return known;
      const block = Buffer.from(cursor, 'base64url');
      if (block.length !== BLOCK_BYTES || block.toString('base64url') !== cursor) return undefined;
      const decipher = createDecipheriv('aes-128-ecb', key, null).setAutoPadding(false);
      const plain = Buffer.concat([decipher.update(block), decipher.final()]);
      if (!plain.subarray(8).equals(MAGIC)) return undefined;
      const seq = plain.readBigUInt64BE();
      if (seq > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
      if (read.size >= MAX_READ) read.clear();
      read.set(cursor, Number(seq));
      return Number(seq);
    },
  };
}

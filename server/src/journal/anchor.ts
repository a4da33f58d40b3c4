import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  sign,
  verify,
} from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeDurably } from './durable-file.ts';
import type { Head } from './journal.ts';
import { JournalFileError } from './journal-file.ts';

/**
 * Where the journal stood at some moment, kept in a second file. A cut-off end leaves a database
 * and a hash chain that look sound; only something outside can tell that more was there. It is
 * written after a commit is durable, so it is never ahead of an undamaged journal.
 */
export interface Anchor extends Head {
  journal: string;
  at: number;
  /** Written by a clean close: the journal must end exactly here. */
  closed: boolean;
}

interface SignedAnchor extends Anchor {
  format: 1;
  /** Ed25519, base64 SPKI; lets an outsider who noted its fingerprint check the signature. */
  publicKey: string;
  signature: string;
}

export interface AnchorSigner {
  write(anchorFile: string, anchor: Anchor): Promise<void>;
}

/** Signs with the key in `keyFile`, which is made (readable by its owner only) when absent. */
export async function anchorSigner(keyFile: string): Promise<AnchorSigner> {
  if (!existsSync(keyFile)) {
    const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
    await writeDurably(keyFile, pem, 0o600);
  }
  const privateKey = createPrivateKey(readFileSync(keyFile));
  const publicKey = createPublicKey(privateKey)
    .export({ type: 'spki', format: 'der' })
    .toString('base64');
  return {
    write(anchorFile, { journal, seq, hash: headHash, at, closed }) {
      const body = { format: 1, journal, seq, hash: headHash, at, closed, publicKey } as const;
      const signature = sign(null, signedBytes(body), privateKey).toString('base64');
      return writeDurably(anchorFile, `${JSON.stringify({ ...body, signature }, null, 2)}\n`);
    },
  };
}

export function keyFileOf(anchorFile: string): string {
  return `${anchorFile}.key`;
}

/** The anchor and its key's fingerprint, or undefined where there is no file. Throws when it was altered. */
export function readAnchor(anchorFile: string): (Anchor & { signedBy: string }) | undefined {
  if (!existsSync(anchorFile)) return undefined;
  let anchor: SignedAnchor;
  let genuine = false;
  try {
    anchor = JSON.parse(readFileSync(anchorFile, 'utf8')) as SignedAnchor;
    const publicKey = createPublicKey({
      key: Buffer.from(anchor.publicKey, 'base64'),
      format: 'der',
      type: 'spki',
    });
    genuine = verify(null, signedBytes(anchor), publicKey, Buffer.from(anchor.signature, 'base64'));
  } catch (error) {
    throw damaged(anchorFile, 'cannot be read', error);
  }
  if (!genuine) throw damaged(anchorFile, 'was altered: its signature does not match');
  if (!ownKeyMatches(anchorFile, anchor.publicKey)) {
    throw damaged(anchorFile, `was signed with another key than ${keyFileOf(anchorFile)}`);
  }
  const { journal, seq, hash: headHash, at, closed, publicKey } = anchor;
  const signedBy = hash('sha256', publicKey, 'hex').slice(0, 16);
  return { journal, seq, hash: headHash, at, closed, signedBy };
}

function signedBytes(anchor: Omit<SignedAnchor, 'signature'>): Buffer {
  const { format, journal, seq, hash: headHash, at, closed, publicKey } = anchor;
  return Buffer.from(JSON.stringify([format, journal, seq, headHash, at, closed, publicKey]));
}

function ownKeyMatches(anchorFile: string, publicKey: string): boolean {
  const keyFile = keyFileOf(anchorFile);
  if (!existsSync(keyFile)) return true; // a backup carries no private key
  const own = createPublicKey(createPrivateKey(readFileSync(keyFile)));
  return own.export({ type: 'spki', format: 'der' }).toString('base64') === publicKey;
}

function damaged(anchorFile: string, what: string, cause?: unknown): JournalFileError {
  return new JournalFileError(
    'behind-anchor',
    `The anchor ${anchorFile} ${what}, so it cannot vouch for the journal's end. Put back a good copy, or, if you know the journal is whole, move the anchor away and start again.`,
    { cause },
  );
}

import { createECDH, createHash } from 'node:crypto';

/** Who sends push messages, by RFC 8292: a key pair on P-256 in base64url, and a way to reach the operator. */
export interface VapidKeys {
  publicKey: string;
  privateKey: string;
  /** `mailto:` or `https:`. */
  subject: string;
}

/**
 * The key pair that a secret of 32 bytes stands for: all nodes with the secret have the same, so that
 * whichever of them sends, a browser's subscription fits.
 */
export function vapidKeysOf(secret: Uint8Array, subject: string): VapidKeys {
  for (let round = 0; round < 128; round += 1) {
    const key = createHash('sha256').update('vapid').update(secret).update(String(round)).digest();
    const pair = createECDH('prime256v1');
    try {
      pair.setPrivateKey(key);
    } catch {
      // Out of the curve's range, one in four billion: the next.
      continue;
    }
    return {
      publicKey: pair.getPublicKey().toString('base64url'),
      privateKey: key.toString('base64url'),
      subject,
    };
  }
  throw new Error('no key for push messages could be made of the secret');
}

/** How push services reach the operator: by the site, else by the sender of mail. */
export function vapidSubject(from: {
  publicUrl: string | undefined;
  mailFrom: string | undefined;
}): string {
  if (from.publicUrl?.startsWith('https:') === true) return from.publicUrl;
  return `mailto:${from.mailFrom ?? 'war-room@localhost.localdomain'}`;
}

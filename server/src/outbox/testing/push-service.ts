import {
  createDecipheriv,
  createECDH,
  createHmac,
  createPublicKey,
  randomBytes,
  verify,
} from 'node:crypto';
import type { ECDH } from 'node:crypto';

/** A browser's subscription: its keys, as the Push API makes them. */
export interface Browser {
  p256dh: string;
  auth: string;
  /** What a push message to it says; throws when it is not for it. */
  read(body: Buffer): string;
}

/** A browser that was let: it decrypts by RFC 8291 and 8188 as written, without the library that encrypts. */
export function browser(): Browser {
  const keys: ECDH = createECDH('prime256v1');
  const publicKey = keys.generateKeys();
  const auth = randomBytes(16);
  return {
    p256dh: publicKey.toString('base64url'),
    auth: auth.toString('base64url'),
    read(body) {
      const salt = body.subarray(0, 16);
      const idLength = body.readUInt8(20);
      const serverKey = body.subarray(21, 21 + idLength);
      const record = body.subarray(21 + idLength);
      const shared = keys.computeSecret(serverKey);
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), publicKey, serverKey]);
      const secret = derived(auth, shared, info, 32);
      const key = derived(salt, secret, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
      const nonce = derived(salt, secret, Buffer.from('Content-Encoding: nonce\0'), 12);
      const decipher = createDecipheriv('aes-128-gcm', key, nonce);
      decipher.setAuthTag(record.subarray(-16));
      const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
      const end = padded.lastIndexOf(2);
      return padded.subarray(0, end).toString('utf8');
    },
  };
}

/** HKDF (RFC 5869) of one block, as RFC 8291 uses it. */
function derived(salt: Buffer, key: Buffer, info: Buffer, bytes: number): Buffer {
  const pseudo = createHmac('sha256', salt).update(key).digest();
  return createHmac('sha256', pseudo)
    .update(Buffer.concat([info, Buffer.from([1])]))
    .digest()
    .subarray(0, bytes);
}

/** The claims of a request's VAPID token (RFC 8292), once its signature fits the key that it names. */
export function vapidClaims(authorization: string): {
  key: string;
  claims: Record<string, unknown>;
} {
  const found = /^vapid t=([^.]+)\.([^.]+)\.([^,]+), ?k=(\S+)$/.exec(authorization);
  if (!found) throw new Error(`no VAPID token: ${authorization}`);
  const [, head = '', body = '', signature = '', key = ''] = found;
  const point = Buffer.from(key, 'base64url');
  const publicKey = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  });
  const isRight = verify(
    'sha256',
    Buffer.from(`${head}.${body}`),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!isRight) throw new Error('the VAPID token is signed by another key');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
  return { key, claims };
}

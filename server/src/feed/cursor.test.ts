import { describe, expect, it } from 'vitest';
import { cursors } from './cursor.ts';

const secret = Buffer.alloc(32, 1);
const green = cursors(secret, ['epoch', 'GREEN']);

describe('a cursor', () => {
  it('[FD6] says where a client stands, to the server that made it or another with its secret', () => {
    const twin = cursors(secret, ['epoch', 'GREEN']);
    for (const seq of [0, 1, 4711, 2 ** 40]) {
      expect(green.decode(green.encode(seq))).toBe(seq);
      expect(twin.encode(seq)).toBe(green.encode(seq));
    }
  });

  it('[FD6] means nothing to another audience, epoch or secret', () => {
    const cursor = green.encode(42);
    expect(cursors(secret, ['epoch', 'AMBER']).decode(cursor)).toBeUndefined();
    expect(cursors(secret, ['epoch 2', 'GREEN']).decode(cursor)).toBeUndefined();
    expect(cursors(Buffer.alloc(32, 2), ['epoch', 'GREEN']).decode(cursor)).toBeUndefined();
  });

  it('[FD6] is not read from text that we did not make', () => {
    const cursor = green.encode(42);
    for (const text of [
      '',
      'x',
      '42',
      `${cursor}A`,
      cursor.slice(1),
      '0'.repeat(22),
      `${cursor}=`,
      '💥',
    ]) {
      expect(green.decode(text)).toBeUndefined();
    }
  });

  it('[FD6] does not show how far apart two places are', () => {
    const [one, two] = [green.encode(1), green.encode(2)].map((text) =>
      Buffer.from(text, 'base64url'),
    );
    const equal = [...(one ?? [])].filter((byte, index) => byte === two?.[index]).length;
    expect(equal).toBeLessThan(6);
  });
});

import type { Upload } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import { cleanFileName } from './file-name.ts';
import { uploadTokens } from './upload-token.ts';

const upload: Upload = {
  sha256: 'ab'.repeat(32),
  size: 25_000_000,
  mime: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  name: 'Zürich “draft”.docx',
  hasPreview: false,
};
const clock = { at: 1_800_000_000_000 };
const now = (): number => clock.at;
const secret = Buffer.alloc(32, 1);
const tokens = uploadTokens({ secret, now });

describe('tokens of uploads', () => {
  it('[EV10] tell another node the same', () => {
    const token = tokens.make('us-general', 'ana', upload);
    const another = uploadTokens({ secret, now });
    expect(another.read('us-general', 'ana', token)).toEqual(upload);
  });

  it('[EV10] are nobody else’s, and of no other election', () => {
    const token = tokens.make('us-general', 'ana', upload);
    expect(tokens.read('us-general', 'bo', token)).toBeUndefined();
    expect(tokens.read('example-city', 'ana', token)).toBeUndefined();
  });

  it('[EV10] can’t be forged: not one bit of them, nor by another secret', () => {
    const token = tokens.make('us-general', 'ana', upload);
    const forged = uploadTokens({ secret: Buffer.alloc(32, 2), now });
    expect(tokens.read('us-general', 'ana', forged.make('us-general', 'ana', upload))).toBe(
      undefined,
    );
    const [payload = '', signature = ''] = token.split('.');
    const other = Buffer.from(payload, 'base64url').toString().replace('25000000', '1');
    for (const wrong of [
      `${Buffer.from(other).toString('base64url')}.${signature}`,
      `${payload}.${signature.slice(0, -2)}`,
      `${payload}.`,
      payload,
      `${token}.x`,
      '',
      '.',
    ])
      expect(tokens.read('us-general', 'ana', wrong)).toBeUndefined();
  });

  it('[EV10] end after 24 hours', () => {
    const token = tokens.make('us-general', 'ana', upload);
    clock.at += 86_400_000 - 1;
    expect(tokens.read('us-general', 'ana', token)).toEqual(upload);
    clock.at += 1;
    expect(tokens.read('us-general', 'ana', token)).toBeUndefined();
  });

  it('[EV10] fit into a command, whatever the file is called', () => {
    for (const name of ['x'.repeat(300), '選'.repeat(300), '😀'.repeat(300)]) {
      const token = tokens.make('a-rather-long-election-id-2028', `p-${'0'.repeat(40)}`, {
        ...upload,
        name: cleanFileName(name),
      });
      expect(token.length).toBeLessThanOrEqual(1000);
    }
  });
});

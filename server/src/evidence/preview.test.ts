import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { previews } from './preview.ts';

const dir = mkdtempSync(join(tmpdir(), 'preview-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const drawn = previews();

async function fits(mime: string, bytes: Buffer): Promise<boolean> {
  const path = join(dir, 'x');
  writeFileSync(path, bytes);
  return drawn.fits(mime, path);
}
const bytesOf = (bytes: Buffer) => (): Promise<Buffer> => Promise.resolve(bytes);

const picture = sharp({
  create: { width: 2400, height: 1200, channels: 3, background: '#336699' },
});

/** A PNG whose header promises `side` × `side` pixels, with next to nothing in it. */
function bomb(side: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const head = Buffer.alloc(4);
    head.writeUInt32BE(data.length);
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(crc32(body));
    return Buffer.concat([head, body, crc]);
  };
  const size = Buffer.alloc(13);
  size.writeUInt32BE(side, 0);
  size.writeUInt32BE(side, 4);
  size.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', size),
    chunk('IDAT', deflateSync(Buffer.alloc(1_000_000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc32(data: Buffer): number {
  let crc = ~0;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

describe('previews', () => {
  it('[EV11] are drawn anew: WebP, at most as wide as asked, without what was in the file besides', async () => {
    const source = await picture
      .clone()
      .jpeg()
      .withExif({ IFD0: { Artist: 'SECRET-PLACE' } })
      .toBuffer();
    expect(source.includes('SECRET-PLACE')).toBe(true);
    expect(await fits('image/jpeg', source)).toBe(true);
    const preview = await drawn.of('1', 700, bytesOf(source));
    if (!preview.ok) throw new Error(preview.why);
    expect(preview.bytes.includes('SECRET-PLACE')).toBe(false);
    expect(await sharp(preview.bytes).metadata()).toMatchObject({
      format: 'webp',
      width: 800,
      height: 400,
    });
  });

  it('[EV11] stand upright as the camera was held', async () => {
    const source = await picture.clone().jpeg().withMetadata({ orientation: 6 }).toBuffer();
    const preview = await drawn.of('2', 300, bytesOf(source));
    if (!preview.ok) throw new Error(preview.why);
    expect(await sharp(preview.bytes).metadata()).toMatchObject({ width: 160, height: 320 });
  });

  it('[EV11] show the first frame of what moves', async () => {
    const frames = await Promise.all(
      ['red', 'blue'].map((background) =>
        sharp({ create: { width: 8, height: 8, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    const moving = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    expect((await sharp(moving).metadata()).pages).toBe(2);
    const preview = await drawn.of('3', 320, bytesOf(moving));
    if (!preview.ok) throw new Error(preview.why);
    expect((await sharp(preview.bytes).metadata()).pages).toBeUndefined();
    const [red, , blue] = await sharp(preview.bytes).raw().toBuffer();
    expect(red).toBeGreaterThan(200);
    expect(blue).toBeLessThan(50);
  });

  it('[EV12] a picture of too many pixels is never drawn', async () => {
    expect(await fits('image/png', bomb(50_000))).toBe(false);
    const preview = await drawn.of('4', 320, bytesOf(bomb(50_000)));
    expect(preview).toEqual({ ok: false, why: expect.stringContaining('too many pixels') });
  });

  it('[EV12] what is no picture, is damaged, or is SVG under another name, is not drawn', async () => {
    const whole = await picture.clone().png().toBuffer();
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    for (const [key, bytes] of Object.entries({
      cut: whole.subarray(0, whole.length / 2),
      text: Buffer.from('GIF89a<script>alert(1)</script>'),
      svg,
    }))
      expect(await drawn.of(key, 320, bytesOf(bytes))).toMatchObject({ ok: false });
    expect(await fits('image/png', svg)).toBe(false);
    expect(await fits('image/svg+xml', svg)).toBe(false);
    expect(await fits('application/pdf', Buffer.from('%PDF-1.7'))).toBe(false);
  });

  it('[EV11] are drawn once for all who ask at the same time, and kept', async () => {
    let reads = 0;
    const source = await picture.clone().png().toBuffer();
    const read = (): Promise<Buffer> => ((reads += 1), Promise.resolve(source));
    const all = await Promise.all([1, 2, 3].map(() => drawn.of('5', 320, read)));
    await drawn.of('5', 100, read);
    expect(reads).toBe(1);
    expect(all.every(({ ok }) => ok)).toBe(true);
  });

  it('[EV12] where there is no decoder for this machine, all else works', async () => {
    const without = previews(() => Promise.reject(new Error('no binary for this machine')));
    const source = await picture.clone().png().toBuffer();
    writeFileSync(join(dir, 'y'), source);
    expect(await without.fits('image/png', join(dir, 'y'))).toBe(false);
    expect(await without.of('6', 320, bytesOf(source))).toMatchObject({ ok: false });
  });
});

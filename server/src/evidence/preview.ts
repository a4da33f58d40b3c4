import { availableParallelism } from 'node:os';
import type Sharp from 'sharp';
import { lanes } from './places-taken.ts';

/** More than the picture of any camera in use; a bomb has far more. */
const MOST_PIXELS = 50_000_000;
const SECONDS = 8;
const WIDTHS = [320, 800, 1600] as const;
const CACHE_BYTES = 32_000_000;

const IMAGES: ReadonlySet<string> = new Set([
  'image/jpeg',
  'image/png',
  'image/apng',
  'image/webp',
  'image/gif',
  'image/avif',
  'image/tiff',
]);

export type Preview = { ok: true; bytes: Buffer; mime: 'image/webp' } | { ok: false; why: string };

/** Pictures drawn anew, so that nothing of the file that was sent reaches a screen but its pixels. */
export interface Previews {
  /** Whether the file is a picture that can be drawn: its header is read, its pixels aren't. */
  fits(mime: string, path: string): Promise<boolean>;
  /** At most `width` (rounded up to 320, 800 or 1600) px wide and high, first frame, without metadata. */
  of(sha256: string, width: number, bytes: () => Promise<Buffer>): Promise<Preview>;
}

type SharpModule = typeof Sharp;

/** `load` brings the decoder; where it can't be had for this machine there are no previews, and all else works. */
export function previews(load: () => Promise<SharpModule> = loadSharp): Previews {
  const lane = lanes({ atOnce: availableParallelism(), waiting: 64 });
  const cache = new Map<string, Buffer>();
  const running = new Map<string, Promise<Preview>>();
  let cached = 0;

  function remember(key: string, bytes: Buffer): void {
    cache.set(key, bytes);
    cached += bytes.length;
    for (const [oldest, { length }] of cache) {
      if (cached <= CACHE_BYTES) break;
      cache.delete(oldest);
      cached -= length;
    }
  }

  async function draw(key: string, width: number, bytes: () => Promise<Buffer>): Promise<Preview> {
    const drawn = await lane.run(async (): Promise<Preview> => {
      try {
        const source = await bytes();
        const sharp = await load();
        const image = await sharp(source, {
          limitInputPixels: MOST_PIXELS,
          failOn: 'error',
          pages: 1,
          sequentialRead: true,
        })
          .timeout({ seconds: SECONDS })
          .autoOrient()
          .resize({ width, height: width, fit: 'inside', withoutEnlargement: true })
          .webp({ quality: 80 })
          .toBuffer();
        remember(key, image);
        return { ok: true, bytes: image, mime: 'image/webp' };
      } catch (error) {
        return { ok: false, why: wordsOf(error) };
      }
    });
    return drawn ?? { ok: false, why: 'Too many previews are being drawn; try again.' };
  }

  return {
    async fits(mime, path) {
      if (!IMAGES.has(mime)) return false;
      try {
        const sharp = await load();
        const { width, height } = await sharp(path, { limitInputPixels: MOST_PIXELS }).metadata();
        return width > 0 && height > 0 && width * height <= MOST_PIXELS;
      } catch {
        return false;
      }
    },
    of(sha256, wanted, bytes) {
      const width = WIDTHS.find((each) => each >= wanted) ?? 1600;
      const key = `${sha256} ${width}`;
      const known = cache.get(key);
      if (known) {
        cache.delete(key); // put last: the map's order is the order of use
        cache.set(key, known);
        return Promise.resolve({ ok: true, bytes: known, mime: 'image/webp' });
      }
      const under = running.get(key) ?? draw(key, width, bytes).finally(() => running.delete(key));
      running.set(key, under);
      return under;
    },
  };
}

function wordsOf(error: unknown): string {
  const said = error instanceof Error ? error.message : '';
  if (/pixel limit|exceeds/i.test(said))
    return 'This picture has too many pixels to be drawn here; download it instead.';
  if (/timeout/i.test(said))
    return `This picture takes longer than ${SECONDS} s to draw; download it instead.`;
  return 'This file can’t be drawn as a picture; it may be damaged. Download it instead.';
}

let loaded: Promise<SharpModule> | undefined;

/** Only the readers of the kinds above: those for SVG, PDF and rarities are switched off. */
function loadSharp(): Promise<SharpModule> {
  loaded ??= import('sharp').then(({ default: sharp }) => {
    sharp.cache(false);
    sharp.concurrency(1);
    sharp.block({ operation: ['VipsForeignLoad'] });
    sharp.unblock({
      operation: [
        'VipsForeignLoadJpeg',
        'VipsForeignLoadPng',
        'VipsForeignLoadWebp',
        'VipsForeignLoadNsgif',
        'VipsForeignLoadHeif',
        'VipsForeignLoadTiff',
      ],
    });
    return sharp;
  });
  return loaded;
}

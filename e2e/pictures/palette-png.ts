import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** An 8-bit RGB or RGBA picture, as a browser takes it, with at most 256 colours instead: a third of the bytes. */
export function palettePng(png: Buffer): Buffer {
  const { width, height, pixels } = decode(png);
  const counts = new Map<number, number>();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const boxes = medianCut([...counts], 256);
  const placeOf = new Map<number, number>();
  for (const [place, box] of boxes.entries())
    for (const [colour] of box) placeOf.set(colour, place);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      rows[y * (width + 1) + 1 + x] = placeOf.get(pixels[y * width + x] ?? 0) ?? 0;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    png.subarray(0, 8),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(boxes.flatMap(mean))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A colour as 0xRRGGBB, and how often it stands. */
type Counted = readonly [colour: number, count: number];

const part = (colour: number, shift: number): number => (colour >> shift) & 0xff;

/** Parts the colours into boxes, always the one whose colours differ most, weighted by how often they stand. */
function medianCut(colours: Counted[], most: number): Counted[][] {
  const boxes = [colours];
  while (boxes.length < most) {
    const widths = boxes.map(widest);
    const at = widths.reduce(
      (best, { worth }, i) => (worth > (widths[best]?.worth ?? 0) ? i : best),
      0,
    );
    const { shift, worth } = widths[at] ?? { shift: 0, worth: 0 };
    if (worth === 0) break;
    const sorted = (boxes[at] ?? []).toSorted(([a], [b]) => part(a, shift) - part(b, shift));
    const middle = (part(sorted[0]?.[0] ?? 0, shift) + part(sorted.at(-1)?.[0] ?? 0, shift)) / 2;
    const cut = sorted.findIndex(([colour]) => part(colour, shift) > middle);
    boxes.splice(at, 1, sorted.slice(0, cut), sorted.slice(cut));
  }
  return boxes;
}

function widest(box: readonly Counted[]): { shift: number; worth: number } {
  const total = box.reduce((sum, [, count]) => sum + count, 0);
  const [first] = [16, 8, 0]
    .map((shift) => {
      let [low, high] = [255, 0];
      for (const [colour] of box) {
        low = Math.min(low, part(colour, shift));
        high = Math.max(high, part(colour, shift));
      }
      return { shift, worth: Math.max(0, high - low) ** 2 * Math.sqrt(total) };
    })
    .toSorted((a, b) => b.worth - a.worth);
  return first ?? { shift: 0, worth: 0 };
}

function mean(box: readonly Counted[]): number[] {
  const total = box.reduce((sum, [, count]) => sum + count, 0);
  return [16, 8, 0].map((shift) =>
    Math.round(box.reduce((sum, [colour, count]) => sum + part(colour, shift) * count, 0) / total),
  );
}

/** Width, height and colours of a PNG that isn't interlaced. Filters as in the PNG specification, 9.2. */
function decode(png: Buffer): { width: number; height: number; pixels: Uint32Array } {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const depth = png[25] === 6 ? 4 : 3;
  if (png[24] !== 8 || (png[25] !== 2 && png[25] !== 6) || png[28] !== 0)
    throw new Error('only 8-bit RGB or RGBA without interlacing is read');
  const data: Buffer[] = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      data.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const bytes = inflateSync(Buffer.concat(data));
  const stride = width * depth;
  const pixels = new Uint32Array(width * height);
  let above = new Uint8Array(stride);
  for (let y = 0; y < height; y += 1) {
    const filter = bytes[y * (stride + 1)] ?? 0;
    const row = new Uint8Array(bytes.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1)));
    for (let i = 0; i < stride; i += 1) {
      const left = i >= depth ? (row[i - depth] ?? 0) : 0;
      const up = above[i] ?? 0;
      const corner = i >= depth ? (above[i - depth] ?? 0) : 0;
      const foreseen = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      row[i] = (row[i] ?? 0) + foreseen;
    }
    for (let x = 0; x < width; x += 1) {
      const i = x * depth;
      pixels[y * width + x] = ((row[i] ?? 0) << 16) | ((row[i + 1] ?? 0) << 8) | (row[i + 2] ?? 0);
    }
    above = row;
  }
  return { width, height, pixels };
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

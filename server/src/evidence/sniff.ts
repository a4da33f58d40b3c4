import { fileTypeFromBuffer } from 'file-type';
import { isWide, textIn, textKind } from './text-kind.ts';

const UNKNOWN = 'application/octet-stream';

/**
 * What a file is, told from its first bytes and nothing else: neither the name nor what the sender says.
 * `size` is that of the whole file.
 */
export async function sniffed(head: Buffer, size: number): Promise<string> {
  const isWhole = head.length === size;
  // Its mark is also how a frame of MP3 begins.
  const found = isWide(head) ? undefined : await byMagic(head);
  if (found !== undefined && found !== 'application/xml') return found;
  const text = textIn(head, isWhole);
  return text === undefined ? (found ?? UNKNOWN) : textKind(text, isWhole);
}

async function byMagic(head: Buffer): Promise<string | undefined> {
  try {
    return (await fileTypeFromBuffer(head))?.mime;
  } catch {
    return undefined; // broken, or made to break who looks at it
  }
}

/** Kinds that a browser can't run or draw as a page, whatever is in them. */
const INERT =
  /^(?:image\/(?:jpeg|png|apng|webp|gif|avif|heic|heif|tiff|bmp)|audio\/[\w.+-]+|video\/[\w.+-]+|text\/(?:plain|csv)|application\/(?:json|pdf|zip|gzip|x-7z-compressed|vnd\.openxmlformats-officedocument\.[\w.]+|vnd\.oasis\.opendocument\.[\w.]+)|message\/rfc822)$/;

/** The content type to serve it under: HTML, SVG, XML and all that isn't known are just bytes. */
export function servedAs(mime: string): string {
  if (!INERT.test(mime)) return UNKNOWN;
  return mime.startsWith('text/') ? `${mime}; charset=utf-8` : mime;
}

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, posix } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { HttpContext } from './env.ts';
import { BASE_HEADERS, pageHeaders } from './headers.ts';
import { accepts, bytesOf, matches } from './prepared.ts';
import { answer } from './respond.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};
const COMPRESSIBLE = /^(text\/|application\/|image\/svg)/;
/** Below this, packing costs more than it saves. */
const WORTH_PACKING = 1_000;

interface File {
  bytes: Uint8Array;
  type: string;
  etag: string;
  /** Its name holds a hash of its content, so that it never changes. */
  immutable: boolean;
  br?: Promise<Uint8Array>;
  gzip?: Promise<Uint8Array>;
}

/** Answers for paths outside the API, from the built client. */
export type Pages = (c: HttpContext) => Promise<Response>;

/**
 * The built client, read once at the start: a later build on the same disk doesn't mix with this one.
 * A path without a file's ending is a page of the client, so it gets index.html; a missing file is 404.
 */
export function pagesFrom(clientDir: string | undefined, https: boolean): Pages {
  const files =
    clientDir === undefined || !existsSync(clientDir) ? new Map<string, File>() : read(clientDir);
  const index = files.get('/index.html');

  return async (c) => {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return notFound('Not found');
    const { path } = c.req;
    const file = files.get(path);
    if (file && file !== index) return send(c, file, BASE_HEADERS);
    if (
      path !== '/' &&
      path !== '/index.html' &&
      (path.startsWith('/assets/') || TYPES[extname(path)] !== undefined)
    )
      return notFound('Not found');
    if (!index)
      return notFound('The pages are not built: run "npm run build", then start the server again.');
    return send(c, index, pageHeaders(c.req.header('host'), https, path));
  };
}

function notFound(text: string): Response {
  return answer(`${text}\n`, 404, {
    ...BASE_HEADERS,
    'cache-control': 'no-store',
    'content-type': 'text/plain; charset=utf-8',
  });
}

async function send(
  c: HttpContext,
  file: File,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const base = {
    ...headers,
    etag: `"${file.etag}"`,
    vary: 'Accept-Encoding',
    'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
  if (matches(c.req.header('if-none-match'), file.etag)) return answer(null, 304, base);
  const [body, encoding] = await packed(file, c.req.header('accept-encoding'));
  return answer(c.req.method === 'HEAD' ? null : bytesOf(body), 200, {
    ...base,
    'content-type': file.type,
    'content-length': String(body.length),
    ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
  });
}

/** The file in the best coding the client takes; packed when first asked for, then kept. */
async function packed(
  file: File,
  acceptEncoding: string | undefined,
): Promise<[Uint8Array, string | undefined]> {
  if (file.bytes.length >= WORTH_PACKING && COMPRESSIBLE.test(file.type)) {
    if (accepts(acceptEncoding, 'br')) return [await (file.br ??= brotli(file.bytes)), 'br'];
    if (accepts(acceptEncoding, 'gzip'))
      return [await (file.gzip ??= promisify(gzip)(file.bytes)), 'gzip'];
  }
  return [file.bytes, undefined];
}

function brotli(bytes: Uint8Array): Promise<Uint8Array> {
  // 6 of 11: nearly as small, and ready in a tenth of the time.
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 6,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return promisify(brotliCompress)(bytes, { params });
}

function read(folder: string): Map<string, File> {
  const files = new Map<string, File>();
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
  for (const name of names) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue; // packed copies of the build are found below; other files aren't ours to show
    const bytes = readFileSync(join(folder, name));
    const copy = (ending: string): Promise<Uint8Array> | undefined =>
      names.includes(name + ending)
        ? Promise.resolve(readFileSync(join(folder, name + ending)))
        : undefined;
    const [br, gz] = [copy('.br'), copy('.gz')];
    files.set(posix.join('/', name), {
      bytes,
      type,
      etag: createHash('sha256').update(bytes).digest('base64url').slice(0, 22),
      immutable: name.startsWith('assets/'),
      ...(br ? { br } : {}),
      ...(gz ? { gzip: gz } : {}),
    });
  }
  return files;
}

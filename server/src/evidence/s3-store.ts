import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { S3Place } from './evidence-place.ts';
import { diskFault, EvidenceUnavailable, isSha256 } from './evidence-store.ts';
import type { EvidenceKey, EvidenceStore, ListedFile } from './evidence-store.ts';
import { bodyText, s3Request } from './s3-requests.ts';
import type { S3Limits, S3Request } from './s3-requests.ts';
import { inside, s3Fault, s3No, s3Silent } from './s3-words.ts';
import type { Spool } from './spool.ts';

const ATTEMPTS = 4;
const FIRST_WAIT_MS = 150;
/** Node's own name in the bucket for trying whether it may write. */
const PROBE = '.warroom-check';

export interface S3EvidenceOptions {
  place: S3Place;
  /** Where a file lies while it is read. */
  spool: Spool;
  limits?: S3Limits;
  /** Waits between attempts. */
  wait?(ms: number): Promise<void>;
  /** 0 to 1. */
  random?(): number;
}

/**
 * Objects `<prefix><election>/<first two digits>/<sha256>` in a bucket of any server that speaks S3. A PUT
 * is whole or not at all there. What fails for a moment is tried four times, further and further apart.
 */
export function s3Evidence(options: S3EvidenceOptions): EvidenceStore {
  const { place, spool, random = Math.random } = options;
  const wait = options.wait ?? ((ms: number) => new Promise<void>((go) => setTimeout(go, ms)));

  const keyOf = ({ election, sha256 }: EvidenceKey): string => {
    if (!isSha256(sha256)) throw new Error(`${sha256} names no evidence.`);
    return `${folderOf(election)}${sha256.slice(0, 2)}/${sha256}`;
  };
  const folderOf = (election: string): string => `${place.prefix}${encodeURIComponent(election)}/`;

  /** Runs `use` on the answer; a missing object is undefined; what may pass is tried again. */
  async function ask<T>(
    doing: string,
    request: S3Request,
    use: (answer: IncomingMessage) => Promise<T>,
  ): Promise<T | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      let fault: EvidenceUnavailable;
      try {
        const answer = await s3Request(place, request, options.limits);
        const status = answer.statusCode ?? 0;
        if (status >= 200 && status < 300) return await use(answer);
        const no = s3No(status, await bodyText(answer));
        if (status === 404 && no.code !== 'NoSuchBucket' && request.key !== '') return undefined;
        fault = s3Fault(place, doing, no);
      } catch (error) {
        if (isOfThisMachine(error)) throw error;
        fault = s3Silent(place, doing, error);
      }
      if (fault.kind !== 'unreachable' || attempt === ATTEMPTS) throw fault;
      await wait(FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.5 + random()));
    }
  }

  /** Into a nameless file of this machine: what breaks off begins anew, and a reader never waits for S3. */
  async function download(answer: IncomingMessage): Promise<{ handle: FileHandle; size: number }> {
    const handle = await spool.nameless();
    try {
      let size = 0;
      for await (const chunk of answer as AsyncIterable<Buffer>) {
        await handle.writeFile(chunk);
        size += chunk.length;
      }
      const told = answer.headers['content-length'];
      if (told !== undefined && Number(told) !== size) throw new Error('broke off');
      return { handle, size };
    } catch (error) {
      await handle.close();
      throw diskFault(error, spool.dir);
    }
  }

  async function put(key: string, body: NonNullable<S3Request['body']>): Promise<void> {
    const done = await ask('write an object', { method: 'PUT', key, body }, async (answer) => {
      await bodyText(answer);
      return true;
    });
    if (done === undefined)
      throw new EvidenceUnavailable(
        'misconfigured',
        `${place.endpoint} answers 404 to writing: check S3_ENDPOINT.`,
      );
  }

  const remove = (key: string): Promise<unknown> =>
    ask('remove an object', { method: 'DELETE', key }, bodyText);

  async function* list(prefix: string): AsyncGenerator<ListedFile> {
    for (let from: string | undefined = ''; from !== undefined;) {
      const query: Record<string, string> = { 'list-type': '2', prefix };
      if (from !== '') query['continuation-token'] = from;
      const request: S3Request = { method: 'GET', key: '', query };
      const xml: string = (await ask('list objects', request, bodyText)) ?? '';
      for (const [, entry = ''] of xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
        const sha256 = inside(entry, 'Key').split('/').at(-1) ?? '';
        if (!isSha256(sha256)) continue;
        const at = Date.parse(inside(entry, 'LastModified'));
        yield { sha256, size: Number(inside(entry, 'Size')), at };
      }
      const next = inside(xml, 'NextContinuationToken');
      from = inside(xml, 'IsTruncated') === 'true' && next !== '' ? next : undefined;
    }
  }

  return {
    kind: 's3',
    where: `s3://${place.bucket}/${place.prefix} at ${place.endpoint}`,
    keep: (election, { path, sha256, size }) =>
      put(keyOf({ election, sha256 }), { open: () => createReadStream(path), size, sha256 }),
    open: (key) => ask('read an object', { method: 'GET', key: keyOf(key) }, download),
    list: (election) => list(folderOf(election)),
    async removeOlder(key, before) {
      // Between this look and the removal the same bytes may be kept again: milliseconds, after two days.
      const at = await ask(
        'read an object',
        { method: 'HEAD', key: keyOf(key) },
        async (answer) => {
          await bodyText(answer);
          return Date.parse(answer.headers['last-modified'] ?? '');
        },
      );
      if (at === undefined || !(at < before)) return false;
      await remove(keyOf(key));
      return true;
    },
    async check() {
      const bytes = Buffer.from(`warroom ${random()}`);
      const key = `${place.prefix}${PROBE}`;
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      await put(key, { open: () => Readable.from([bytes]), size: bytes.length, sha256 });
      const read = await ask('read an object', { method: 'GET', key }, bodyText);
      // Another node may have tried at the same moment; what comes back is a probe all the same.
      if (read?.startsWith('warroom ') !== true)
        throw new EvidenceUnavailable(
          'misconfigured',
          `${place.endpoint} does not give back what was written to it: check S3_ENDPOINT (is it the store itself, or a cache before it?).`,
        );
      for await (const _ of list(`${place.prefix}${PROBE}`)) break;
      await remove(key);
    },
    close: () => undefined,
  };
}

/** Not for S3 to answer for: the disk here is full, or a folder is missing. */
function isOfThisMachine(error: unknown): boolean {
  if (error instanceof EvidenceUnavailable) return true;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'ENOENT' || code === 'EACCES' || code === 'EDQUOT';
}

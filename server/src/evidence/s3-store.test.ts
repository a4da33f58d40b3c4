import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evidenceStoreContract, inPieces } from './contract.ts';
import type { S3Place } from './evidence-place.ts';
import { bodyText, s3Request } from './s3-requests.ts';
import { s3Evidence } from './s3-store.ts';
import { spoolIn } from './spool.ts';
import { s3Server } from './testing/s3-server.ts';
import type { S3Server } from './testing/s3-server.ts';

const noWait = (): Promise<void> => Promise.resolve();

evidenceStoreContract('a real S3 server', async () => {
  const server = await s3Server();
  const dir = mkdtempSync(join(tmpdir(), 'spool-'));
  const spool = spoolIn({ dir });
  return {
    store: s3Evidence({ place: server.place, spool, wait: noWait }),
    spool,
    async damage(election, sha256, bytes) {
      const key = `room/${election}/${sha256.slice(0, 2)}/${sha256}`;
      const body = bytes && {
        open: () => Readable.from([bytes]),
        size: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      };
      const request = body
        ? ({ method: 'PUT', key, body } as const)
        : ({ method: 'DELETE', key } as const);
      await bodyText(await s3Request(server.place, request));
    },
    async close() {
      if (readdirSync(dir).length > 0) throw new Error('a download was left in the spool');
      rmSync(dir, { recursive: true, force: true });
      await server.close();
    },
  };
});

describe('an S3 store that is set up wrongly', () => {
  let server: S3Server;
  const dir = mkdtempSync(join(tmpdir(), 'spool-'));
  const spool = spoolIn({ dir });
  beforeAll(async () => {
    server = await s3Server();
  });
  afterAll(async () => {
    await server.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const check = (wrong: Partial<S3Place>): Promise<void> =>
    s3Evidence({ place: { ...server.place, ...wrong }, spool, wait: noWait }).check();

  it('[EV6] says that the secret is not that of the key', async () => {
    await expect(check({ secretAccessKey: 'no' })).rejects.toMatchObject({
      kind: 'misconfigured',
      message: expect.stringContaining('S3_SECRET_ACCESS_KEY does not belong to the key "S3RVER"'),
    });
  });

  it('[EV6] says which key is not known', async () => {
    await expect(check({ accessKeyId: 'WHO' })).rejects.toThrow(
      /knows no access key "WHO": correct S3_ACCESS_KEY_ID/,
    );
  });

  it('[EV6] says which bucket there isn’t', async () => {
    await expect(check({ bucket: 'nowhere' })).rejects.toThrow(
      /no bucket "nowhere" .* correct EVIDENCE_STORE/,
    );
  });

  it('[EV6] says that nothing answers, after four attempts further and further apart', async () => {
    const waits: number[] = [];
    const store = s3Evidence({
      place: { ...server.place, endpoint: 'http://127.0.0.1:1' },
      spool,
      wait: (ms) => (waits.push(ms), Promise.resolve()),
      random: () => 0.5,
    });
    await expect(store.check()).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('correct S3_ENDPOINT'),
    });
    expect(waits).toEqual([150, 300, 600]);
  });
});

describe('an S3 store that stumbles', () => {
  const dir = mkdtempSync(join(tmpdir(), 'spool-'));
  const spool = spoolIn({ dir });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  /** Answers in turn what it was told, to whatever is asked. */
  async function scripted(
    answers: ((end: (status: number, body: string, length?: number) => void) => void)[],
  ) {
    let asked = 0;
    const server = createServer((request, response) => {
      request.resume();
      request.on('end', () => {
        answers[asked++]?.((status, body, length = body.length) => {
          response.writeHead(status, { 'content-length': String(length) });
          response.write(body);
          if (length > body.length) response.destroy();
          else response.end();
        });
      });
    });
    await new Promise<void>((go) => server.listen(0, '127.0.0.1', go));
    const { port } = server.address() as AddressInfo;
    const place: S3Place = {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      bucket: 'b',
      prefix: '',
      accessKeyId: 'k',
      secretAccessKey: 's',
    };
    return {
      store: s3Evidence({ place, spool, wait: noWait, limits: { idleMs: 100 } }),
      asked: () => asked,
      close: () => (server.closeAllConnections(), server.close()),
    };
  }
  const key = { election: 'us-general', sha256: 'b'.repeat(64) };

  it('[EV7] tries again after 503, after silence and after a body that broke off', async () => {
    const rig = await scripted([
      (end) => end(503, '<Error><Code>SlowDown</Code></Error>'),
      () => undefined,
      (end) => end(200, 'half', 8),
      (end) => end(200, 'complete'),
    ]);
    const found = await rig.store.open(key);
    expect(found?.size).toBe(8);
    await found?.handle.close();
    expect(rig.asked()).toBe(4);
    expect(readdirSync(dir)).toEqual([]);
    rig.close();
  });

  it('[EV7] doesn’t try again what will not pass, and names the region that is right', async () => {
    const rig = await scripted([
      (end) =>
        end(
          400,
          '<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-north-1</Region></Error>',
        ),
    ]);
    const taken = await spool.take(inPieces(Buffer.from('x')), 10);
    if (taken.kind !== 'taken') throw new Error(taken.kind);
    await expect(rig.store.keep('us-general', taken.file)).rejects.toThrow(
      /set S3_REGION=eu-north-1/,
    );
    await taken.file.remove();
    expect(rig.asked()).toBe(1);
    rig.close();
  });

  it('[EV7] reads a list page by page', async () => {
    const entry = (digit: string): string =>
      `<Contents><Key>us-general/${digit}${digit}/${digit.repeat(64)}</Key><LastModified>2028-11-07T12:00:00.000Z</LastModified><Size>7</Size></Contents>`;
    const rig = await scripted([
      (end) =>
        end(
          200,
          `<R><IsTruncated>true</IsTruncated>${entry('a')}<NextContinuationToken>t&amp;1</NextContinuationToken></R>`,
        ),
      (end) => end(200, `<R><IsTruncated>false</IsTruncated>${entry('b')}</R>`),
    ]);
    const found: string[] = [];
    for await (const { sha256, size, at } of rig.store.list('us-general'))
      found.push(`${sha256[0] ?? ''} ${size} ${new Date(at).toISOString()}`);
    expect(found).toEqual(['a 7 2028-11-07T12:00:00.000Z', 'b 7 2028-11-07T12:00:00.000Z']);
    rig.close();
  });
});

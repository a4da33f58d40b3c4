import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpRig, type HttpRig } from './testing/rig.ts';

const at = '/api/elections/us-general';
let rig: HttpRig;
let ana: string;
beforeEach(async () => {
  rig = await httpRig();
  ana = await rig.member('triager');
});
afterEach(() => rig.close());

interface Told {
  upload: string;
  sha256: string;
  size: number;
  mime: string;
  name: string;
  hasPreview: boolean;
}

function post(
  bytes: Uint8Array | string,
  cookie: string | undefined = ana,
  headers: Record<string, string> = {},
  election = at,
): Promise<Response> {
  return rig.ask('POST', `${election}/uploads`, {
    cookie,
    headers: { 'x-file-name': 'flyer.txt', ...headers },
    body: bytes,
  });
}

async function uploaded(bytes: string, cookie = ana): Promise<Told> {
  const response = await post(bytes, cookie);
  expect(response.status).toBe(200);
  return (await response.json()) as Told;
}

let commands = 0;
async function command(input: object, cookie = ana): Promise<{ status: number; body: never }> {
  const response = await rig.ask('POST', `${at}/commands`, {
    cookie,
    body: { commandId: `c${(commands += 1)}`, ...input },
  });
  return { status: response.status, body: (await response.json()) as never };
}

async function opened(tlp: 'AMBER' | 'AMBER+STRICT' = 'AMBER'): Promise<string> {
  const { body } = await command({ type: 'incident.open', title: 'A flyer', tlp });
  return (body as { opened: string }).opened;
}

async function added(incident: string, upload: string, cookie = ana): Promise<string> {
  const { status } = await command(
    { type: 'incident.evidence-add', incident, evidence: { kind: 'file', upload } },
    cookie,
  );
  expect(status).toBe(200);
  return rig.room.situation.incidents.get(incident)?.incident.evidence.at(-1)?.id ?? '';
}

const place = (sha256: string): string =>
  join(rig.dir, 'evidence', 'us-general', sha256.slice(0, 2), sha256);

describe('files of evidence', () => {
  it('[EV10] are uploaded, added, and come back byte for byte as an attachment', async () => {
    const told = await uploaded('where, when,\nwho\n');
    expect(told).toEqual({
      upload: expect.any(String),
      sha256: createHash('sha256').update('where, when,\nwho\n').digest('hex'),
      size: 17,
      mime: 'text/plain',
      name: 'flyer.txt',
      hasPreview: false,
    });
    const incident = await opened();
    const id = await added(incident, told.upload);
    const response = await rig.ask('GET', `${at}/incidents/${incident}/evidence/${id}`, {
      cookie: ana,
    });
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="flyer.txt"; filename*=UTF-8''flyer.txt`,
      'content-security-policy': expect.stringContaining("sandbox; default-src 'none'"),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store, private',
      'cross-origin-resource-policy': 'same-origin',
      'content-length': '17',
    });
    expect(await response.text()).toBe('where, when,\nwho\n');
  });

  it('[EV9] HTML and SVG are bytes to be downloaded, whatever they are called', async () => {
    const incident = await opened();
    for (const [bytes, mime] of [
      ['<!doctype html><script>alert(1)</script>', 'text/html'],
      ['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'image/svg+xml'],
    ] as const) {
      const response = await post(bytes, ana, {
        'x-file-name': encodeURIComponent('../../photo.png'),
        'content-type': 'image/png',
      });
      const told = (await response.json()) as Told;
      expect(told).toMatchObject({ mime, name: 'photo.png', hasPreview: false });
      const id = await added(incident, told.upload);
      const url = `${at}/incidents/${incident}/evidence/${id}`;
      const got = await rig.ask('GET', url, { cookie: ana });
      expect(got.headers.get('content-type')).toBe('application/octet-stream');
      expect(got.headers.get('content-disposition')).toMatch(/^attachment;/);
      const preview = await rig.ask('GET', `${url}/preview`, { cookie: ana });
      expect(preview.status).toBe(415);
      expect(await preview.json()).toMatchObject({
        error: { message: expect.stringContaining('download') },
      });
    }
  });

  it('[EV11] a picture has a preview that was drawn anew', async () => {
    const bytes = await sharp({
      create: { width: 900, height: 300, channels: 3, background: 'green' },
    })
      .png()
      .toBuffer();
    const told = (await (await post(bytes)).json()) as Told;
    expect(told).toMatchObject({ mime: 'image/png', hasPreview: true, size: bytes.length });
    const incident = await opened();
    const id = await added(incident, told.upload);
    const preview = await rig.ask(
      'GET',
      `${at}/incidents/${incident}/evidence/${id}/preview?w=300`,
      {
        cookie: ana,
      },
    );
    expect(preview.status).toBe(200);
    expect(preview.headers.get('content-type')).toBe('image/webp');
    expect(preview.headers.get('content-security-policy')).toContain('sandbox');
    const drawn = await sharp(Buffer.from(await preview.arrayBuffer())).metadata();
    expect(drawn).toMatchObject({ format: 'webp', width: 320 });
    const wrong = await rig.ask('GET', `${at}/incidents/${incident}/evidence/${id}/preview?w=9e9`, {
      cookie: ana,
    });
    expect(wrong.status).toBe(400);
  });

  it('[EV1] two people bring the same bytes: one file, and either may add it', async () => {
    const bo = await rig.member('triager');
    const mine = await uploaded('the very same');
    const theirs = await uploaded('the very same', bo);
    expect(theirs.sha256).toBe(mine.sha256);
    expect(theirs.upload).not.toBe(mine.upload);
    expect(readdirSync(join(rig.dir, 'evidence', 'us-general'))).toHaveLength(1);
    await added(await opened(), mine.upload);
    await added(await opened(), theirs.upload, bo);
  });

  it('[EV10] a token of someone else, of another election, or too old, adds nothing', async () => {
    const incident = await opened();
    const bo = await rig.member('triager');
    const { upload } = await uploaded('mine');
    const add = (cookie: string, token: string): Promise<{ status: number }> =>
      command(
        { type: 'incident.evidence-add', incident, evidence: { kind: 'file', upload: token } },
        cookie,
      );
    expect((await add(bo, upload)).status).toBe(404);
    expect((await add(ana, `${upload}x`)).status).toBe(404);
    const elsewhere = await rig.member('triager', 'AMBER', 'example-city');
    const response = await post('mine', elsewhere, {}, '/api/elections/example-city');
    expect((await add(ana, ((await response.json()) as Told).upload)).status).toBe(404);
    rig.clock.at += 86_400_000;
    ana = await rig.member('triager');
    expect((await add(ana, upload)).status).toBe(404);
  });

  it('[EV17] nobody reads what their clearance hides, nor a display, nor who is not part of it', async () => {
    const cleared = await rig.member('triager', 'AMBER+STRICT');
    ana = cleared;
    const incident = await opened('AMBER+STRICT');
    const id = await added(incident, (await uploaded('hidden')).upload);
    const url = `${at}/incidents/${incident}/evidence/${id}`;
    const viewer = await rig.member('viewer', 'AMBER+STRICT');
    expect((await rig.ask('GET', url, { cookie: viewer })).status).toBe(200);
    for (const cookie of [
      await rig.member('lead', 'AMBER'),
      await rig.member('lead', 'RED', 'example-city'),
      await rig.display('AMBER+STRICT'),
    ]) {
      expect((await rig.ask('GET', url, { cookie })).status).toBe(404);
      expect((await rig.ask('GET', `${url}/preview`, { cookie })).status).toBe(404);
    }
    expect((await rig.ask('GET', url)).status).toBe(401);
  });

  it('[EV17] removed evidence is gone for reading, and a viewer brings nothing', async () => {
    const incident = await opened();
    const { upload, sha256 } = await uploaded('taken off again');
    const evidence = await added(incident, upload);
    const off = { type: 'incident.evidence-remove', incident, evidence, reason: 'names a voter' };
    expect((await command(off)).status).toBe(200);
    const url = `${at}/incidents/${incident}/evidence/${evidence}`;
    expect((await rig.ask('GET', url, { cookie: ana })).status).toBe(404);
    expect(existsSync(place(sha256))).toBe(true); // the sweep's to remove
    expect((await post('x', await rig.member('viewer'))).status).toBe(403);
  });

  it('[EV4] what was changed or lost where it lies is never handed out, and is said loudly', async () => {
    const incident = await opened();
    const { upload, sha256 } = await uploaded('as it was');
    const id = await added(incident, upload);
    const url = `${at}/incidents/${incident}/evidence/${id}`;
    writeFileSync(place(sha256), 'as it wasn');
    const changed = await rig.ask('GET', url, { cookie: ana });
    expect(changed.status).toBe(502);
    expect(await changed.text()).toContain('changed or damaged');
    rmSync(place(sha256));
    const missing = await rig.ask('GET', url, { cookie: ana });
    expect(missing.status).toBe(502);
    expect(await missing.text()).toContain('missing from the store');
    expect(rig.logged.filter((line) => line.startsWith('alarm'))).toHaveLength(2);
    expect(rig.logged.join('\n')).not.toContain('as it was');
  });

  it('[EV13] an empty file, a wrong name and one too many bytes are refused in words', async () => {
    expect((await post('')).status).toBe(400);
    expect((await post('x', ana, { 'x-file-name': '%ff' })).status).toBe(400);
    const big = await post('x', ana, { 'content-length': '25000001' });
    expect(big.status).toBe(413);
    expect(await big.text()).toContain('larger than 25 MB');
    const more = await post(Buffer.alloc(25_000_001));
    expect(more.status).toBe(413);
    expect(readdirSync(join(rig.dir, 'evidence', '.spool'))).toEqual([]);
  });

  it('[EV13] one person can’t bring files faster than anyone can look at them', async () => {
    const answers: Response[] = [];
    for (let sent = 0; sent < 61; sent += 1) answers.push(await post(`${sent}`));
    expect(answers.slice(0, 60).every(({ status }) => status === 200)).toBe(true);
    expect(answers[60]?.status).toBe(429);
    expect(answers[60]?.headers.get('retry-after')).toBe('2');
    expect((await post('x', await rig.member('triager'))).status).toBe(200);
  });

  it('[EV15] a disk without room for the journal beside is full for files', async () => {
    await rig.close();
    rig = await httpRig({ files: { freeBytes: () => Promise.resolve(400_000_000) } });
    ana = await rig.member('triager');
    const response = await post('x');
    expect(response.status).toBe(507);
    expect(await response.text()).toContain('The disk of the server is full');
  });

  it('[EV18] on several nodes without a common store it is said where the file may be', async () => {
    await rig.close();
    rig = await httpRig({ files: { shared: true } });
    ana = await rig.member('triager');
    const incident = await opened();
    const { upload, sha256 } = await uploaded('of another node');
    const id = await added(incident, upload);
    rmSync(place(sha256));
    const response = await rig.ask('GET', `${at}/incidents/${incident}/evidence/${id}`, {
      cookie: ana,
    });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('lies on another node');
  });

  it('[EV17] a text is a file too, an address is not', async () => {
    const incident = await opened();
    const add = (evidence: object): Promise<{ status: number }> =>
      command({ type: 'incident.evidence-add', incident, evidence });
    await add({ kind: 'text', text: '<b>as said</b>', title: 'By phone' });
    await add({ kind: 'url', url: 'https://example.org/a' });
    const [text, url] = rig.room.situation.incidents.get(incident)?.incident.evidence ?? [];
    const read = (id = ''): Promise<Response> =>
      rig.ask('GET', `${at}/incidents/${incident}/evidence/${id}`, { cookie: ana });
    const got = await read(text?.id);
    expect(got.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(got.headers.get('content-disposition')).toContain('filename="By phone.txt"');
    expect(await got.text()).toBe('<b>as said</b>');
    expect((await read(url?.id)).status).toBe(404);
  });
});

describe('files of evidence over a real socket', () => {
  let server: Server;
  let port: number;
  beforeEach(async () => {
    server = createServer(getRequestListener(rig.app.fetch) as never);
    await new Promise<void>((go) => server.listen(0, '127.0.0.1', go));
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  function send(
    path: string,
    body?: { chunks: Buffer[] },
    method = body ? 'POST' : 'GET',
  ): Promise<{ status: number; bytes: Buffer }> {
    return new Promise((resolve, reject) => {
      const origin = `http://127.0.0.1:${port}`;
      const headers = { cookie: ana, ...(body && { origin, 'x-file-name': 'big.bin' }) };
      const sent = request({ port, host: '127.0.0.1', path, method, headers }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, bytes: Buffer.concat(parts) }),
        );
      });
      sent.on('error', reject);
      for (const chunk of body?.chunks ?? []) sent.write(chunk);
      sent.end();
    });
  }

  it('[EV10] stream in without a length, and out again', async () => {
    const chunks = Array.from({ length: 40 }, (_, index) => Buffer.alloc(100_000, index));
    const { status, bytes } = await send(`${at}/uploads`, { chunks });
    expect(status).toBe(200);
    const incident = await opened();
    const id = await added(incident, (JSON.parse(bytes.toString()) as Told).upload);
    const url = `${at}/incidents/${incident}/evidence/${id}`;
    const got = await send(url);
    expect(got.bytes.equals(Buffer.concat(chunks))).toBe(true);
    expect(await send(url, undefined, 'HEAD')).toMatchObject({ status: 200 });
    // More than anyone may hold open at once: each was given back.
    for (let time = 0; time < 8; time += 1) expect((await send(url)).status).toBe(200);
  });

  it('[EV13] one byte over the limit ends it while it comes in', async () => {
    const chunks = Array.from({ length: 26 }, () => Buffer.alloc(1_000_000));
    expect((await send(`${at}/uploads`, { chunks })).status).toBe(413);
    expect(readdirSync(join(rig.dir, 'evidence', '.spool'))).toEqual([]);
    expect(existsSync(join(rig.dir, 'evidence', 'us-general'))).toBe(false);
  });

  it('[EV14] a sender that breaks off leaves nothing', async () => {
    const asked = once(server, 'request');
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `POST ${at}/uploads HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\nCookie: ${ana}\r\nContent-Length: 500000\r\n\r\nhalf of it`,
    );
    await asked;
    socket.destroy();
    await once(socket, 'close');
    await expect.poll(() => rig.logged.some((line) => line.includes('/uploads'))).toBe(true);
    expect(existsSync(join(rig.dir, 'evidence', 'us-general'))).toBe(false);
    expect(rig.logged.filter((line) => line.startsWith('error'))).toEqual([]);
    const spool = join(rig.dir, 'evidence', '.spool');
    expect(existsSync(spool) ? readdirSync(spool) : []).toEqual([]);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ADMIN, setUp, signIn } from './rigs/api.ts';
import { startServer } from './rigs/server.ts';

const entry = resolve(import.meta.dirname, '../server/dist/main.js');
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'start-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

/** Runs the server until it ends by itself; what it said and its exit code. */
async function runToEnd(
  env: Record<string, string>,
  args: string[] = [],
): Promise<{ code: number | null; said: string; out: string }> {
  const child = spawn(process.execPath, [entry, ...args], {
    env: { ...process.env, PORT: '0', DATA_DIR: dir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let out = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  await once(child, 'close');
  return { code: child.exitCode, said: said.trim(), out };
}

describe('starting', () => {
  it('[E2] a new server has no account and prints a set-up link that works once', async () => {
    const server = await startServer({ dataDir: dir });
    const admin = await setUp(server);
    expect(await admin.get('/api/session')).toMatchObject({
      subject: { name: ADMIN.name, admin: true },
      needsSetup: false,
    });
    await expect(setUp(server)).rejects.toThrow(/4\d\d/);
    expect(await server.stop()).toBe(0);
    const again = await startServer({ dataDir: dir });
    expect(again.lines.join('\n')).not.toMatch(/setup#/);
    expect(await (await signIn(again)).get('/api/session')).toMatchObject({
      subject: { email: ADMIN.email },
    });
    await again.stop();
  });

  it('[E3] a taken port is one sentence and a non-zero exit', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, said } = await runToEnd({ PORT: String(port) });
    other.close();
    expect(code).toBe(1);
    expect(said).toContain(`Port ${port} is taken`);
    expect(said.split('\n').filter((line) => !line.startsWith('{'))).toHaveLength(1);
  });

  it('[E4] a broken election file is told by file and line, and nothing is started', async () => {
    await mkdir(join(dir, 'elections'), { recursive: true });
    await writeFile(
      join(dir, 'elections', 'broken.yaml'),
      'id: broken\nname: Broken\nzone: Mars/Olympus\n',
    );
    const { code, said } = await runToEnd({});
    expect(code).toBe(1);
    expect(said).toMatch(/broken\.yaml:3 zone .*Mars\/Olympus/);
  });

  it('[E5] a foreign or torn journal is refused in words and left as it was', async () => {
    const server = await startServer({ dataDir: dir });
    await server.stop();
    const file = join(dir, 'elections/us-general/journal.db');
    const torn = (await readFile(file)).subarray(0, 5000);
    for (const bytes of [Buffer.from('this is a letter, not a journal'), torn]) {
      await writeFile(file, bytes);
      const { code, said } = await runToEnd({});
      expect(code).toBe(1);
      expect(said).toMatch(/journal/i);
      expect(said).not.toMatch(/\n\s+at /);
      expect(await readFile(file)).toEqual(bytes);
    }
  });

  it('[E6] a second server on the same data says so and leaves the first alone', async () => {
    const server = await startServer({ dataDir: dir });
    const { code, said } = await runToEnd({});
    expect(code).toBe(1);
    expect(said).toMatch(/Another running server/);
    const response = await fetch(`${server.url}/readyz`);
    expect(response.status).toBe(200);
    await server.stop();
  });

  it('[E7] wrong settings are one sentence and exit 2; --help is help', async () => {
    const wrong = await runToEnd({ PORT: 'eighty' });
    expect(wrong).toMatchObject({
      code: 2,
      said: 'PORT is "eighty"; it must be a whole number from 0 to 65535, like 8080.',
    });
    const help = await runToEnd({}, ['--help']);
    expect(help).toMatchObject({ code: 0, out: expect.stringContaining('--drill') });
    expect(await readdir(dir)).toEqual([]);
  });

  it('[E8] --drill prints links for a lead, a triager and a wall; each signs in once, and set-up stays open', async () => {
    const server = await startServer({ dataDir: dir, args: ['--drill'] });
    const tokens = await Promise.all(
      ['Lead', 'Triager', 'Wall'].map(
        async (who) =>
          (await server.waitForLine(new RegExp(`${who}\\s+\\S+/link#(\\S+)`)))[1] ?? '',
      ),
    );
    const post = (path: string, body: unknown): Promise<Response> =>
      fetch(server.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: server.url },
        body: JSON.stringify(body),
      });
    for (const token of tokens) {
      const redeemed = await post('/api/links/redeem', { token });
      expect(redeemed.status).toBe(200);
      expect(redeemed.headers.getSetCookie().join()).toMatch(/HttpOnly/);
      expect((await post('/api/links/redeem', { token })).status).toBeGreaterThanOrEqual(400);
    }
    expect(await (await fetch(`${server.url}/api/session`)).json()).toMatchObject({
      subject: null,
      needsSetup: true,
    });
    await setUp(server);
    await server.stop();
  });
});

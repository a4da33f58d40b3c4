import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inPieces } from './contract.ts';
import { spoolIn } from './spool.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'spool-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('what comes in', () => {
  it('[EV13] is counted: not one byte more than may be, and nothing of it stays', async () => {
    const spool = spoolIn({ dir });
    expect((await spool.take(inPieces(Buffer.alloc(1000), 300), 999)).kind).toBe('too-large');
    expect(readdirSync(dir)).toEqual([]);
    const exact = await spool.take(inPieces(Buffer.alloc(1000), 300), 1000);
    expect(exact.kind).toBe('taken');
    if (exact.kind === 'taken') expect(exact.file.size).toBe(1000);
  });

  it('[EV14] leaves nothing when the sender breaks off', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(100);
      throw new Error('aborted');
    }
    expect((await spoolIn({ dir }).take(broken(), 1000)).kind).toBe('gone');
    expect(readdirSync(dir)).toEqual([]);
  });

  it('[EV15] leaves nothing when the disk is full, and says so', async () => {
    const spool = spoolIn({
      dir,
      async openFile(path) {
        const handle = await open(path, 'wx+');
        let room = 500;
        const write = handle.write.bind(handle) as (...args: unknown[]) => Promise<unknown>;
        handle.write = ((bytes: Uint8Array, at: number, length: number) => {
          room -= length;
          if (room < 0)
            return Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }));
          return write(bytes, at, length);
        }) as unknown as typeof handle.write;
        return handle;
      },
    });
    await expect(spool.take(inPieces(Buffer.alloc(1000), 300), 2000)).rejects.toMatchObject({
      kind: 'disk-full',
      message: expect.stringMatching(/disk .* full/),
    });
    expect(readdirSync(dir)).toEqual([]);
  });

  it('[EV14] of a killed server is cleared away at the next start, never what another still writes', async () => {
    const child = spawn(process.execPath, [
      '--input-type=module',
      '--eval',
      `import { writeFileSync } from 'node:fs';
       writeFileSync(${JSON.stringify(dir)} + '/' + process.pid + '-half', 'half');
       process.stdout.write('written');
       setInterval(() => undefined, 1000);`,
    ]);
    await once(child.stdout, 'data');
    const half = `${child.pid ?? 0}-half`;
    expect(readdirSync(dir)).toEqual([half]);
    spoolIn({ dir }).clear(true);
    expect(readdirSync(dir)).toEqual([half]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    spoolIn({ dir }).clear();
    expect(readdirSync(dir)).toEqual([half]);
    spoolIn({ dir }).clear(true);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('[EV14] and lies there for hours is nobody’s', () => {
    const now = 1_900_000_000_000;
    writeFileSync(join(dir, '1-old'), '');
    writeFileSync(join(dir, '1-new'), '');
    utimesSync(join(dir, '1-old'), now / 1000 - 7 * 3600, now / 1000 - 7 * 3600);
    utimesSync(join(dir, '1-new'), now / 1000, now / 1000);
    spoolIn({ dir, now: () => now }).clear();
    expect(readdirSync(dir)).toEqual(['1-new']);
  });

  it('[EV14] a nameless file is gone when it is closed', async () => {
    const handle = await spoolIn({ dir }).nameless();
    await handle.writeFile('x');
    expect(readdirSync(dir)).toEqual([]);
    await handle.close();
    expect(statSync(dir).isDirectory()).toBe(true);
  });
});

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbeddedJournal } from '../desk/open-rooms.ts';
import { runCommandLine } from './run.ts';

describe('warroom events', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'events-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const said = { out: '', err: '' };
    const code = await runCommandLine(['events', ...args], {
      out: (line) => (said.out += `${line}\n`),
      err: (line) => (said.err += `${line}\n`),
      dataDir,
      cwd: dataDir,
      electionsDir: dataDir,
      publicUrl: undefined,
      now: () => 0,
      readSecret: () => Promise.resolve(''),
      interactive: false,
    });
    return { code, ...said };
  }

  /** An open journal with so many events; every second has personal text that could break a line. */
  async function journalOf(count: number) {
    const { journal } = await openEmbeddedJournal('here', {
      dataDir,
      now: () => 0,
      die: (error) => {
        throw error;
      },
      notice: () => undefined,
    });
    await journal.append(
      Array.from({ length: count }, (_, n) => ({
        entries: [
          {
            aggregate: `thing:${n}`,
            event: {
              type: 'thing.said',
              data: { n },
              ...(n % 2 === 0
                ? { personal: { text: `line\n"${n}",\u2028\u0000,"personal":1` } }
                : {}),
              at: n,
              by: { kind: 'person', id: 'ana' },
              via: 'api',
            },
          },
        ],
      })),
    );
    return journal;
  }

  it('[CL13] prints every event once and in order, one a line, beside a running server', async () => {
    const journal = await journalOf(1203);
    const { code, out, err } = await run('--election', 'here');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const printed = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { seq: number; hash: string });
    const events = await journal.readAfter(0, 5000);
    expect(printed).toHaveLength(1203);
    for (const [index, { seq, aggregate, version, personal, data }] of events.entries())
      expect(printed[index]).toMatchObject({ seq, aggregate, version, personal, data });
    expect(printed.at(-1)?.hash).toBe(journal.head().hash);
    await journal.close();
  });

  it('[CL13] prints records byte for byte, so that the chain can be followed from the outside', async () => {
    const journal = await journalOf(5);
    const { out } = await run('--election', 'here', '--after', '2');
    const lines = out.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    const hashes = lines.map((line) => (JSON.parse(line) as { hash: string }).hash);
    for (const [index, line] of lines.entries()) {
      if (index === 0) continue;
      const record = `${line.slice(0, line.lastIndexOf(',"personal":'))}}`;
      expect(
        createHash('sha256')
          .update(`${hashes[index - 1]}\n${record}`)
          .digest('hex'),
      ).toBe(hashes[index]);
    }
    await journal.close();
  });

  it('[CL13] says in one sentence what is wrong', async () => {
    expect(await run()).toMatchObject({ code: 2, err: expect.stringContaining('--election') });
    expect(await run('--election', 'here')).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no journal of "here"'),
    });
    const journal = await journalOf(1);
    expect(await run('--election', 'here', '--after', 'x')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--after is "x"'),
    });
    expect(await run('--election', 'here', '--after', '1')).toMatchObject({ code: 0, out: '' });
    await journal.close();
  });
});

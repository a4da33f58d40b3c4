import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { processOf } from '../journal/testing/appending-process.ts';
import type { AppendingProcess } from '../journal/testing/appending-process.ts';
import { mailServer } from './testing/mail-server.ts';
import type { MailServer } from './testing/mail-server.ts';

const SCRIPT = fileURLToPath(new URL('./testing/tell-by-mail.ts', import.meta.url));
let server: MailServer;
let dir: string;
let run: AppendingProcess | undefined;
afterEach(async () => {
  await run?.kill();
  await server.close();
  rmSync(dir, { recursive: true });
});

it('[OB35] a kill between the sending of a mail and the record of it loses nothing: the same mail goes again', async () => {
  dir = mkdtempSync(join(tmpdir(), 'kill-'));
  let kill = (): Promise<void> => Promise.resolve();
  const taken: string[] = [];
  async function answer(callback: (error?: Error | null) => void): Promise<void> {
    await kill();
    callback(null);
  }
  server = await mailServer({
    onData(stream, _session, callback) {
      let raw = '';
      stream.on('data', (chunk: Buffer) => (raw += chunk.toString('utf8')));
      stream.on('end', () => {
        // Taken for good, and the answer never read: the process is dead before it comes.
        taken.push(/^Message-ID: (\S+)/im.exec(raw)?.[1] ?? raw);
        setImmediate(() => void answer(callback));
      });
    },
  });
  for (let round = 1; round <= 2; round += 1) {
    run = processOf(SCRIPT, 'tellByMail', [dir, server.port]);
    const { kill: now } = run;
    kill = now;
    await run.ended;
    expect(taken, run.errors()).toHaveLength(round);
    expect(run.lines.join('\n')).not.toContain('message.sent');
  }
  kill = () => Promise.resolve();
  run = processOf(SCRIPT, 'tellByMail', [dir, server.port]);
  // Claimed, then recorded as sent.
  await run.answered(2);
  const [claimed, sent] = run.lines;
  const message = sent!.slice('message.sent message:'.length);
  expect(claimed).toBe(`message.claimed message:${message}`);
  expect(taken).toEqual(Array.from({ length: 3 }, () => `<${message}@example.org>`));
}, 60_000);

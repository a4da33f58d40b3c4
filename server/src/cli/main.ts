import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CommandIo } from './command.ts';
import { runCommandLine } from './run.ts';
import { readSecret } from './secret-input.ts';

/** Beside the built entry, or beside the sources. */
function shippedElections(): string {
  const here = fileURLToPath(new URL('.', import.meta.url));
  const built = join(here, '../elections');
  return existsSync(built) ? built : join(here, '../../elections');
}

const cwd = process.cwd();
const dataDir = process.env['DATA_DIR'] ?? 'data';
const io: CommandIo = {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
  overwrite: process.stderr.isTTY
    ? (line) => void process.stderr.write(`\r\u001b[K${line}`)
    : undefined,
  dataDir: resolve(cwd, dataDir),
  cwd,
  electionsDir: shippedElections(),
  publicUrl: process.env['PUBLIC_URL'],
  store: process.env['STORE'],
  evidenceEnv: process.env,
  now: Date.now,
  readSecret: (prompt) => readSecret(prompt, process.stdin, process.stderr),
  interactive: process.stdin.isTTY,
};

// Not process.exit: what was written to a pipe must still get out.
process.exitCode = await runCommandLine(process.argv.slice(2), io);

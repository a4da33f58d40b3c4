import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { JournalPlace } from '../backup.ts';

/** A process of its own that appends to a journal without end and prints a line for each answer it got. */
export function appendingProcess(place: JournalPlace, round: number): AppendingProcess {
  const script = fileURLToPath(new URL('./append-forever.ts', import.meta.url));
  return processOf(script, 'appendForever', [place, round]);
}

/** A process of its own that calls a script's export with these arguments. */
export function processOf(script: string, name: string, args: unknown[]): AppendingProcess {
  const vite = pathToFileURL(createRequire(import.meta.url).resolve('vite')).href;
  const code = `import { createServer } from ${JSON.stringify(vite)};
    const server = await createServer({ configFile: false, logLevel: 'error', appType: 'custom',
      server: { middlewareMode: true, ws: false, watch: null }, optimizeDeps: { noDiscovery: true } });
    const { ${name} } = await server.ssrLoadModule(${JSON.stringify(script)});
    await ${name}(...${JSON.stringify(args)}).catch((error) => {
      process.stderr.write(error.message);
      process.exit(1);
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  let errors = '';
  const waiting: Array<{ count: number; resolve(): void }> = [];
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line);
    for (const { count, resolve } of waiting) if (lines.length >= count) resolve();
  });
  const ended = new Promise<void>((resolve) => {
    child.on('close', () => resolve()); // after the last byte of its output was read
  });
  return {
    lines,
    errors: () => errors,
    ended,
    child,
    async answered(count) {
      const enough = new Promise<void>((resolve) => waiting.push({ count, resolve }));
      await Promise.race([enough, ended]);
      if (lines.length < count) throw new Error(`The process ended early: ${errors}`);
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

export interface AppendingProcess {
  /** `key first last` of each acknowledged unit so far. */
  lines: string[];
  errors(): string;
  child: ChildProcess;
  ended: Promise<void>;
  answered(count: number): Promise<void>;
  kill(): Promise<void>;
}

import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import type { Gate } from './gate.ts';

/** What a browser loads before the first picture, gzipped, as scripts/budget.mjs counts it. */
export async function run(): Promise<Gate[]> {
  const root = join(dirname(import.meta.dirname), '..', '..');
  const said = await new Promise<string>((done) => {
    execFile(process.execPath, [join(root, 'scripts/budget.mjs')], (_, out) => done(out));
  });
  const gates = said.split('\n').flatMap((line): Gate[] => {
    const [, word, route, ours, limit] =
      /^(ok|FAIL) +(\S+): ([\d.]+) kB of (\d+) kB/.exec(line) ?? [];
    if (word === undefined) return [];
    return [
      {
        gate: `first load of ${route}, gzip <= ${limit} kB`,
        ours: `${ours} kB`,
        peer: '-',
        ratio: '-',
        pass: word === 'ok',
      },
    ];
  });
  if (gates.length === 0) throw new Error(`scripts/budget.mjs counted nothing: ${said}`);
  return gates;
}

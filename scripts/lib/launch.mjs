import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './process.mjs';

/** Where the person stood who called npm: npm itself moves to the root. */
export const callerFolder = process.env['INIT_CWD'] ?? process.cwd();

/**
 * Runs a built entry inside this process, so that signals reach it once and with nothing between.
 * DATA_DIR is the root's `data` unless given; a relative one counts from where the caller stood.
 * @param {string} entry relative to the root
 * @param {string[]} args
 */
export async function launch(entry, args) {
  const file = join(root, entry);
  if (!existsSync(file)) throw new Error(`${entry} is missing after the build`);
  const dataDir = process.env['DATA_DIR'];
  process.env['DATA_DIR'] = !dataDir
    ? join(root, 'data')
    : isAbsolute(dataDir)
      ? dataDir
      : resolve(callerFolder, dataDir);
  process.argv = [process.execPath, file, ...args];
  await import(pathToFileURL(file).href);
}

/**
 * Ctrl-C in a terminal signals npm and this process, and npm passes its own on, so each arrives
 * twice. The second must not cut off the shutdown that the first began; one that comes five seconds
 * later is a person who has waited long enough.
 */
export function tolerateRepeatedSignals() {
  for (const [signal, code] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])) {
    let firstAt = 0;
    process.on(signal, () => {
      if (firstAt === 0) firstAt = performance.now();
      else if (performance.now() - firstAt > 5000) process.exit(code);
    });
  }
}

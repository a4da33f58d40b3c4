import './lib/node-version.mjs';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pnpm } from './lib/install.mjs';
import { fail, root, run, say, toolEnv } from './lib/process.mjs';

// For the image: what server/dist imports at run time, and of that only what this machine can load.
const { code, output } = await run(
  'npx',
  ['--yes', pnpm, 'install', '--frozen-lockfile', '--prod', '--filter', '@warroom/server'],
  { env: toolEnv({ CI: 'true', npm_config_loglevel: 'error' }) },
);
if (code !== 0) fail('Packages were not installed: the reason is printed above.', output);

const store = join(root, 'node_modules/.pnpm');
const machine = `${process.platform}-${process.arch}`;
let freedBytes = 0;
for (const entry of readdirSync(store, { withFileTypes: true, recursive: true })) {
  const path = join(entry.parentPath, entry.name);
  const isForeign =
    entry.isDirectory() &&
    entry.parentPath.endsWith('/prebuilds') &&
    !entry.name.startsWith(machine);
  // Types, source maps and C are for those who build.
  const isForBuilders = entry.isFile() && /\.(map|d\.[cm]?ts|[ch]|cpp)$/.test(entry.name);
  if (isForeign || isForBuilders) remove(path);
}
// Built into server/dist.
rmSync(join(root, 'server/node_modules/@warroom'), { recursive: true, force: true });
say(`Removed ${(freedBytes / 1e6).toFixed(0)} MB that only other machines or builders need.`);

/** @param {string} path */
function remove(path) {
  freedBytes += sizeOf(path);
  rmSync(path, { recursive: true });
}

/**
 * @param {string} path
 * @returns {number}
 */
function sizeOf(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

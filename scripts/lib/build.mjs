import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf } from './hash.mjs';
import { withLock } from './lock.mjs';
import { fail, root, run, say, seconds, toolEnv } from './process.mjs';

const inputs = [
  'shared/src',
  'server/src',
  'client/src',
  'client/public',
  'client/index.html',
  'server/vite.config.ts',
  'client/vite.config.ts',
  'server/package.json',
  'client/package.json',
  'tsconfig.base.json',
  'pnpm-lock.yaml',
];
const skip = (/** @type {string} */ path) => /\.test\.tsx?$|\.md$/.test(path);

/** @type {{ name: 'server' | 'client', outputs: string[] }[]} */
const parts = [
  { name: 'server', outputs: ['main.js', 'cli.js'] },
  { name: 'client', outputs: ['index.html'] },
];

/**
 * The build's name: 12 hex digits over all that goes into it, so that server and client carry the
 * same one, two machines with the same sources agree, and any change gives a new one.
 */
export function buildId() {
  return hashOf(inputs, { skip }).slice(0, 12);
}

/** Builds server and client side by side; nothing if what is there was built from these sources. */
export async function ensureBuilt() {
  if (built(buildId())) return;
  await withLock(async () => {
    const id = buildId();
    if (built(id)) return;
    say('Building …');
    const startedAt = performance.now();
    const results = await Promise.all(parts.map((part) => buildPart(part.name, id)));
    for (const { name, code, output } of results)
      if (code !== 0) fail(`The ${name} was not built: the reason is printed above.`, output);
    for (const { name } of results) putInPlace(name, id);
    say(`Built ${id} in ${seconds(performance.now() - startedAt)}.`);
  });
}

/** @param {string} id */
function built(id) {
  return parts.every(({ name, outputs }) => {
    const dist = join(root, name, 'dist');
    const stamp = join(dist, '.build-id');
    return (
      outputs.every((file) => existsSync(join(dist, file))) &&
      existsSync(stamp) &&
      readFileSync(stamp, 'utf8') === id
    );
  });
}

/**
 * @param {string} name
 * @param {string} id
 */
async function buildPart(name, id) {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const result = await run(
    process.execPath,
    [vite, 'build', '--outDir', '.cache/dist', '--emptyOutDir', '--logLevel', 'warn'],
    { cwd: join(root, name), env: toolEnv({ WARROOM_BUILD_ID: id }) },
  );
  return { name, ...result };
}

/**
 * A failed build leaves the last good one alone, and a running server never sees half of a new one.
 * @param {string} name
 * @param {string} id
 */
function putInPlace(name, id) {
  const made = join(root, name, '.cache/dist');
  const old = join(root, name, '.cache/dist-old');
  const dist = join(root, name, 'dist');
  writeFileSync(join(made, '.build-id'), id);
  rmSync(old, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  renameSync(dist, old);
  renameSync(made, dist);
  rmSync(old, { recursive: true, force: true });
}

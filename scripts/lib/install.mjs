import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf } from './hash.mjs';
import { withLock } from './lock.mjs';
import { fail, root, run, say, seconds, toolEnv } from './process.mjs';

/** The only pnpm that is ever used here. */
export const pnpm = 'pnpm@12.21.0';
const stamp = join(root, 'node_modules/.cache/warroom-install');
const manifests = [
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'package.json',
  'shared/package.json',
  'server/package.json',
  'client/package.json',
  'e2e/package.json',
];

/** Installs exactly what the lockfile says, by a pnpm fetched through npm; nothing if it is there. */
export async function ensureInstalled() {
  if (installed()) return;
  await withLock(async () => {
    if (installed()) return;
    say('Installing packages …');
    const { code, output, durationMs } = await run(
      'npx',
      ['--yes', pnpm, 'install', '--frozen-lockfile', '--reporter=append-only'],
      // CI: pnpm asks no questions. The log level hushes npm's own warnings.
      { env: toolEnv({ CI: 'true', npm_config_loglevel: 'error' }) },
    );
    if (code !== 0) fail(installFailure(output), output);
    mkdirSync(join(stamp, '..'), { recursive: true });
    writeFileSync(stamp, wanted());
    say(`Packages installed in ${seconds(durationMs)}.`);
  });
}

function installed() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted();
}

/** Prebuilt binaries depend on the platform and Node's major version. */
function wanted() {
  const major = process.versions.node.split('.')[0];
  return hashOf(manifests, { salt: `${pnpm} ${process.platform} ${process.arch} ${major}` });
}

/** @param {string} output */
function installFailure(output) {
  if (/OUTDATED_LOCKFILE/.test(output))
    return 'Packages were not installed: a package.json and pnpm-lock.yaml disagree; run `npx pnpm@12.21.0 install` and commit the lockfile.';
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|network/i.test(output))
    return 'Packages were not installed: the npm registry cannot be reached from here; check the network or proxy and start again.';
  if (/ENOSPC/.test(output))
    return 'Packages were not installed: the disk is full; free about 700 MB and start again.';
  return 'Packages were not installed: the reason is printed above; mend it and start again.';
}

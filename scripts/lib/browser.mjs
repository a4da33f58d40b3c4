import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './process.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const macs = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** What a Chromium is started with: no network of its own, and able to run as root in a container. */
export const browserFlags = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/**
 * The Chromium to test with: CHROMIUM_PATH, or one installed on this machine.
 * @returns {string | undefined} its absolute path
 */
export function findBrowser() {
  const named = process.env['CHROMIUM_PATH'];
  if (named) return existsSync(named) ? named : undefined;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...macs].find(
    isProgram,
  );
}

/**
 * As findBrowser; where there is none and this is root on Debian, installs Debian's.
 * @returns {Promise<{ path: string } | { missing: string }>} `missing` says in one line what to do
 */
export async function ensureBrowser() {
  const named = process.env['CHROMIUM_PATH'];
  const found = findBrowser();
  if (found !== undefined) return { path: found };
  if (named) return { missing: `CHROMIUM_PATH names ${named}, and there is no such file.` };
  const advice =
    'No Chromium: install one (Debian: apt-get install chromium) or name it in CHROMIUM_PATH.';
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return { missing: advice };
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update'], { env });
  const { code } = await run(
    'apt-get',
    ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
    { env },
  );
  const installed = findBrowser();
  return code === 0 && installed !== undefined ? { path: installed } : { missing: advice };
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

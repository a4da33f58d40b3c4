import './lib/node-version.mjs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root } from './lib/process.mjs';

// npm run pictures: the README's pictures, taken from the running product. Takes about eight minutes.
await ensureInstalled();
await ensureBuilt();
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'e2e/node_modules/@playwright/test/cli.js'),
    'test',
    '-c',
    'pictures/playwright.config.ts',
  ],
  { cwd: join(root, 'e2e'), stdio: 'inherit' },
);
process.exitCode = status ?? 1;

import './lib/node-version.mjs';
import { buildId, ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';

// npm run build: the same build that npm start makes, and its id on stdout.
await ensureInstalled();
await ensureBuilt();
process.stdout.write(`${buildId()}\n`);

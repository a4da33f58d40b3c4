import './lib/node-version.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { launch, tolerateRepeatedSignals } from './lib/launch.mjs';

// npm start: installs and builds what is missing or out of date, then becomes the server.
await ensureInstalled();
await ensureBuilt();
tolerateRepeatedSignals();
await launch('server/dist/main.js', process.argv.slice(2));

import './lib/node-version.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { callerFolder, launch } from './lib/launch.mjs';

// npm run warroom -- …: the command line; file names count from where the caller stands.
await ensureInstalled();
await ensureBuilt();
process.chdir(callerFolder);
await launch('server/dist/cli.js', process.argv.slice(2));

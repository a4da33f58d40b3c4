import './lib/node-version.mjs';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './lib/build.mjs';
import { removedAtExit } from './lib/cluster/children.mjs';
import { runningCluster } from './lib/cluster/running.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { callerFolder, tolerateRepeatedSignals } from './lib/launch.mjs';
import { fail } from './lib/process.mjs';

const usage = `Election War Room as a cluster on this machine, to try it and to break it

  npm run cluster               Redis with two replicas and three Sentinels, three nodes, a balancer
  npm run cluster -- --drill    the same with an exercise running, and links to sign in

Options
  --drill        start an exercise and print links to sign in
  --redis KIND   sentinel, single or cluster               (default sentinel)
  --store URL    use a Redis that runs already             (as STORE for a node)
  --nodes N      how many nodes                            (default 3)
  --data DIR     keep all data here between runs           (default: a temporary folder)
  --port N       where the balancer listens                (PORT, default 8080; 0 picks a free one)
  --help         this text

Other settings of the server pass through from the environment. Needs redis-server on the PATH.
`;

const kinds = /** @type {const} */ (['single', 'sentinel', 'cluster']);
const { values, problem } = read();
if (problem !== undefined) {
  process.stderr.write(`${problem}. Run with --help for what is known.\n`);
  process.exit(2);
}
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const port = Number(values.port ?? process.env['PORT'] ?? 8080);
const count = Number(values.nodes);
const kind = kinds.find((one) => one === values.redis);
if (!Number.isInteger(port) || port < 0 || port > 65_535)
  usageError('PORT must be a whole number from 0 to 65535, like 8080.');
if (!Number.isInteger(count) || count < 1 || count > 20)
  usageError(`--nodes is a whole number from 1 to 20, not ${values.nodes}.`);
if (kind === undefined) usageError(`--redis is ${kinds.join(', ')}, not ${values.redis}.`);

await ensureInstalled();
await ensureBuilt();
tolerateRepeatedSignals();

const dir = values.data
  ? resolve(callerFolder, values.data)
  : mkdtempSync(join(tmpdir(), 'warroom-cluster-'));
if (!values.data) removedAtExit(dir);
const cluster = await runningCluster({
  kind,
  count,
  port,
  dir,
  kept: values.data !== undefined,
  drill: values.drill,
  ...(values.store === undefined ? {} : { store: values.store }),
  say: (line) => process.stdout.write(`${line}\n`),
}).catch((/** @type {Error} */ error) => fail(error.message));

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
  process.once(signal, () => {
    process.stdout.write('\nStopping …\n');
    cluster.stop().then(
      () => process.exit(0),
      (/** @type {Error} */ error) => fail(error.message),
    );
  });

/**
 * @param {string} sentence
 * @returns {never}
 */
function usageError(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}

/** @returns {{ values: { drill: boolean, redis: string, nodes: string, help: boolean, store?: string, data?: string, port?: string }, problem?: string }} */
function read() {
  const defaults = { drill: false, redis: 'sentinel', nodes: '3', help: false };
  try {
    const { values } = parseArgs({
      options: {
        drill: { type: 'boolean' },
        redis: { type: 'string' },
        store: { type: 'string' },
        nodes: { type: 'string' },
        data: { type: 'string' },
        port: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return { values: { ...defaults, ...values } };
  } catch (error) {
    return { values: defaults, problem: error instanceof Error ? error.message : String(error) };
  }
}

import './lib/node-version.mjs';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBrowser } from './lib/browser.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { fail, root, run, seconds, toolEnv } from './lib/process.mjs';
import { redisMissing } from './lib/redis.mjs';
import { tallyPlaywright, tallyVitest } from './lib/tally.mjs';

const usage = `npm test                everything: checks, unit tests, build, budget, browser tests
npm test -- --fast      the same without the browser
npm run test:faults     the long form of tests that kill, freeze, part and empty; all browser tests on three nodes
npm run test:peers      tests against other programs installed here

With CI=true whatever a step needs and does not find is a failure.
The last line is "N passed, N failed".`;

/** @typedef {import('./lib/tally.mjs').Tally} Tally */
/** @typedef {{ name: string, args: string[], cwd?: string, env?: NodeJS.ProcessEnv, tally?: () => Tally }} Step */

const { values } = parseArgs({
  options: {
    fast: { type: 'boolean', default: false },
    kind: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}
if (values.kind !== undefined && values.kind !== 'faults' && values.kind !== 'peers')
  fail(`--kind is faults or peers, not ${values.kind}.`);

const strict = process.env['CI'] === 'true';
const startedAt = performance.now();
const reports = join(root, '.cache/reports');
const total = { passed: 0, failed: 0 };

await ensureInstalled();
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
await (values.kind === undefined ? everything() : tests(values.kind));
say(`Took ${seconds(performance.now() - startedAt)}.`);
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** @param {string} line */
function say(line) {
  process.stdout.write(`${line}\n`);
}

async function everything() {
  await sideBySide(checks(), 2);
  askForRedis();
  await step(vitest('unit tests', 'unit', []));
  if (!(await step(node('build', 'scripts/build.mjs'))))
    return count('first load, product and browser tests not run: there is no build', 1);
  await step(node('first load', 'scripts/budget.mjs'));
  await step(vitest('product tests', 'product', ['--root', 'e2e']));
  if (!values.fast) await browserTests();
}

/** @param {'faults' | 'peers'} kind */
async function tests(kind) {
  askForRedis();
  if (!(await step(node('build', 'scripts/build.mjs')))) return;
  await step(vitest(`${kind} tests`, kind, [], { WARROOM_TESTS: kind }));
  // All browser tests on three nodes: `npm test` runs those in which several people or screens meet.
  if (kind === 'faults')
    await browserStep('browser tests on three nodes', 'browser-cluster', {
      WARROOM_RIG: 'cluster',
      WARROOM_TESTS: 'faults',
    });
}

/** Said once and first, not by each test that fails for want of it. */
function askForRedis() {
  const missing = redisMissing();
  if (missing === undefined) return;
  if (strict) count(missing, 1);
  else say(`  to come  failing tests: ${missing}`);
}

/** @returns {Step[]} */
function checks() {
  return [
    { name: 'format', args: [bin('oxfmt'), '--check'] },
    { name: 'lint', args: [bin('oxlint'), '--type-aware', '--deny-warnings'] },
    ...['shared', 'server', 'client', 'e2e', '.'].map((project) => ({
      name: `types ${project === '.' ? 'scripts' : project}`,
      args: [bin('tsc'), '-p', project],
    })),
    { name: 'dead code', args: [bin('knip'), '--no-progress'] },
  ];
}

/** @param {string} name */
function bin(name) {
  return join(root, 'node_modules/.bin', name);
}

/**
 * @param {string} name
 * @param {string} script
 * @returns {Step}
 */
function node(name, script) {
  return { name, args: [process.execPath, script] };
}

/**
 * @param {string} name
 * @param {string} report
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Step}
 */
function vitest(name, report, args, env = {}) {
  const file = join(reports, `${report}.json`);
  return {
    name,
    args: [
      bin('vitest'),
      'run',
      ...args,
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    env,
    tally: () => tallyVitest(file),
  };
}

async function browserTests() {
  await browserStep('browser tests', 'browser', {});
  await browserStep('browser tests on three nodes', 'browser-cluster', { WARROOM_RIG: 'cluster' });
}

/**
 * @param {string} name
 * @param {string} report
 * @param {NodeJS.ProcessEnv} env
 */
async function browserStep(name, report, env) {
  const browser = await ensureBrowser();
  if ('missing' in browser) {
    if (strict) count(`${name}: ${browser.missing}`, 1);
    else say(`  left out  ${name}: ${browser.missing}`);
    return;
  }
  const file = join(reports, `${report}.json`);
  await step({
    name,
    args: [
      process.execPath,
      join(root, 'e2e/node_modules/@playwright/test/cli.js'),
      'test',
      '--reporter=line,json',
    ],
    cwd: join(root, 'e2e'),
    env: { ...env, CHROMIUM_PATH: browser.path, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
    tally: () => tallyPlaywright(file),
  });
}

/**
 * @param {Step[]} steps
 * @param {number} atOnce
 */
async function sideBySide(steps, atOnce) {
  const queue = [...steps];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await step(next);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/**
 * Runs a step, says how it went and counts it: its single tests where it has them, else itself.
 * @param {Step} step
 * @returns {Promise<boolean>} whether it passed
 */
async function step({ name, args: [command = '', ...args], cwd = root, env = {}, tally }) {
  const { code, output, durationMs } = await run(command, args, {
    cwd,
    env: toolEnv({ ...env, NO_COLOR: '1' }),
  });
  const { passed, failed, left } = tally?.() ?? { passed: 0, failed: 0, left: 0 };
  const ran = passed + failed > 0;
  // Exits with an error though no test failed, or ends well though nothing ran: one failure.
  const broken = tally === undefined ? code !== 0 : failed === 0 && (code !== 0 || !ran);
  total.passed += passed + (tally === undefined && code === 0 ? 1 : 0);
  total.failed += failed + (broken ? 1 : 0) + (strict ? left : 0);
  const good = !broken && failed === 0 && !(strict && left > 0);
  const detail = ran
    ? ` (${passed} passed, ${failed} failed${left > 0 ? `, ${left} not run` : ''})`
    : '';
  if (!good) say(`\n${output.trimEnd()}\n`);
  say(`  ${good ? 'ok  ' : 'FAIL'}  ${name}${detail} ${seconds(durationMs)}`);
  return good;
}

/**
 * @param {string} line
 * @param {number} failed
 */
function count(line, failed) {
  total.failed += failed;
  say(`  FAIL  ${line}`);
}

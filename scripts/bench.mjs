import './lib/node-version.mjs';
import { fork } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { fail, root, say, seconds } from './lib/process.mjs';

const usage = `npm run bench             every gate, one after another
npm run bench -- journal  those whose file name contains a word
npm run bench -- soak --minutes 60
                          what takes long runs only when it is named: *.long.ts`;

/** @typedef {{ gate: string, ours: number | string, peer: number | string, ratio: number | string, pass: boolean }} Row */

const { values, positionals: words } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean', short: 'h' }, minutes: { type: 'string' } },
});
if (values.help) {
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}
if (values.minutes !== undefined) {
  if (!(Number(values.minutes) > 0)) fail(`--minutes is a number over 0, not ${values.minutes}.`);
  process.env['BENCH_MINUTES'] = values.minutes;
}

const folders = ['server/bench', 'e2e/bench'];
await ensureInstalled();
await ensureBuilt();
const chosen = folders
  .flatMap((folder) => sources(folder).map((file) => ({ folder, file })))
  .filter(({ file }) => /\.(bench|long)\.ts$/.test(file))
  .filter(({ file }) => file.endsWith('.bench.ts') || words.length > 0)
  .filter(({ file }) => words.length === 0 || words.some((word) => file.includes(word)));
if (chosen.length === 0) fail(`No bench has ${words.join(' or ') || 'a file'} in its name.`);
for (const folder of new Set(chosen.map((bench) => bench.folder))) await bundle(folder);

/** @type {Row[]} */
const rows = [];
let broken = 0;
for (const { folder, file } of chosen) {
  const startedAt = performance.now();
  const result = await measure(join(bundled(folder), file.replace(/\.ts$/, '.js')));
  if (result === undefined) broken += 1;
  else rows.push(...result);
  say(
    `${file} ${result === undefined ? 'FAILED' : 'done'} in ${seconds(performance.now() - startedAt)}`,
  );
}
process.stdout.write(`\n${table(rows)}\n`);
process.exitCode = broken === 0 && rows.every((row) => row.pass) ? 0 : 1;

/** @param {string} folder */
function sources(folder) {
  const path = join(root, folder);
  return existsSync(path)
    ? readdirSync(path).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    : [];
}

/**
 * Inside the package, so that a bench finds the package's own dependencies.
 * @param {string} folder
 */
function bundled(folder) {
  return join(root, folder, '../.cache/bench');
}

/**
 * Every file of the folder becomes an entry beside the others, so that a bench can start a peer or
 * a load generator as `new URL('./peer.js', import.meta.url)`.
 * @param {string} folder
 */
async function bundle(folder) {
  const { build } = await import('vite');
  await build({
    root: join(root, folder, '..'),
    configFile: false,
    logLevel: 'warn',
    define: { __BUILD_ID__: JSON.stringify('bench') },
    ssr: { noExternal: ['@warroom/shared'] },
    build: {
      ssr: true,
      target: 'node20',
      minify: false,
      outDir: bundled(folder),
      emptyOutDir: true,
      copyPublicDir: false,
      rolldownOptions: {
        input: Object.fromEntries(
          sources(folder).map((name) => [name.replace(/\.ts$/, ''), join(root, folder, name)]),
        ),
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunk-[name]-[hash].js' },
      },
    },
  });
}

/**
 * A process for each, so that no bench is measured on another's heap.
 * @param {string} file
 * @returns {Promise<Row[] | undefined>} undefined if it failed; it has said why
 */
function measure(file) {
  return new Promise((done) => {
    const child = fork(join(root, 'scripts/lib/bench-child.mjs'), [file], {
      execArgv: ['--expose-gc'],
    });
    /** @type {Row[] | undefined} */
    let result;
    child.on('message', (message) => (result = /** @type {Row[]} */ (message)));
    child.on('close', (code) => done(code === 0 ? result : undefined));
  });
}

/** @param {Row[]} all */
function table(all) {
  const cells = all.map(({ gate, ours, peer, ratio, pass }) => [
    gate,
    figure(ours),
    figure(peer),
    figure(ratio),
    pass ? 'pass' : 'FAIL',
  ]);
  const lines = [['gate', 'ours', 'peer', 'ratio', ''], ...cells];
  const widths = lines[0]?.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths?.[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** @param {number | string} value */
function figure(value) {
  return typeof value === 'string' ? value : Number(value.toPrecision(4)).toLocaleString('en-GB');
}

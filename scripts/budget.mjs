import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from './lib/process.mjs';

// What a browser loads before the first picture, gzipped: index.html, the entry and all it imports,
// and the route's own chunks. The wall shows its scenes in turn, so all of them count.
const dist = join(root, 'client/dist');
/** @typedef {{ file: string, src?: string, isEntry?: boolean, imports?: string[], dynamicImports?: string[], css?: string[] }} Chunk */
/** @type {Record<string, Chunk>} */
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));
const routes = [
  { route: '/', folder: 'src/board/board-page', everything: false, limitKb: 200 },
  { route: '/wall', folder: 'src/wall/', everything: true, limitKb: 350 },
];

for (const { route, folder, everything, limitKb } of routes) {
  const files = firstLoad(folder, everything);
  const sizes = [...files].map((file) => ({ file, kb: gzippedKb(file) }));
  const sum = sizes.reduce((kb, size) => kb + size.kb, 0);
  const good = sum <= limitKb && files.size > 0;
  process.stdout.write(
    `${good ? 'ok  ' : 'FAIL'} ${route}: ${sum.toFixed(1)} kB of ${limitKb} kB gzip\n`,
  );
  for (const { file, kb } of sizes.toSorted((a, b) => b.kb - a.kb))
    process.stdout.write(`       ${kb.toFixed(1).padStart(7)}  ${file}\n`);
  if (!good) process.exitCode = 1;
}

/**
 * @param {string} folder the route's sources
 * @param {boolean} everything also what the route's chunks load later
 */
function firstLoad(folder, everything) {
  const files = new Set(['index.html']);
  const seen = new Set();
  const entry = Object.keys(manifest).filter((key) => manifest[key]?.isEntry);
  const own = Object.keys(manifest).filter((key) => key.startsWith(folder));
  const direct = entry.flatMap((key) => manifest[key]?.dynamicImports ?? []);
  const first = everything ? own : own.filter((key) => direct.includes(key));
  if (first.length === 0)
    throw new Error(
      `The manifest has no chunk from client/${folder} that main.tsx imports lazily: the budget would measure nothing.`,
    );
  const visit = (/** @type {string} */ key) => {
    const chunk = manifest[key];
    if (chunk === undefined || seen.has(key)) return;
    seen.add(key);
    if (!chunk.file.endsWith('.woff2')) files.add(chunk.file);
    for (const css of chunk.css ?? []) files.add(css);
    for (const next of chunk.imports ?? []) visit(next);
  };
  for (const key of [...entry, ...first]) visit(key);
  return files;
}

/** @param {string} file */
function gzippedKb(file) {
  return gzipSync(readFileSync(join(dist, file))).length / 1000;
}

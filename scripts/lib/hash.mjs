import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './process.mjs';

/**
 * A hash of the named files and folders by path and content, 64 hex digits: the same on every
 * machine that holds the same sources. What does not exist counts as absent, not as an error.
 * @param {string[]} paths relative to the root, with `/`
 * @param {{ skip?: (path: string) => boolean, salt?: string }} [options]
 */
export function hashOf(paths, { skip = () => false, salt = '' } = {}) {
  const hash = createHash('sha256').update(salt);
  for (const path of paths.flatMap(filesIn).filter((file) => !skip(file))) {
    const content = readFileSync(join(root, path));
    hash.update(`\0${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/**
 * @param {string} path
 * @returns {string[]} every file at or below the path, sorted
 */
function filesIn(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (statSync(full).isFile()) return [path];
  return readdirSync(full)
    .toSorted()
    .flatMap((name) => filesIn(`${path}/${name}`));
}

import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { root } from './server.ts';

/** Another build of the same sources, as an update would bring it. */
export interface NextBuild {
  /** Its server, for `startServer`. */
  entry: string;
  /** The ids of this build and of the one it follows. */
  id: string;
  before: string;
  remove(): Promise<void>;
}

/**
 * A copy of what is built under another id: the id is written into it, and every script of the pages has
 * another name, as if its content were another.
 */
export async function nextBuild(): Promise<NextBuild> {
  const before = readFileSync(join(root, 'client/dist/.build-id'), 'utf8');
  const id = [...before].toReversed().join('').replace(/^./, 'f');
  if (id === before) throw new Error(`${before} is its own successor`);
  const folder = await mkdtemp(join(tmpdir(), 'warroom-next-'));
  await mkdir(join(folder, 'server'));
  await cp(join(root, 'server/dist'), join(folder, 'server/dist'), { recursive: true });
  await cp(join(root, 'client/dist'), join(folder, 'client/dist'), { recursive: true });
  await symlink(join(root, 'server/node_modules'), join(folder, 'server/node_modules'));
  await symlink(join(root, 'server/elections'), join(folder, 'server/elections'));
  for (const name of await readdir(join(folder, 'server/dist')))
    if (name.endsWith('.js')) await rewrite(join(folder, 'server/dist', name), [[before, id]]);

  const pages = join(folder, 'client/dist');
  const files = (await readdir(pages, { recursive: true })).filter((name) =>
    /\.(js|html)$/.test(name),
  );
  const renamed = files.flatMap((name): [string, string][] =>
    name.startsWith('assets/') && name.endsWith('.js')
      ? [[basename(name), basename(name).replace(/\.js$/, '-next.js')]]
      : [],
  );
  for (const name of files) {
    const to = renamed.find(([old]) => old === basename(name))?.[1];
    await rewrite(join(pages, name), [[before, id], ...renamed]);
    if (to !== undefined) await rename(join(pages, name), join(pages, 'assets', to));
  }
  return {
    entry: join(folder, 'server/dist/main.js'),
    id,
    before,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function rewrite(file: string, pairs: readonly (readonly [string, string])[]): Promise<void> {
  let text = await readFile(file, 'utf8');
  for (const [from, to] of pairs) text = text.replaceAll(from, to);
  await writeFile(file, text);
}

import { spawnSync } from 'node:child_process';

const PROGRAM = 'redis-server';

/** Why tests that need Redis cannot run; undefined if they can. */
export function redisMissing() {
  return spawnSync(PROGRAM, ['--version'], { stdio: 'ignore' }).status === 0
    ? undefined
    : `${PROGRAM} is not installed, and tests of the shared store need it: \`apt-get install redis-server\` or \`brew install redis\`.`;
}

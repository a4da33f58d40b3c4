import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';

// Whatever is started here ends with this process, however that ends: a shell of its own session holds
// the other end of a pipe, and when that closes it kills what is left, even after SIGKILL, and removes
// temporary folders.
const WATCH = `trap '' INT TERM HUP
pids=
while read -r what value; do
  if [ "$what" = folder ]; then
    set -- "$@" "$value"
    continue
  fi
  others=
  for pid in $pids; do [ "$pid" = "$value" ] || others="$others $pid"; done
  pids=$others
  [ "$what" = started ] && pids="$pids $value"
done
[ -z "$pids" ] || kill -9 $pids 2>/dev/null
rm -rf -- "$@" 2>/dev/null || { sleep 1; rm -rf -- "$@"; }`;

/** @type {import('node:child_process').ChildProcess | undefined} */
let watch;
/** @type {Set<number>} */
const living = new Set();
/** @type {Set<string>} */
const folders = new Set();

process.on('exit', () => {
  for (const pid of living) signal(pid, 'SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/**
 * Starts a program in a session of its own, so that a Ctrl-C in the terminal reaches only this process,
 * which then ends the others in order. It never outlives this process.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, stdio: import('node:child_process').StdioOptions }} options
 */
export function startChild(command, args, options) {
  const child = spawn(command, args, { ...options, detached: true });
  const { pid } = child;
  if (pid === undefined) return child;
  living.add(pid);
  tell(`started ${pid}`);
  child.once('exit', () => {
    living.delete(pid);
    tell(`ended ${pid}`);
  });
  return child;
}

/** @param {string} line */
function tell(line) {
  if (watch === undefined) {
    watch = spawn('/bin/sh', ['-c', WATCH], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    watch.unref();
    watch.stdin?.on('error', () => {});
    if (watch.stdin !== null && 'unref' in watch.stdin)
      /** @type {import('node:net').Socket} */ (watch.stdin).unref();
  }
  watch.stdin?.write(`${line}\n`);
}

/**
 * A folder that goes when this process does, if nobody removed it before.
 * @param {string} folder
 */
export function removedAtExit(folder) {
  folders.add(folder);
  tell(`folder ${folder}`);
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} name
 * @returns {boolean} false if there is no such process any more
 */
export function signal(pid, name) {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

const FIRST_PORT = 15_000;
const LAST_PORT = 32_000;

/**
 * A port of 127.0.0.1 that nothing uses. Below the range from which systems take ports for outgoing
 * connections: there a client that keeps trying a stopped server's port would one day be given that
 * very port for its own end and be connected to itself. Always five digits.
 * @returns {Promise<number>}
 */
export async function freePort() {
  for (let tries = 0; tries < 200; tries += 1) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT));
    if (await isFree(port)) return port;
  }
  throw new Error(`No port from ${FIRST_PORT} to ${LAST_PORT} is free on 127.0.0.1.`);
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isFree(port) {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });
}

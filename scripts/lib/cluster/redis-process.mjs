import { once } from 'node:events';
import { existsSync, openSync, closeSync, readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { signal, startChild } from './children.mjs';
import { respConnection } from './resp.mjs';

/** @typedef {import('./redis-servers.mjs').RedisServer} RedisServer */
/** @typedef {import('./redis-servers.mjs').RedisConfig} RedisConfig */

export const HOST = '127.0.0.1';
const STARTED_WITHIN_MS = 20_000;
const NOT_THERE =
  'redis-server is not installed: `apt-get install redis-server` (Debian, Ubuntu) or `brew install redis` (macOS) brings it.';

/**
 * The configuration file in a server's folder.
 * @param {string} dir
 */
export const confOf = (dir) => join(dir, 'redis.conf');

/**
 * Starts one redis-server with a configuration file in its folder, and answers when it does.
 * The file is written only if there is none: Redis and Sentinel rewrite theirs after a failover.
 * @param {object} options
 * @param {RedisServer['role']} options.role
 * @param {number} options.port
 * @param {number} [options.announcedPort]
 * @param {string} options.dir
 * @param {RedisConfig} options.config
 * @param {string | undefined} [options.password]
 * @returns {Promise<RedisServer>}
 */
export async function redisProcess({ role, port, announcedPort = port, dir, config, password }) {
  mkdirSync(dir, { recursive: true });
  const conf = confOf(dir);
  const logFile = join(dir, 'redis.log');
  if (!existsSync(conf)) writeFileSync(conf, lines({ port, bind: HOST, dir, ...config }));
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child;
  /** @type {ReturnType<typeof respConnection> | undefined} */
  let connection;

  const running = () => child !== undefined && child.exitCode === null && child.signalCode === null;
  /** @param {(string | number | Buffer)[]} args */
  const command = (...args) => {
    if (!connection?.open()) connection = respConnection(port, { host: HOST, password });
    return connection.command(...args);
  };
  async function start() {
    const log = openSync(logFile, 'a');
    const args = role === 'sentinel' ? [conf, '--sentinel'] : [conf];
    const started = startChild('redis-server', args, { cwd: dir, stdio: ['ignore', log, log] });
    closeSync(log);
    child = started;
    /** @type {Error | undefined} */
    let broken;
    started.once('error', (error) => {
      broken = 'code' in error && error.code === 'ENOENT' ? new Error(NOT_THERE) : error;
    });
    const until = performance.now() + STARTED_WITHIN_MS;
    for (;;) {
      if (broken !== undefined) throw broken;
      if (!running()) throw new Error(`redis-server on port ${port} ended: ${lastLines(logFile)}`);
      const answer = await command('PING').catch((/** @type {Error} */ error) => error.message);
      if (answer === 'PONG' || String(answer).startsWith('MASTERDOWN')) return;
      if (/^NOAUTH|^WRONGPASS/.test(String(answer)))
        throw new Error(`redis-server on port ${port}: ${String(answer)}`);
      if (performance.now() > until)
        throw new Error(`redis-server on port ${port} does not answer: ${String(answer)}`);
      await wait(15);
    }
  }
  /** @param {NodeJS.Signals} name */
  async function end(name) {
    connection?.close();
    if (child?.pid === undefined || !running()) return;
    const gone = once(child, 'exit');
    const { pid } = child;
    signal(pid, name);
    if (name === 'SIGTERM') signal(pid, 'SIGCONT');
    const late = setTimeout(() => signal(pid, 'SIGKILL'), 5_000);
    await gone;
    clearTimeout(late);
  }
  try {
    await start();
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
  return {
    host: HOST,
    port,
    announcedPort,
    get pid() {
      return running() ? child?.pid : undefined;
    },
    role,
    dir,
    log: () => (existsSync(logFile) ? readFileSync(logFile, 'utf8') : ''),
    kill9: () => end('SIGKILL'),
    pause: () => void (child?.pid && signal(child.pid, 'SIGSTOP')),
    resume: () => void (child?.pid && signal(child.pid, 'SIGCONT')),
    stop: () => end('SIGTERM'),
    command,
    async restart({ config: more } = {}) {
      await end('SIGTERM');
      // The last line of a setting counts.
      if (more !== undefined) writeFileSync(conf, `\n${lines(more)}`, { flag: 'a' });
      await start();
    },
    async info(section, field) {
      const text = String(await command('INFO', section));
      return new RegExp(`^${field}:(.*?)\r?$`, 'm').exec(text)?.[1];
    },
  };
}

/** @param {RedisConfig} config */
function lines(config) {
  return Object.entries(config)
    .flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((one) => `${name} ${one}\n`),
    )
    .join('');
}

/** @param {string} file */
function lastLines(file) {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-3).join(' / ');
}

/**
 * Asks until it is so.
 * @param {string} what for the error: "replicas in sync"
 * @param {() => Promise<boolean>} isSo a rejection counts as no
 * @param {number} [withinMs]
 */
export async function until(what, isSo, withinMs = 20_000) {
  const end = performance.now() + withinMs;
  for (;;) {
    /** @type {unknown} */
    let last;
    try {
      if (await isSo()) return;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end)
      throw new Error(`Waited ${withinMs} ms in vain for ${what}.`, { cause: last });
    await wait(25);
  }
}

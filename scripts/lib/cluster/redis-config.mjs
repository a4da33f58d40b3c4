/** @typedef {import('./redis-servers.mjs').RedisServer} RedisServer */
/** @typedef {import('./redis-servers.mjs').RedisConfig} RedisConfig */

/** @type {RedisConfig} */
export const SAFE = {
  appendonly: 'yes',
  appendfsync: 'always',
  'maxmemory-policy': 'noeviction',
  save: '""',
  'protected-mode': 'no',
  'repl-diskless-sync': 'yes',
  'repl-diskless-sync-delay': 0,
  'repl-ping-replica-period': 1,
};
/** Nothing is acknowledged by a master that nobody copies. */
export const REPLICATED = { 'min-replicas-to-write': 1, 'min-replicas-max-lag': 10 };

/**
 * @param {string | undefined} password
 * @returns {RedisConfig}
 */
export function secured(password) {
  return password === undefined
    ? {}
    : { requirepass: quoted(password), masterauth: quoted(password) };
}

/** @param {string | undefined} password */
export function userInfo(password) {
  return password === undefined ? '' : `:${encodeURIComponent(password)}@`;
}

/** @param {RedisServer[]} servers */
export function addresses(servers) {
  return servers.map(({ host, port }) => `${host}:${port}`).join(',');
}

/**
 * As redis.conf writes a text with blanks or quotes in it.
 * @param {string} text
 */
export function quoted(text) {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

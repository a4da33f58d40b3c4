import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { freePort } from './children.mjs';

/** @typedef {import('node:net').Socket} Socket */
/** @typedef {import('./faulty-proxy.mjs').Direction} Direction */
/** @typedef {{ held: Set<Direction>, refusing: boolean, delayMs: number }} Weather */
/** @typedef {{ apply(): void, reset(): void }} Pair */

const HOST = '127.0.0.1';

/** @type {typeof import('./faulty-proxy.mjs').faultyProxy} */
export async function faultyProxy({ to, port, rewrite }) {
  /** @type {Weather} */
  const weather = { held: new Set(), refusing: false, delayMs: 0 };
  /** @type {Set<Pair>} */
  const pairs = new Set();
  const server = createServer(
    { allowHalfOpen: true, pauseOnConnect: true, noDelay: true },
    (client) => {
      if (weather.refusing) {
        client.on('error', () => {});
        client.resetAndDestroy();
        return;
      }
      const pair = paired(client, { host: HOST, ...to }, weather, rewrite, () =>
        pairs.delete(pair),
      );
      pairs.add(pair);
      pair.apply();
    },
  );
  const listening = port ?? (await freePort());
  server.listen(listening, HOST);
  await once(server, 'listening');
  const apply = () => {
    for (const pair of pairs) pair.apply();
  };
  const cut = () => {
    for (const pair of pairs) pair.reset();
  };
  return {
    host: HOST,
    port: listening,
    connections: () => pairs.size,
    pass() {
      weather.held.clear();
      weather.refusing = false;
      weather.delayMs = 0;
      apply();
    },
    cut,
    refuse() {
      weather.refusing = true;
      cut();
    },
    freeze(direction) {
      for (const one of /** @type {const} */ (['to-server', 'to-client']))
        if (direction === undefined || direction === one) weather.held.add(one);
      apply();
    },
    delay(ms) {
      weather.delayMs = ms;
    },
    async close() {
      cut();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}

/**
 * A client's connection and the one to the server that belongs to it.
 * @param {Socket} client paused
 * @param {{ host: string, port: number }} to
 * @param {Weather} weather
 * @param {import('./faulty-proxy.mjs').RespRewrite | undefined} rewrite
 * @param {() => void} onGone
 * @returns {Pair}
 */
function paired(client, to, weather, rewrite, onGone) {
  /** @type {Socket | undefined} made when the cable carries: behind a broken one nobody is seen to come */
  let server;
  /** @type {{ apply(): void }[]} */
  const ways = [];
  let gone = false;
  const reset = () => {
    if (gone) return;
    gone = true;
    // A socket that has no connection yet can't be reset.
    for (const socket of [client, server])
      if (socket?.connecting) socket.destroy();
      else socket?.resetAndDestroy();
    onGone();
  };
  /** What is broken at one end is reset at the other, as soon as the cable lets it know. */
  const ends = new Set();
  /** @param {Socket} socket */
  const closed = (socket) => {
    ends.add(socket);
    if (ends.size === 2 && !gone) {
      gone = true;
      onGone();
    }
  };
  /** @param {Socket} socket @param {Direction} direction */
  const guard = (socket, direction) => {
    socket.on('error', () => {
      const tell = () => {
        if (weather.held.has(direction)) ways.push({ apply: tell });
        else reset();
      };
      tell();
    });
    socket.on('close', () => closed(socket));
  };
  guard(client, 'to-server');
  return {
    reset,
    apply() {
      if (gone) return;
      if (server === undefined && !weather.held.has('to-server')) {
        server = connect({ ...to, allowHalfOpen: true, noDelay: true });
        server.pause();
        guard(server, 'to-client');
        ways.push(
          way(client, server, 'to-server', weather),
          way(server, client, 'to-client', weather, rewrite),
        );
      }
      for (const one of ways.slice()) one.apply();
    },
  };
}

/**
 * Carries bytes, and the end, from one socket to the other.
 * @param {Socket} from
 * @param {Socket} to
 * @param {Direction} direction
 * @param {Weather} weather
 * @param {import('./faulty-proxy.mjs').RespRewrite} [rewrite]
 */
function way(from, to, direction, weather, rewrite) {
  const write = rewrite === undefined ? straight : rewriting(rewrite);
  let full = false;
  let onTheWay = Promise.resolve();
  let pending = 0;
  const apply = () => {
    if (full || weather.held.has(direction)) from.pause();
    else from.resume();
  };
  /** @param {() => void} act */
  const later = (act) => {
    if (weather.delayMs === 0 && pending === 0) {
      act();
      return;
    }
    const at = performance.now() + weather.delayMs;
    pending += 1;
    onTheWay = onTheWay
      .then(() => new Promise((done) => setTimeout(done, Math.max(0, at - performance.now()))))
      .then(() => {
        pending -= 1;
        if (!to.destroyed) act();
      });
  };
  from.on('data', (chunk) => {
    later(() => {
      for (const part of write(chunk)) {
        if (to.write(part)) continue;
        full = true;
        apply();
      }
    });
  });
  to.on('drain', () => {
    full = false;
    apply();
  });
  from.on('end', () => later(() => to.end()));
  return { apply };
}

/** @param {Buffer} chunk */
const straight = (chunk) => [chunk];

/**
 * Bulk strings that equal a key become its value. Kept back is only what may be the start of one.
 * @param {import('./faulty-proxy.mjs').RespRewrite} texts
 * @returns {(chunk: Buffer) => Buffer[]}
 */
function rewriting(texts) {
  const pairs = [...texts].map(([text, other]) => {
    if (text.length !== other.length) throw new Error(`${text} and ${other} differ in length`);
    return { text: `$${text.length}\r\n${text}\r\n`, other: `$${text.length}\r\n${other}\r\n` };
  });
  let kept = '';
  return (chunk) => {
    let text = kept + chunk.toString('latin1');
    for (const pair of pairs) text = text.replaceAll(pair.text, pair.other);
    const from = unfinished(
      text,
      pairs.map((pair) => pair.text),
    );
    kept = text.slice(from);
    return from === 0 ? [] : [Buffer.from(text.slice(0, from), 'latin1')];
  };
}

/**
 * Where an unfinished one of the texts begins at the end; the length if there is none. All begin with
 * the head of a bulk string, after which Redis always sends the rest, so nothing is kept back for ever.
 * @param {string} text
 * @param {string[]} searched
 */
function unfinished(text, searched) {
  const longest = Math.max(0, ...searched.map((one) => one.length)) - 1;
  for (let from = Math.max(0, text.length - longest); from < text.length; from += 1)
    if (searched.some((one) => one.startsWith(text.slice(from)))) return from;
  return text.length;
}

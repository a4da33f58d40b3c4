import { connect } from 'node:net';

/** @typedef {string | number | null | Error | Reply[]} Reply */

/**
 * One connection to a Redis server, for scripts and tests that look at a server from outside.
 * Commands are pipelined; replies are strings, whole numbers, null and arrays of them; an error reply
 * rejects with the server's words.
 * @param {number} port
 * @param {{ host?: string, password?: string | undefined, timeoutMs?: number }} [options]
 */
export function respConnection(port, { host = '127.0.0.1', password, timeoutMs = 5_000 } = {}) {
  const socket = connect({ port, host, noDelay: true });
  /** @type {{ done: (reply: Reply) => void, fail: (error: Error) => void }[]} */
  const waiting = [];
  /** @type {Buffer} */
  let rest = Buffer.alloc(0);
  /** @type {Error | undefined} */
  let ended;
  /** @param {Error} error */
  const end = (error) => {
    ended ??= error;
    socket.destroy();
    for (const { fail } of waiting.splice(0)) fail(ended);
  };
  socket.on('error', end);
  socket.on('close', () => end(new Error(`The Redis at ${host}:${port} closed the connection.`)));
  socket.setTimeout(timeoutMs, () => {
    if (waiting.length > 0) end(new Error(`No answer from ${host}:${port} in ${timeoutMs} ms.`));
  });
  socket.on('data', (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    for (let read = parse(rest, at); read !== undefined; read = parse(rest, at)) {
      at = read.end;
      const next = waiting.shift();
      if (read.reply instanceof Error) next?.fail(read.reply);
      else next?.done(read.reply);
    }
    rest = rest.subarray(at);
  });
  /**
   * @param {(string | number | Buffer)[]} args
   * @returns {Promise<Reply>}
   */
  const command = (...args) =>
    new Promise((done, fail) => {
      if (ended) fail(ended);
      else {
        waiting.push({ done, fail });
        socket.write(encode(args));
      }
    });
  if (password !== undefined) command('AUTH', password).catch(end);
  return {
    command,
    open: () => ended === undefined,
    close: () => end(new Error('This connection was closed here.')),
  };
}

/** @param {(string | number | Buffer)[]} args */
function encode(args) {
  /** @type {Buffer[]} */
  const parts = [Buffer.from(`*${args.length}\r\n`)];
  for (const arg of args) {
    const bytes = Buffer.isBuffer(arg) ? arg : Buffer.from(String(arg));
    parts.push(Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from('\r\n'));
  }
  return Buffer.concat(parts);
}

/**
 * @param {Buffer} bytes
 * @param {number} from
 * @returns {{ reply: Reply, end: number } | undefined} undefined while it isn't all there
 */
function parse(bytes, from) {
  const eol = bytes.indexOf('\r\n', from);
  if (eol < 0) return undefined;
  const line = bytes.toString('utf8', from + 1, eol);
  const end = eol + 2;
  switch (String.fromCharCode(bytes[from] ?? 0)) {
    case '+':
      return { reply: line, end };
    case '-':
      return { reply: new Error(line), end };
    case ':':
      return { reply: Number(line), end };
    case '$': {
      const length = Number(line);
      if (length < 0) return { reply: null, end };
      if (bytes.length < end + length + 2) return undefined;
      return { reply: bytes.toString('utf8', end, end + length), end: end + length + 2 };
    }
    case '*': {
      const count = Number(line);
      if (count < 0) return { reply: null, end };
      /** @type {Reply[]} */
      const items = [];
      let at = end;
      for (let i = 0; i < count; i += 1) {
        const item = parse(bytes, at);
        if (item === undefined) return undefined;
        items.push(item.reply);
        at = item.end;
      }
      return { reply: items, end: at };
    }
    default:
      return { reply: new Error(`not a reply of Redis: ${line}`), end };
  }
}

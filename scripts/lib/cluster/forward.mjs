import { request as ask } from 'node:http';

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */
/** @typedef {import('node:http').ServerResponse} ServerResponse */
/** @typedef {import('./balanced-nodes.mjs').Pool} Pool */

const ANSWERED_WITHIN_MS = 65_000;
/** RFC 9110, section 7.6.1: these speak of one connection and are not passed on. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]);

/**
 * Sends a request to the next node and its answer back, body by body as they come.
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 * @param {Pool} pool
 */
export function forward(request, response, pool) {
  const repeatable = request.method === 'GET' || request.method === 'HEAD';
  const bodyless =
    request.headers['transfer-encoding'] === undefined &&
    Number(request.headers['content-length'] ?? 0) === 0;
  /** @type {Set<string>} */
  const tried = new Set();
  let repeats = repeatable && bodyless ? 1 : 0;
  const next = () => {
    const node = pool.next(tried);
    if (node === undefined) {
      refuse(response, 503, 'No node of this war room answers just now; try again in a moment.');
      return;
    }
    tried.add(node.url);
    const { hostname, port } = new URL(node.url);
    const headers = headersFor(request, { upgrade: false });
    if (!bodyless && request.headers['content-length'] === undefined)
      headers.push('transfer-encoding', 'chunked');
    else if (!repeatable && request.headers['content-length'] === undefined)
      headers.push('content-length', '0');
    const upstream = ask({
      hostname,
      port,
      agent: node.agent,
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers,
      setHost: false,
    });
    let sent = false;
    /** @type {IncomingMessage | undefined} */
    let answered;
    upstream.on('socket', (socket) => {
      // The body waits for the connection, so that what could not be sent goes to another node whole.
      const send = () => {
        sent = true;
        if (bodyless) upstream.end();
        else request.pipe(upstream);
      };
      if (socket.connecting) socket.once('connect', send);
      else send();
    });
    upstream.setTimeout(ANSWERED_WITHIN_MS, () => upstream.destroy(new Error('no answer')));
    upstream.on('error', () => {
      request.unpipe(upstream);
      // It may answer before it has read all, and close: then the answer stands.
      if (response.destroyed || answered?.complete) return;
      if (!sent) {
        pool.failed(node);
        next();
      } else if (answered !== undefined) response.destroy();
      else if (repeats > 0) {
        repeats -= 1;
        next();
      } else refuse(response, 502, 'The node broke off; whether it was done is not known.');
    });
    upstream.on('response', (answer) => {
      answered = answer;
      response.writeHead(
        answer.statusCode ?? 502,
        answer.statusMessage,
        passedOn(answer.rawHeaders, answer.headers.connection),
      );
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
    const left = () => {
      if (!response.writableFinished) upstream.destroy();
    };
    response.once('close', left);
    upstream.once('close', () => response.off('close', left));
  };
  request.on('error', () => response.destroy());
  next();
}

/**
 * The head of a request as it came.
 * @param {IncomingMessage} request
 * @param {string[]} headers
 */
export function writeHead(request, headers) {
  let text = `${request.method} ${request.url} HTTP/1.1\r\n`;
  for (let i = 0; i < headers.length; i += 2) text += `${headers[i]}: ${headers[i + 1]}\r\n`;
  return Buffer.from(`${text}\r\n`, 'latin1');
}

/**
 * What a node is told: all that the browser said, Host and Origin above all, and whom it speaks for.
 * @param {IncomingMessage} request
 * @param {{ upgrade: boolean }} how
 * @returns {string[]} name, value, name, value …
 */
export function headersFor(request, { upgrade }) {
  const kept = upgrade
    ? request.rawHeaders
    : passedOn(request.rawHeaders, request.headers.connection);
  const headers = [];
  for (let i = 0; i < kept.length; i += 2) {
    const name = kept[i] ?? '';
    if (!/^(x-)?forwarded(-|$)/i.test(name)) headers.push(name, kept[i + 1] ?? '');
  }
  headers.push(
    'X-Forwarded-For',
    request.socket.remoteAddress ?? '',
    'X-Forwarded-Proto',
    'http',
    'X-Forwarded-Host',
    request.headers.host ?? '',
  );
  return headers;
}

/**
 * @param {string[]} raw
 * @param {string | undefined} connection names further headers of this connection alone
 */
function passedOn(raw, connection = '') {
  const named = new Set(connection.split(',').map((name) => name.trim().toLowerCase()));
  const kept = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] ?? '';
    const low = name.toLowerCase();
    if (!HOP_BY_HOP.has(low) && !named.has(low)) kept.push(name, raw[i + 1] ?? '');
  }
  return kept;
}

/**
 * In the shape of the server's own refusals.
 * @param {ServerResponse} response
 * @param {number} status
 * @param {string} message
 */
function refuse(response, status, message) {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    ...(status === 503 ? { 'retry-after': '1' } : {}),
  });
  const kind = status === 503 ? 'unavailable' : 'unsettled';
  response.end(JSON.stringify({ error: { kind, message, retryAfterMs: 1_000 } }));
}

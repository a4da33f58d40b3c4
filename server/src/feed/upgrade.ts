import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Identity } from '../accounts/accounts.ts';
import type { Scheduler } from './scheduler.ts';
import { upgradeQueue } from './upgrade-queue.ts';

/** Where the socket lives; Socket.IO's default. */
const PATH = '/socket.io/';

/** Connections of nobody we know get a clear answer too, but only so many at a time. */
const MAX_STRANGERS = 200;
const MAX_WAITING = 20_000;
const SLICE_MS = 8;
/** On close, what has not ended by itself after this is cut. */
const CLOSE_MS = 1000;

export interface UpgradesOptions {
  httpServer: HttpServer;
  allowedOrigins: readonly string[];
  scheduler: Scheduler;
  identify(request: IncomingMessage): Identity | undefined;
  /** Goes on with the WebSocket handshake. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  onRefused(): void;
  /** One upgrade failed; its socket is cut. */
  onFault(error: unknown): void;
}

export interface Upgrades {
  /** Upgrades that wait for their turn. */
  readonly waiting: number;
  /** Takes no more; what is still open after a second is cut. */
  close(): void;
}

/**
 * Takes the server's upgrade requests: refuses other paths (404), foreign Origins (403) and crowds of
 * strangers (503) before anything is built for them, and lets the rest in slice by slice.
 */
export function upgrades(options: UpgradesOptions): Upgrades {
  const { httpServer, allowedOrigins, scheduler, identify, accept, onRefused, onFault } = options;
  const queue = upgradeQueue({ sliceMs: SLICE_MS, maxWaiting: MAX_WAITING, scheduler });
  const open = new Set<Duplex>();
  let strangers = 0;

  function refuse(socket: Duplex, status: string): void {
    onRefused();
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    // One that keeps its side open has had its answer.
    socket.once('finish', () => socket.destroy());
  }

  function onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Node has taken its own listener off: without one, a reset while it waits would end the process.
    const ignore = (): void => {
      socket.destroy();
    };
    socket.on('error', ignore);
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    const queued = queue.add(() => {
      if (socket.destroyed) return;
      try {
        const no = refusal(request, socket);
        if (no !== undefined) return refuse(socket, no);
        accept(request, socket, head);
        socket.off('error', ignore);
      } catch (error) {
        onFault(error);
        socket.destroy();
      }
    });
    if (!queued) refuse(socket, '503 Service Unavailable');
  }

  function refusal(request: IncomingMessage, socket: Duplex): string | undefined {
    if (!(request.url ?? '').startsWith(PATH)) return '404 Not Found';
    if (!originAllowed(request, allowedOrigins)) return '403 Forbidden';
    if (identify(request)) return undefined;
    if (strangers >= MAX_STRANGERS) return '503 Service Unavailable';
    strangers += 1;
    socket.once('close', () => (strangers -= 1));
    return undefined;
  }

  httpServer.on('upgrade', onUpgrade);
  return {
    get waiting() {
      return queue.waiting;
    },
    close() {
      httpServer.off('upgrade', onUpgrade);
      scheduler.after(CLOSE_MS, () => {
        for (const socket of open) socket.destroy();
      });
    },
  };
}

/**
 * Browsers send Origin with every WebSocket and let no page forge it; what sends none is no browser and
 * carries no one else's cookie. Same host, or on the list.
 */
function originAllowed(request: IncomingMessage, allowed: readonly string[]): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  if (allowed.includes(origin)) return true;
  const parsed = URL.canParse(origin) ? new URL(origin) : undefined;
  return parsed !== undefined && host !== undefined && parsed.host === host.toLowerCase();
}

import { createServer } from 'node:http';
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Audience, DisplayOrder, Refusal } from '@warroom/shared';
import { refuse } from '@warroom/shared';
import { Server } from 'socket.io';
import type { Socket } from 'socket.io';
import type { Identity } from '../accounts/accounts.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Room, Rooms } from '../desk/room.ts';
import { rateLimit } from '../guard/rate-limit.ts';
import { admitAnew } from './admit.ts';
import type { Admitted } from './admit.ts';
import type { EncodedSnapshot } from './audience-stream.ts';
import { clientRegistry } from './client-registry.ts';
import { displayHolders } from './display-holders.ts';
import { fanOut } from './fan-out.ts';
import type { FeedAccounts } from './feed-accounts.ts';
import { bye, deliver, feedClient } from './feed-client.ts';
import type { ClientsShared, FeedClient, FeedCounts } from './feed-client.ts';
import { packet } from './packet.ts';
import { forgetRequest } from './raw-frame.ts';
import { roomFeed } from './room-feed.ts';
import type { FeedLog, RoomFeed } from './room-feed.ts';
import { systemScheduler } from './scheduler.ts';
import type { Scheduler } from './scheduler.ts';
import { FrameRefused, textParser } from './text-parser.ts';
import type { EventArgs } from './text-parser.ts';
import { upEvents } from './up-events.ts';
import { upgrades } from './upgrade.ts';

export interface FeedOptions {
  /** Its `upgrade` requests are the feed's; its other requests are left alone. */
  httpServer: HttpServer;
  rooms: Rooms;
  accounts: FeedAccounts;
  /** Wall clock, epoch ms. */
  now(): number;
  build: string;
  log: FeedLog;
  /** At least 16 random bytes. Keep them: cursors made under another secret mean a whole snapshot. */
  cursorSecret: Uint8Array;
  /** Origins besides the server's own, as in `https://board.example.org`. */
  allowedOrigins?: readonly string[];
  heartbeatMs?: number;
  /** Connections of one person or display at a time. */
  maxConnections?: number;
  /** What may wait for a reader before it is passed over until it has drained. */
  bufferCapBytes?: number;
  /** For how long changes are gathered, by the number of connections. */
  windowMs?: (sockets: number) => number;
  /** Messages that one connection may send at once, and each second after. */
  rate?: { burst: number; perSecond: number };
  scheduler?: Scheduler;
  /** The war room's other nodes. Default: there are none. */
  cluster?: Cluster;
}

/** Figures for the metrics. */
export interface FeedStats extends FeedCounts {
  sockets: number;
  audiences: number;
  /** Readers passed over at this moment. */
  lagging: number;
  /** Upgrades waiting for their turn. */
  waiting: number;
  windowMs: number;
}

/** State to screens, by socket; whole pictures for HTTP. */
export interface Feed {
  /** The picture for an audience: made at most once a second, compressed once. */
  snapshotFor(room: Room, audience: Audience): Promise<EncodedSnapshot>;
  /** Sends an order to a display, whatever node it hangs on; answers whether it is connected. */
  display(display: string, order: DisplayOrder): boolean;
  /** Whether a display is connected, whatever node it hangs on. */
  isConnected(display: string): boolean;
  /** Tells everyone to come back after a random delay of at most `withinMs`: the server is about to restart. */
  drain(withinMs: number): void;
  stats(): FeedStats;
  /** Ends all connections and stops listening. The HTTP server is its owner's to close. */
  close(): Promise<void>;
}

const SIGNED_OUT = refuse('forbidden', 'You were signed out: sign in again.', { path: 'session' });
const RIGHTS_CHANGED = refuse(
  'unavailable',
  'Your rights were changed: connecting again with the new ones.',
  {
    retryAfterMs: 0,
  },
);

/** A socket frame's cap; RFC 6455's close code 1009 answers a larger one. */
const MAX_FRAME_BYTES = 64 * 1024;
/** How long a connection may take to say who it is. */
const AUTH_MS = 10_000;
const DEFAULTS = {
  // A screen is late after two: within 10 s of the last, whatever its own beat adds.
  heartbeatMs: 4500,
  maxConnections: 64,
  bufferCapBytes: 512 * 1024,
  rate: { burst: 200, perSecond: 40 },
};

/**
 * How long changes are gathered, ms. A delivery costs about 25 µs of core all told (the write, and the
 * kernel's part of it on a small machine); sending may take a quarter of a core.
 */
export function coalescingWindowMs(sockets: number): number {
  return Math.min(250, Math.max(16, (sockets * 0.025) / 0.25));
}

/** Serves the feed on a server's upgrade requests, at Socket.IO's default path, WebSocket only. */
export function feedServer(options: FeedOptions): Feed {
  const { httpServer, rooms, accounts, log, now, build, cursorSecret } = options;
  const scheduler = options.scheduler ?? systemScheduler;
  const heartbeatMs = options.heartbeatMs ?? DEFAULTS.heartbeatMs;
  const maxConnections = options.maxConnections ?? DEFAULTS.maxConnections;
  const bufferCapBytes = options.bufferCapBytes ?? DEFAULTS.bufferCapBytes;
  const windowFor = options.windowMs ?? coalescingWindowMs;
  const cluster = options.cluster?.shared === true ? options.cluster : undefined;
  const clients = clientRegistry();
  const feeds = new Map<string, RoomFeed>();
  const crowd = fanOut(scheduler);
  const admitted = new WeakMap<Socket, Extract<Admitted, { ok: true }>>();
  const counts = {
    deltas: 0,
    deliveries: 0,
    bytes: 0,
    syncs: 0,
    snapshots: 0,
    lagged: 0,
    refused: 0,
    commands: 0,
  };
  const limit = rateLimit({
    ...(options.rate ?? DEFAULTS.rate),
    now: scheduler.elapsedMs,
    maxKeys: 20_000,
  });
  const handle = upEvents({ accounts, counts, limit, log, now });

  // Attached to a server that never listens: the real one's requests stay untouched, whoever handles them,
  // and upgrades reach Socket.IO only through `upgrades` below.
  const io = new Server({
    transports: ['websocket'],
    serveClient: false,
    parser: textParser,
    maxHttpBufferSize: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    httpCompression: false,
    connectTimeout: AUTH_MS,
  });
  io.attach(createServer());

  /** Counts changes of rights, so that who was identified before one is identified again. */
  let revocations = 0;
  const identified = new WeakMap<
    IncomingMessage,
    { identity: Identity | undefined; revision: number }
  >();

  function identify(request: IncomingMessage, as?: Identity['kind']): Identity | undefined {
    const known = identified.get(request);
    // Nobody is asked for anew: it may be someone whom another node has let in.
    if (
      known?.identity &&
      known.revision === revocations &&
      (as ?? known.identity.kind) === known.identity.kind
    ) {
      return known.identity;
    }
    if (as !== undefined) return accounts.identify(request.headers.cookie, as);
    const identity = accounts.identify(request.headers.cookie);
    identified.set(request, { identity, revision: revocations });
    return identity;
  }

  const door = upgrades({
    httpServer,
    allowedOrigins: options.allowedOrigins ?? [],
    scheduler,
    identify: (request) => identify(request),
    accept: (request, socket, head) => io.engine.handleUpgrade(request, socket, head),
    onRefused: () => (counts.refused += 1),
    onFault: (error) => log.error({ err: error }, 'An upgrade failed; its connection was cut.'),
  });

  function feedOf(room: Room): RoomFeed {
    const known = feeds.get(room.id);
    if (known) return known;
    const windowMs = () => windowFor(clients.size);
    const made = roomFeed({
      room,
      accounts,
      build,
      heartbeatMs,
      secret: cursorSecret,
      now,
      windowMs,
      scheduler,
      counts,
      log,
      cluster,
      fanOut: crowd,
    });
    feeds.set(room.id, made);
    return made;
  }

  const shared: ClientsShared = {
    bufferCapBytes,
    counts,
    scheduler,
    fanOut: crowd,
    onDrained: (client) => feeds.get(client.election)?.resume(client),
  };

  io.use((socket, next) => void letIn(socket, next));

  async function letIn(socket: Socket, next: (refused?: Error) => void): Promise<void> {
    const decision = await decide(socket);
    if (decision.ok) {
      admitted.set(socket, decision);
      return next();
    }
    counts.refused += 1;
    next(Object.assign(new Error(decision.refusal.message), { data: decision.refusal }));
  }

  async function decide(socket: Socket): Promise<Admitted> {
    try {
      return await admitAnew({
        auth: socket.handshake.auth,
        identify: (as) => identify(socket.request, as),
        accounts,
        rooms,
        connections: (key) => clients.of(key).length,
        maxConnections,
      });
    } catch (error) {
      log.error({ err: error }, 'A connection could not be let in.');
      return {
        ok: false,
        refusal: refuse('unavailable', 'The server failed at this, and logged why. Try again.'),
      };
    }
  }

  io.on('connection', (socket) => {
    const decision = admitted.get(socket);
    // Rights may have changed between the decision and now.
    if (!decision || identified.get(socket.request)?.revision !== revocations)
      return socket.conn.close();
    const feed = feedOf(decision.room);
    const client = feedClient(socket, decision.admission, decision.room.id, shared);
    forgetRequest(socket.conn);
    socket.handshake.headers = {};
    clients.add(client);
    if (client.identity.kind === 'display') holders?.holds(client.identity.display.id);
    socket.on('error', (error: unknown) => onFrameFault(client, error));
    socket.on('disconnect', () => leave(client, feed));
    // Never calls `next`: every event ends in `handle`, known or not.
    socket.use((args) => {
      handle(client, feed, args as EventArgs).catch((error: unknown) => {
        log.error({ err: error }, 'An answer could not be sent.');
      });
    });
    feed.join(client);
  });

  function leave(client: FeedClient, feed: RoomFeed): void {
    client.gone = true;
    clients.remove(client);
    feed.leave(client);
    if (client.identity.kind === 'display' && clients.of(client.identityKey).length === 0)
      holders?.letGo(client.identity.display.id);
  }

  function onFrameFault(client: FeedClient, error: unknown): void {
    counts.refused += 1;
    if (error instanceof FrameRefused) return bye(client, error.refusal);
    log.warn({ err: error }, 'A socket failed.');
  }

  function dismiss(client: FeedClient, refusal: Refusal): void {
    bye(client, refusal);
    const feed = feeds.get(client.election);
    if (feed) leave(client, feed);
  }

  const stopRevocations = accounts.onRevoked((revocation) => {
    revocations += 1;
    for (const client of clients.affected(revocation)) {
      crowd.drop(client);
      const refusal = revocation.kind === 'session' ? SIGNED_OUT : whyCut(client);
      if (client.identity.kind === 'display' && refusal === SIGNED_OUT) {
        deliver(client, packet('display', { kind: 'revoked' }));
      }
      dismiss(client, refusal);
    }
  });

  /** Clients take `forbidden` for the end; who only had rights changed is to come back with the new ones. */
  function whyCut({ identity, election }: FeedClient): Refusal {
    const still =
      identity.kind === 'display'
        ? accounts.display(identity.display.id)
        : accounts.subjectIn(identity, election);
    return still ? RIGHTS_CHANGED : SIGNED_OUT;
  }

  const stopPeople = accounts.onPeopleChanged((election) => feeds.get(election)?.peopleChanged());

  let cancelBeat = scheduler.after(heartbeatMs, beat);
  function beat(): void {
    cancelBeat = scheduler.after(heartbeatMs, beat);
    holders?.beat();
    for (const feed of feeds.values()) {
      try {
        feed.heartbeat();
      } catch (error) {
        log.error({ err: error, election: feed.room.id }, 'A heartbeat failed; the next is tried.');
      }
    }
  }

  /** To the connections of a display that hang on this node; answers whether there are any. */
  function order(id: string, given: DisplayOrder): boolean {
    const message = packet('display', given);
    const connected = clients.of(`display:${id}`);
    for (const client of connected) deliver(client, message);
    return connected.length > 0;
  }

  const holders =
    cluster &&
    displayHolders({
      cluster,
      scheduler,
      own: () => clients.displays(),
      onOrder: order,
      onFault: (error) => log.error({ err: error }, 'Telling which displays hang here failed.'),
    });

  function display(id: string, given: DisplayOrder): boolean {
    const isHere = order(id, given);
    holders?.passOn(id, given);
    return isHere || holders?.isElsewhere(id) === true;
  }

  return {
    snapshotFor: (room, audience) => feedOf(room).stream(audience).snapshot(),
    display,
    isConnected: (id) =>
      clients.of(`display:${id}`).length > 0 || holders?.isElsewhere(id) === true,
    drain(withinMs) {
      const message = packet('drain', { withinMs });
      for (const feed of feeds.values()) feed.broadcast(message);
    },
    stats() {
      const audiences = [...feeds.values()].reduce((sum, feed) => sum + feed.streams, 0);
      const lagging = clients.all().filter((client) => client.lagging).length;
      const sockets = clients.size;
      return {
        ...counts,
        sockets,
        audiences,
        lagging,
        waiting: door.waiting,
        windowMs: windowFor(sockets),
      };
    },
    close() {
      cancelBeat();
      stopRevocations();
      stopPeople();
      holders?.close();
      door.close();
      crowd.finish();
      for (const feed of feeds.values()) feed.close();
      // Ends every connection; the server that it would also close never listened.
      return io.close();
    },
  };
}

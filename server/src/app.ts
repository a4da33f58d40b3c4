import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Accounts } from './accounts/accounts.ts';
import { clusterRoutes } from './cluster-http/cluster-routes.ts';
import type { Cluster } from './cluster/cluster.ts';
import type { Config } from './config.ts';
import type { OpenedRooms } from './desk/open-rooms.ts';
import { withCast } from './drill/drills.ts';
import type { Drills } from './drill/drills.ts';
import type { EvidenceDesk } from './evidence/evidence-desk.ts';
import { feedServer } from './feed/feed.ts';
import { httpApp } from './http/app.ts';
import type { HttpLog, HttpOptions } from './http/options.ts';
import { intakeRoutes } from './intake/routes.ts';
import { intakeHandler } from './intake/signals.ts';
import { intakeGate } from './intake/gate.ts';
import { serverHealth } from './ops/health.ts';
import { serverMetrics } from './ops/metrics.ts';
import type { OutboxFigures } from './ops/outbox-metrics.ts';
import type { ShutdownStep } from './ops/shutdown.ts';
import { describeStore } from './redis/store-url.ts';

/** Connections that may wait to be accepted: after a drop, thousands come back at once. */
const BACKLOG = 4096;
/** Within this time clients come back after a planned stop. */
const DRAIN_MS = 3_000;

export interface AppOptions {
  config: Config;
  cluster: Cluster;
  rooms: OpenedRooms;
  accounts: Accounts;
  drills: Drills;
  evidence: EvidenceDesk;
  build: string;
  now(): number;
  clientDir: string;
  cursorSecret: Uint8Array;
  calendarSecret: Uint8Array;
  localToken: string;
  /** By what people are told. */
  telling: NonNullable<HttpOptions['telling']>;
  /** What messages go out, once that runs. */
  outboxes(): Iterable<OutboxFigures>;
  log: HttpLog;
}

export interface App {
  /** The address people use. */
  url: string;
  /** The address on this machine. */
  localUrl: string;
  /** In order: says that it goes down, tells clients to come back, ends what is open. */
  closing: ShutdownStep[];
}

/** Puts the rooms behind one port: intake's fast path, HTTP and the feed. Resolves when it listens. */
export async function startApp(options: AppOptions): Promise<App> {
  const { config, cluster, rooms, build, now, log } = options;
  const accounts = withCast(options.accounts, rooms);
  const server = createServer({
    // A file of 25 MB over a bad line takes its time; smaller bodies are counted and capped long before.
    requestTimeout: 180_000,
    headersTimeout: 20_000,
    keepAliveTimeout: 20_000,
  });
  const bus = cluster.shared ? cluster.bus : undefined;
  const feed = feedServer({
    httpServer: server,
    cluster,
    rooms,
    accounts,
    now,
    build,
    log,
    cursorSecret: options.cursorSecret,
    allowedOrigins: originsOf(config),
  });
  let up = false;
  const https = config.publicUrl?.startsWith('https:') === true;
  const metrics = serverMetrics({
    rooms,
    build,
    now,
    feed: () => feed.stats(),
    outboxes: options.outboxes,
    store: () =>
      cluster.shared
        ? {
            linkUp: cluster.fault() === null,
            busDropped: cluster.bus.dropped(),
            nodes: cluster.nodes().length,
          }
        : undefined,
  });
  const stopTiming = rooms.onAppended(metrics.appended);
  const health = serverHealth({
    rooms,
    accounts,
    dataDir: config.dataDir,
    now,
    feedUp: () => up,
    https,
    loopbackOnly: ['127.0.0.1', '::1', 'localhost'].includes(config.host),
    cluster,
    ...(config.store === undefined ? {} : { storeName: describeStore(config.store.redis) }),
  });
  const gate = intakeGate(now, {}, bus);
  const onFault = (error: unknown): void => log.error({ err: error }, 'Intake failed.');
  const takeIn = intakeHandler({ rooms, accounts, now, gate, metrics: metrics.intake, onFault });
  const { app } = httpApp({
    rooms,
    accounts,
    feed,
    evidence: options.evidence,
    mounts: [
      ...(cluster.shared
        ? [
            clusterRoutes({
              tailedAfter: (election, seq, limit) => rooms.tailedAfter(election, seq, limit),
              secret: () => cluster.secret('nodes'),
            }),
          ]
        : []),
      intakeRoutes({
        rooms,
        accounts,
        now,
        gate,
        metrics: metrics.intake,
        onFault,
        dataDir: config.dataDir,
        localToken: options.localToken,
        cluster,
        trustProxy: config.trustProxy,
      }),
    ],
    build,
    now,
    bus,
    clientDir: options.clientDir,
    secureCookies: https,
    allowedOrigins: originsOf(config),
    trustProxy: config.trustProxy,
    localToken: options.localToken,
    calendarSecret: options.calendarSecret,
    telling: options.telling,
    startDrill: () => options.drills.start(),
    checks: health.checks,
    unready: health.unready,
    degraded: health.degraded,
    warnings: () => [...health.warnings(), ...options.evidence.warnings()],
    metrics: {
      ...metrics,
      ...(config.metricsToken === undefined ? {} : { token: config.metricsToken }),
    },
    log,
  });
  const listener = getRequestListener(app.fetch);
  server.on('request', (request, response) => {
    if (!takeIn(request, response)) void listener(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: config.port, host: config.host, backlog: BACKLOG }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  up = true;
  const { port } = server.address() as AddressInfo;
  return {
    url: config.publicUrl ?? `http://${hostName(config.host)}:${port}`,
    localUrl: `http://${hostName(config.host)}:${port}`,
    closing: [
      {
        name: 'tell clients',
        withinMs: 1_000,
        run() {
          health.stopping();
          feed.drain(DRAIN_MS);
        },
      },
      { name: 'close the feed', withinMs: 3_000, run: () => feed.close() },
      { name: 'close HTTP', withinMs: 5_000, run: () => closeServer(server) },
      { name: 'end metrics', withinMs: 1_000, run: () => (stopTiming(), metrics.close()) },
    ],
  };
}

/** Lets running requests finish for two seconds, then cuts them. */
async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), 2_000);
  await closed;
  clearTimeout(cut);
}

function originsOf(config: Config): string[] {
  return [...config.allowedOrigins, ...(config.publicUrl === undefined ? [] : [config.publicUrl])];
}

function hostName(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

import { refuse } from '@warroom/shared';
import { Hono } from 'hono';
import { matchedRoutes } from 'hono/route';
import { sharedRateLimit } from '../guard/shared-rate-limit.ts';
import type { HttpContext, HttpEnv } from './env.ts';
import { storeRefusal } from './faults.ts';
import { API_HEADERS } from './headers.ts';
import type { HttpOptions, RouteContext } from './options.ts';
import { checkOrigin } from './origin.ts';
import { isOurs, refused } from './respond.ts';
import { type DeclaredRoute, routerOf } from './router.ts';
import { adminElectionRoutes } from './routes/admin-election.ts';
import { adminPeopleRoutes } from './routes/admin-people.ts';
import { careRoutes } from './routes/care.ts';
import { deskRoutes } from './routes/desk.ts';
import { findRoutes } from './routes/find.ts';
import { displayRoutes } from './routes/displays.ts';
import { handoverRoutes } from './routes/handover.ts';
import { incidentMoreRoutes } from './routes/incident-more.ts';
import { electionRoutes } from './routes/elections.ts';
import { evidenceRoutes } from './routes/evidence.ts';
import { notifyRoutes } from './routes/notify.ts';
import { operationsRoutes } from './routes/operations.ts';
import { rosterRoutes } from './routes/roster.ts';
import { sessionRoutes } from './routes/session.ts';
import { statusRoutes } from './routes/status.ts';
import { wallRoutes } from './routes/walls.ts';
import { reach, seenBy, seenCookie } from './seen.ts';
import { cookieJar } from './set-cookie.ts';
import { pagesFrom } from './static.ts';

export interface HttpApp {
  /** Its `fetch` goes to node-server's `getRequestListener`. */
  app: Hono<HttpEnv>;
  /** Every route with what it needs. */
  routes: readonly DeclaredRoute[];
}

/** Everything the server answers over HTTP, but for intake's fast path. */
export function httpApp(options: HttpOptions): HttpApp {
  const { now, log, bus } = options;
  const context: RouteContext = {
    ...options,
    trustProxy: options.trustProxy ?? false,
    cookies: cookieJar(options.secureCookies),
    // Far above what hands can do, and far below what would take the desk from the others.
    busy: sharedRateLimit({ name: 'busy', bus, burst: 600, perSecond: 300, now, maxKeys: 20_000 }),
    strangers: sharedRateLimit({
      name: 'strangers',
      bus,
      burst: 60,
      perSecond: 1,
      now,
      maxKeys: 20_000,
    }),
  };
  const app = new Hono<HttpEnv>();
  const allowedOrigins = new Set(options.allowedOrigins);
  const pages = pagesFrom(options.clientDir, options.secureCookies);
  let requests = 0;

  app.use(async (c, next) => {
    const startedAt = performance.now();
    c.set('requestId', (requests += 1).toString(36));
    const foreign = checkOrigin(c, allowedOrigins);
    if (foreign) c.res = refused(foreign);
    else {
      const seen = seenBy(c.req.header('cookie'));
      if (seen) await reach(seen, options);
      await next();
      noteSeen(c);
    }
    if (!isOurs(c.res))
      for (const [name, value] of Object.entries(API_HEADERS))
        if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    account(c, performance.now() - startedAt);
  });

  const router = routerOf(app, context);
  operationsRoutes(router, context);
  statusRoutes(router, context);
  sessionRoutes(router, context);
  electionRoutes(router, context);
  displayRoutes(router, context);
  wallRoutes(router, context);
  adminPeopleRoutes(router, context);
  adminElectionRoutes(router, context);
  for (const mount of options.mounts ?? []) app.route('/api', mount as unknown as Hono<HttpEnv>);
  deskRoutes(router, context);
  findRoutes(router, context);
  rosterRoutes(router, context);
  incidentMoreRoutes(router, context);
  if (context.evidence) evidenceRoutes(router, { ...context, evidence: context.evidence });
  careRoutes(router, context);
  notifyRoutes(router, context);
  handoverRoutes(router, context);

  const unknown = (c: HttpContext): Response =>
    refused(
      refuse(
        'not-found',
        `There is no ${c.req.method} ${c.req.path.slice(0, 100)} here; /api/docs lists what there is.`,
      ),
    );
  app.all('/api', unknown);
  app.all('/api/*', unknown);
  app.notFound((c) => {
    c.set('pattern', '(page)');
    return pages(c);
  });

  app.onError((error, c) => {
    const unavailable = storeRefusal(error);
    if (unavailable) return refused(unavailable.refusal, unavailable.status);
    log.error(
      { err: error, requestId: c.get('requestId'), route: patternOf(c) },
      'A request failed.',
    );
    const where = `Tell the operator "request ${c.get('requestId')}".`;
    return refused(
      refuse('unavailable', `Something went wrong on the server; it was logged. ${where}`),
      500,
    );
  });

  /** On answers to browsers that may have changed something. */
  function noteSeen(c: HttpContext): void {
    if (READS.has(c.req.method) || c.res.status >= 500) return;
    if (c.req.header('cookie') === undefined && !c.res.headers.has('set-cookie')) return;
    const election = c.get('election') ?? ELECTION_PATH.exec(c.req.path)?.[1];
    const cookie = seenCookie(options, election, options.secureCookies);
    if (cookie !== undefined) c.res.headers.append('set-cookie', cookie);
  }

  function account(c: HttpContext, ms: number): void {
    const { status } = c.res;
    const route = patternOf(c);
    options.metrics?.observe({ method: methodOf(c), route, status, seconds: ms / 1000 });
    const fields = {
      requestId: c.get('requestId'),
      method: c.req.method,
      route,
      status,
      ms: Math.round(ms * 10) / 10,
    };
    if (status >= 500) log.warn(fields, 'request');
    else if (c.req.method === 'GET') log.debug(fields, 'request');
    else log.info(fields, 'request');
  }

  return { app, routes: router.declared };
}

/** The pattern that a request matched; for mounted routes Hono knows it. Ids never get into logs. */
function patternOf(c: HttpContext): string {
  const known = c.get('pattern');
  if (known !== undefined) return known;
  const matched = matchedRoutes(c).findLast(({ path }) => !path.endsWith('*'));
  return matched?.path ?? '(unknown)';
}

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const ELECTION_PATH = /^\/api\/(?:admin\/)?elections\/([^/]+)/;

const METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
]);

/** Methods are text from outside: unknown ones must not make new series. */
function methodOf(c: HttpContext): string {
  return METHODS.has(c.req.method) ? c.req.method : 'other';
}

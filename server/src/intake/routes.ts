import { Hono } from 'hono';
import type { Accounts } from '../accounts/accounts.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { connectorRoutes } from './connector-routes.ts';
import { importRoutes } from './import/import-routes.ts';
import type { ImportClock } from './import/run-import.ts';
import { systemClock } from './import/system-clock.ts';
import { docsRoutes } from './openapi/docs-routes.ts';
import type { IntakeParts } from './signals.ts';

export interface IntakeRoutesParts extends IntakeParts {
  accounts: Pick<Accounts, 'intakeKey' | 'identify' | 'subjectIn'>;
  /** Imports lie in `imports` below it. */
  dataDir: string;
  /** Makes the caller the command line of this machine. */
  localToken?: string | undefined;
  /** For the API's description. */
  version?: string;
  clock?: ImportClock;
  /** The war room's other nodes. Default: there are none. */
  cluster?: Cluster;
  /** Believe X-Forwarded-For: only behind a proxy of one's own. */
  trustProxy?: boolean | undefined;
}

/** Connectors, imports, and the API's description, mounted at /api. Callers are checked here. */
export function intakeRoutes(parts: IntakeRoutesParts): Hono {
  const app = new Hono();
  app.route('/', docsRoutes(parts.version ?? '1'));
  app.route('/', connectorRoutes(parts));
  app.route('/', importRoutes({ ...parts, clock: parts.clock ?? systemClock }));
  return app;
}

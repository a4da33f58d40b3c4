import type { Audience, DisplayOrder, WayKind } from '@warroom/shared';
import type { Hono } from 'hono';
import type { Bus } from '../cluster/cluster.ts';
import type { Accounts, Person } from '../accounts/accounts.ts';
import type { Room, Rooms } from '../desk/room.ts';
import type { EvidenceDesk } from '../evidence/evidence-desk.ts';
import type { RateLimit } from '../guard/rate-limit.ts';
import type { CookieJar } from './set-cookie.ts';
import type { Prepared } from './prepared.ts';

/** One line of the server's own check list. */
export interface ServerCheck {
  name: string;
  ok: boolean;
  detail: string;
}

/** What HTTP logs. Never bodies, addresses of people, or tokens. */
export interface HttpLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface HttpOptions {
  rooms: Rooms;
  accounts: Accounts;
  feed: {
    snapshotFor(room: Room, audience: Audience): Promise<Prepared>;
    /** Answers whether the display is connected. */
    display(display: string, order: DisplayOrder): boolean;
    isConnected?(display: string): boolean;
  };
  /** Further API routes, mounted at /api: intake's. They authorise their callers themselves. */
  mounts?: readonly Hono[];
  /** Files of evidence. Without, there are none. */
  evidence?: EvidenceDesk | undefined;
  build: string;
  now(): number;
  /** The built client. Without it there are no pages. */
  clientDir?: string | undefined;
  /** True where people reach the site by https. */
  secureCookies: boolean;
  /** Further origins whose pages may use the API with a cookie, as `https://room.example.org`. */
  allowedOrigins: readonly string[];
  /** Believe X-Forwarded-For: only behind a proxy of one's own. */
  trustProxy?: boolean | undefined;
  /** Bearer token of the command line, from `server.json`. */
  localToken?: string | undefined;
  /** Opens a drill and starts its scenario. Default: `rooms.startDrill`. */
  startDrill?(by: Person): Promise<Room>;
  /** The operator's check list. */
  checks?(): Promise<ServerCheck[]>;
  /** Empty when all is well, else reasons for not being ready. */
  unready?(): string[];
  /** What it can't do just now though people may be sent here, and what an operator should change. */
  degraded?(): string[];
  warnings?(): string[];
  metrics?: {
    /** Bearer token for asking from elsewhere than this machine. */
    token?: string | undefined;
    contentType: string;
    render(): Promise<string>;
    /** Counts an answered request. `route` is a pattern. */
    observe(request: { method: string; route: string; status: number; seconds: number }): void;
  };
  /** Signs the addresses of people's calendars, the same on every node; without, there are none. */
  calendarSecret?: Uint8Array | undefined;
  /** By what people are told; without, by nothing. */
  telling?: { wayKinds: readonly WayKind[]; vapid: { publicKey: string } } | undefined;
  /** Tells the other nodes what is taken of a person's or an address's rate. */
  bus?: Bus | undefined;
  log: HttpLog;
}

/** What the routes share. */
export interface RouteContext extends HttpOptions {
  cookies: CookieJar;
  trustProxy: boolean;
  /** For commands and reading, by person or display. */
  busy: RateLimit;
  /** For what anyone may ask, by address. */
  strangers: RateLimit;
}

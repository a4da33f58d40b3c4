import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileElection } from '@warroom/shared';
import type { DisplayOrder, Role, Tlp } from '@warroom/shared';
import type { Hono } from 'hono';
import type { Accounts, Outcome } from '../../accounts/accounts.ts';
import { sqliteAccounts } from '../../accounts/open-accounts.ts';
import { openRoom } from '../../desk/open-room.ts';
import { evidenceDesk } from '../../evidence/evidence-desk.ts';
import type { EvidenceDeskOptions } from '../../evidence/evidence-desk.ts';
import { fileEvidence, spoolDir } from '../../evidence/file-store.ts';
import { spoolIn } from '../../evidence/spool.ts';
import { uploadTokens } from '../../evidence/upload-token.ts';
import type { Room, Rooms } from '../../desk/room.ts';
import { loadElections } from '../../election/load.ts';
import type { Journal } from '../../journal/journal.ts';
import { memoryJournal } from '../../journal/memory.ts';
import { httpApp, type HttpApp } from '../app.ts';
import type { HttpOptions } from '../options.ts';

export const PASSWORD = 'tram lantern quiet fox';
export const LOCAL_TOKEN = 'local-secret-of-this-test';
export const ORIGIN = 'http://room.test';
const visitor = { address: '192.0.2.7', agent: 'Test' };

const shipped = loadElections(join(import.meta.dirname, '../../../elections'));
if (!shipped.ok) throw new Error(shipped.message);
const elections = shipped.elections.filter(({ id }) => ['us-general', 'example-city'].includes(id));

/** The app with real rooms on journals in memory and real accounts in memory; time stands still until moved. */
export interface HttpRig extends HttpApp {
  accounts: Accounts;
  /** Where evidence files lie. */
  dir: string;
  rooms: Rooms;
  room: Room;
  journal: Journal;
  clock: { at: number };
  logged: string[];
  orders: [string, DisplayOrder][];
  /** Sends a request as a browser on our own page would. */
  ask(
    method: string,
    path: string,
    options?: { cookie?: string | undefined; body?: unknown; headers?: Record<string, string> },
  ): Promise<Response>;
  /** A person with a role in us-general, signed in; answers the cookie. */
  member(role: Role, clearance?: Tlp, election?: string): Promise<string>;
  serverAdmin(): Promise<string>;
  display(clearance?: Tlp): Promise<string>;
  close(): Promise<void>;
}

/** Makes the rig; with accounts or journals of one's own, as a node beside others. */
export async function httpRig({
  journals: given,
  files = {},
  ...more
}: Partial<HttpOptions> & {
  journals?: (election: string) => Journal;
  files?: Partial<EvidenceDeskOptions>;
} = {}): Promise<HttpRig> {
  const dir = mkdtempSync(join(tmpdir(), 'http-'));
  const clock = { at: 1_800_000_000_000 };
  const now = (): number => clock.at;
  const logged: string[] = [];
  const orders: [string, DisplayOrder][] = [];
  const own = (): Promise<Accounts> =>
    sqliteAccounts({
      file: ':memory:',
      now,
      passwordCost: { memoryKiB: 8, passes: 1 },
      randomBytes: (size) => randomBytes(size),
      every: () => () => undefined,
      elections: () => elections.map(({ id }) => ({ id })),
    });
  const accounts = more.accounts ?? (await own());
  const tokens = uploadTokens({ secret: Buffer.alloc(32, 7), now });
  const journals = elections.map(({ id }) => given?.(id) ?? memoryJournal());
  const opened = await Promise.all(
    elections.map((election, index) =>
      openRoom({
        election: compileElection(election),
        journal: journals[index] ?? memoryJournal(),
        dir: join(dir, election.id),
        now,
        hasPerson: (id) => accounts.staff(election.id).some((person) => person.id === id),
        people: () => accounts.staff(election.id),
        upload: (token, person) => tokens.read(election.id, person, token),
        names: () => [],
        notice: (message, cause) => logged.push(`${message} ${String(cause)}`),
      }),
    ),
  );
  const rooms: Rooms = {
    get: (id) => opened.find((room) => room.id === id),
    all: () => opened,
    startDrill: () => Promise.reject(new Error('no drills in this rig')),
    onOpened: () => () => undefined,
  };
  const room = value(opened.find(({ id }) => id === 'us-general'));
  const note = (level: string) => (fields: object, message: string) =>
    void logged.push(`${level} ${message} ${JSON.stringify(fields)}`);
  const made = httpApp({
    rooms,
    accounts,
    feed: {
      snapshotFor: async ({ epoch }, audience) => ({
        etag: `${epoch}-1`,
        body: Buffer.from(JSON.stringify(audience)),
      }),
      display: (display, order) => orders.push([display, order]) > 0,
    },
    build: 'test',
    now,
    secureCookies: false,
    allowedOrigins: ['https://also.example.org'],
    evidence: evidenceDesk({
      store: fileEvidence({ dataDir: dir }),
      spool: spoolIn({ dir: spoolDir(dir) }),
      tokens,
      shared: false,
      freeBytes: () => Promise.resolve(100_000_000_000),
      alarm: (message) => logged.push(`alarm ${message}`),
      ...files,
    }),
    localToken: LOCAL_TOKEN,
    startDrill: async () => room,
    log: { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
    ...more,
  });
  let people = 0;
  async function signedIn(input: Partial<Parameters<Accounts['addPerson']>[0]>): Promise<string> {
    const email = `person${(people += 1)}@example.org`;
    good(
      await accounts.addPerson({ name: `Person ${people}`, email, password: PASSWORD, ...input }),
    );
    return `warroom_session=${good(await accounts.signIn({ email, password: PASSWORD }, visitor)).token}`;
  }

  return {
    ...made,
    accounts,
    dir,
    rooms,
    room,
    journal: journals[opened.indexOf(room)] ?? memoryJournal(),
    clock,
    logged,
    orders,
    ask(method, path, { cookie, body, headers } = {}) {
      const app = made.app as unknown as Hono;
      return Promise.resolve(
        app.request(ORIGIN + path, {
          method,
          headers: {
            host: 'room.test',
            ...(method === 'GET' ? {} : { origin: ORIGIN }),
            ...(cookie === undefined ? {} : { cookie }),
            ...(body === undefined || body instanceof Uint8Array
              ? {}
              : { 'content-type': 'application/json' }),
            ...headers,
          },
          ...(body === undefined
            ? {}
            : {
                body:
                  typeof body === 'string' || body instanceof Uint8Array
                    ? body
                    : JSON.stringify(body),
              }),
        }),
      );
    },
    member: (role, clearance = 'AMBER', election = 'us-general') =>
      signedIn({ memberships: [{ election, role, clearance, organisation: null }] }),
    serverAdmin: () => signedIn({ admin: true }),
    async display(clearance = 'GREEN') {
      const display = await accounts.addDisplay(
        { name: 'Wall', election: 'us-general', clearance },
        'test',
      );
      const link = await accounts.createLink({
        for: { kind: 'display', id: display.id },
        to: '/wall',
        expiresAt: clock.at + 1000,
      });
      return `warroom_display=${good(await accounts.redeemLink(link, visitor)).token}`;
    },
    async close() {
      for (const one of opened) await one.close();
      await accounts.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The value of a good outcome; throws for a refused one. */
export function good<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.refusal.message);
  return outcome.value;
}

function value<T>(of: T | undefined): T {
  if (of === undefined) throw new Error('the shipped elections have no us-general');
  return of;
}

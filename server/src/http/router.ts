import { audienceOf, can, refuse } from '@warroom/shared';
import type { Action, Audience, Subject } from '@warroom/shared';
import type { Hono } from 'hono';
import type { Accounts, Display, Identity, Person } from '../accounts/accounts.ts';
import { namesSomeone } from '../accounts/cookies.ts';
import type { Room, Rooms } from '../desk/room.ts';
import { identified, roomsRefreshed } from './look-again.ts';
import { sameSecret } from './same-secret.ts';
import { bearerOf, type HttpContext, type HttpEnv } from './env.ts';
import { refused, unauthenticated } from './respond.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * What a route asks of the caller: nothing (`public`), a person or a display to be signed in, an
 * admin of the server or of any election, or an action in the election of its path.
 */
export type Need = 'public' | 'person' | 'display' | 'any-admin' | Action;

export interface DeclaredRoute {
  method: Method;
  path: string;
  need: Need;
  /** Set where what is read is made for an audience: the command line has none. */
  audience?: true;
  /** Set where it is made for people alone: neither displays nor the command line. */
  people?: true;
}

export interface PersonCaller {
  person: Person;
  sessionId: string;
}

/** Someone who may do what the route needs in the election of its path. */
export interface ElectionCaller {
  room: Room;
  subject: Subject;
  /** Undefined for the command line. */
  identity: Identity | undefined;
}

/** Someone who may read in the election of the path, as one of an audience. */
export interface Reader extends ElectionCaller {
  audience: Audience;
}

type Answer = Response | Promise<Response>;

/** A person who may read in the election of the path. */
export interface StaffReader extends Reader {
  identity: Extract<Identity, { kind: 'person' }>;
  subject: Extract<Subject, { kind: 'person' }>;
}

/** Routes are added only here, each with what it needs: none can be without. */
export interface Router {
  readonly declared: readonly DeclaredRoute[];
  open(method: Method, path: string, handle: (c: HttpContext) => Answer): void;
  person(
    method: Method,
    path: string,
    handle: (c: HttpContext, caller: PersonCaller) => Answer,
  ): void;
  display(method: Method, path: string, handle: (c: HttpContext, display: Display) => Answer): void;
  anyAdmin(
    method: Method,
    path: string,
    handle: (c: HttpContext, caller: PersonCaller) => Answer,
  ): void;
  serverAdmin(
    method: Method,
    path: string,
    handle: (c: HttpContext, caller: PersonCaller) => Answer,
  ): void;
  /** `path` holds `:election`. */
  election(
    action: Action,
    method: Method,
    path: string,
    handle: (c: HttpContext, caller: ElectionCaller) => Answer,
  ): void;
  /** The same, for what is read and differs by audience. */
  reading(
    action: 'situation.read' | 'signal.read',
    path: string,
    handle: (c: HttpContext, reader: Reader) => Answer,
  ): void;
  /** The same, for people alone. */
  staff(
    action: Action,
    path: string,
    handle: (c: HttpContext, reader: StaffReader) => Answer,
  ): void;
}

export interface RouterOptions {
  rooms: Rooms;
  accounts: Accounts;
  /** Known to programs of this machine's operator only; makes the caller the command line. */
  localToken?: string | undefined;
}

/** A router that adds to `app`. */
export function routerOf(app: Hono<HttpEnv>, options: RouterOptions): Router {
  const declared: DeclaredRoute[] = [];
  function add(
    need: Need,
    method: Method,
    path: string,
    handle: (c: HttpContext) => Answer,
    marks: Pick<DeclaredRoute, 'audience' | 'people'> = {},
  ): void {
    declared.push({ method, path, need, ...marks });
    app.on(method, path, (c) => {
      c.set('pattern', path);
      return handle(c);
    });
  }
  const forPerson = (
    need: Need,
    allowed: (person: Person) => boolean,
    why: string,
  ): Router['person'] => {
    return (method, path, handle) =>
      add(need, method, path, async (c) => {
        let identity = await identityOf(c, options.accounts);
        if (identity?.kind !== 'person') return unauthenticated();
        if (!allowed(identity.person)) {
          await options.accounts.catchUp();
          identity = await identityOf(c, options.accounts);
          if (identity?.kind !== 'person') return unauthenticated();
          if (!allowed(identity.person)) return refused(refuse('forbidden', why));
        }
        return handle(c, identity);
      });
  };
  return {
    declared,
    open: (method, path, handle) => add('public', method, path, handle),
    person: forPerson('person', () => true, ''),
    anyAdmin: forPerson(
      'any-admin',
      (person) => administered(options, person).length > 0 || person.admin,
      'Only admins may do this.',
    ),
    serverAdmin: forPerson(
      'server.administer',
      (person) => person.admin,
      'Only admins of the server may do this.',
    ),
    display: (method, path, handle) =>
      add('display', method, path, async (c) => {
        const identity = await identified(options.accounts, c.req.header('cookie'), 'display');
        return identity?.kind === 'display'
          ? handle(c, identity.display)
          : unauthenticated('This screen is not paired (any more).');
      }),
    election: (action, method, path, handle) =>
      add(action, method, path, async (c) => {
        const caller = await allow(c, action, options);
        return caller instanceof Response ? caller : handle(c, caller);
      }),
    reading: (action, path, handle) =>
      add(
        action,
        'GET',
        path,
        async (c) => {
          const caller = await allow(c, action, options);
          if (caller instanceof Response) return caller;
          const audience = audienceOf(caller.subject);
          return audience
            ? handle(c, { ...caller, audience })
            : refused(
                refuse('forbidden', 'This is made for an audience; the command line has none.'),
              );
        },
        { audience: true },
      ),
    staff: (action, path, handle) =>
      add(
        action,
        'GET',
        path,
        async (c) => {
          const caller = await allow(c, action, options);
          if (caller instanceof Response) return caller;
          const { identity, subject } = caller;
          const audience = audienceOf(subject);
          return audience && identity?.kind === 'person' && subject.kind === 'person'
            ? handle(c, { ...caller, identity, subject, audience })
            : refused(refuse('forbidden', 'This is for people who work here, not for screens.'));
        },
        { people: true },
      ),
  };
}

/**
 * The one check of who may do what in the election that the path names: the caller, or the answer
 * that says why not. Before a "no" to someone it is checked again with what other nodes wrote meanwhile.
 */
async function allow(
  c: HttpContext,
  action: Action,
  options: RouterOptions,
): Promise<ElectionCaller | Response> {
  const first = allowed(c, action, options);
  const local = isLocal(c, options.localToken);
  if (!(first instanceof Response) || !(local || namesSomeone(c.req.header('cookie'))))
    return first;
  const known = options.rooms.get(c.req.param('election') ?? '') !== undefined;
  await Promise.all([
    local ? undefined : options.accounts.catchUp(),
    known ? undefined : roomsRefreshed(options.rooms),
  ]);
  return allowed(c, action, options);
}

/** An election one has nothing to do with reads like one that isn't there. */
function allowed(
  c: HttpContext,
  action: Action,
  options: RouterOptions,
): ElectionCaller | Response {
  const election = c.req.param('election') ?? '';
  const room = options.rooms.get(election);
  const nowhere = (): Response =>
    refused(
      refuse(
        'not-found',
        `There is no election "${election.slice(0, 60)}" here, or you are not part of it.`,
      ),
    );
  if (isLocal(c, options.localToken)) {
    const subject: Subject = { kind: 'system', id: 'cli' };
    if (!room) return nowhere();
    return can(subject, action)
      ? { room, subject, identity: undefined }
      : refused(refuse('forbidden', 'The command line may not do this through the server.'));
  }
  const identity = options.accounts.identify(c.req.header('cookie'), askedAs(c));
  if (!identity) return unauthenticated();
  const subject = room && options.accounts.subjectIn(identity, election);
  if (!room || !subject) return nowhere();
  const asServerAdmin =
    action === 'election.administer' && identity.kind === 'person' && identity.person.admin;
  if (!asServerAdmin && !can(subject, action)) {
    return refused(
      refuse(
        'forbidden',
        `${roleText(subject)} may not do this (it needs ${action}); ask an admin of this election.`,
      ),
    );
  }
  return { room, subject, identity };
}

/** Who asks. */
export function identityOf(c: HttpContext, accounts: Accounts): Promise<Identity | undefined> {
  return identified(accounts, c.req.header('cookie'), askedAs(c));
}

/** `?as=display` or the header X-Warroom-As tells which is meant, where a browser is both. */
function askedAs(c: HttpContext): Identity['kind'] | undefined {
  const as = c.req.query('as') ?? c.req.header('x-warroom-as');
  return as === 'display' || as === 'person' ? as : undefined;
}

/** The elections a person administers. */
export function administered(
  options: Pick<RouterOptions, 'rooms' | 'accounts'>,
  person: Person,
): Room[] {
  const identity: Identity = { kind: 'person', person, sessionId: '' };
  return options.rooms.all().filter((room) => {
    if (person.admin) return true;
    const subject = options.accounts.subjectIn(identity, room.id);
    return subject !== undefined && can(subject, 'election.administer');
  });
}

/** Whether a program of this machine's operator asks. */
export function isLocal(c: HttpContext, localToken: string | undefined): boolean {
  const given = bearerOf(c);
  return localToken !== undefined && given !== undefined && sameSecret(given, localToken);
}

function roleText(subject: Subject): string {
  if (subject.kind === 'person') return `The role of ${subject.role}`;
  return subject.kind === 'display' ? 'A display' : 'This key';
}

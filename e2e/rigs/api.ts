import type { CommandResult, FeedSnapshot } from '@warroom/shared';
import type { ServerRig } from './server.ts';

/** A signed-in browserless user of one server. */
export interface Api {
  readonly cookie: string;
  /** JSON in, JSON out; rejects on anything but 2xx, with what the server said. */
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  /** The bare answer, whatever its status. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  command(election: string, command: Record<string, unknown>): Promise<CommandResult>;
  snapshot(election: string): Promise<FeedSnapshot>;
}

export const ADMIN = {
  name: 'Ana Lima',
  email: 'ana@office.example',
  password: 'correct horse battery',
};

/** Uses the set-up link that a new server prints to make its first admin; answers them signed in. */
export async function setUp(
  server: Pick<ServerRig, 'url' | 'waitForLine'>,
  person = ADMIN,
): Promise<Api> {
  const [, token] = await server.waitForLine(/\/setup#(\S+)/);
  return signedIn(server.url, '/api/setup', { token, ...person });
}

/** Signs someone in by e-mail and password. */
export function signIn(
  server: Pick<ServerRig, 'url'>,
  { email, password }: { email: string; password: string } = ADMIN,
): Promise<Api> {
  return signedIn(server.url, '/api/session', { email, password });
}

/** Redeems a one-time link's token, as in `/link#token`. */
export function redeem(url: string, token: string): Promise<Api> {
  return signedIn(url, '/api/links/redeem', { token });
}

/** A new person with a role in an election, by invitation, signed in. */
export async function colleague(
  server: Pick<ServerRig, 'url'>,
  admin: Api,
  membership: { election: string; role: string; clearance: string },
  name: string,
): Promise<Api> {
  const email = `${name.toLowerCase().replace(/\W+/g, '.')}@office.example`;
  const { token } = await admin.post<{ token: string }>('/api/admin/invitations', {
    email,
    name,
    ...membership,
  });
  return signedIn(server.url, '/api/invitations/accept', {
    token,
    name,
    password: 'a password of its own',
  });
}

/** An intake key for a source; its token. */
export async function intakeKey(admin: Api, election: string, source: string): Promise<string> {
  const { token } = await admin.post<{ token: string }>(`/api/admin/elections/${election}/keys`, {
    source,
    scopes: ['signal:write'],
  });
  return token;
}

async function signedIn(url: string, path: string, body: unknown): Promise<Api> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  return apiWith(url, cookie);
}

/** An API that sends this cookie. */
export function apiWith(url: string, cookie: string): Api {
  const send = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(url + path, {
      ...init,
      headers: {
        cookie,
        origin: url,
        ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(init.headers as Record<string, string>),
      },
    });
  const json = async <T>(path: string, init?: RequestInit): Promise<T> => {
    const response = await send(path, init);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  return {
    cookie,
    fetch: send,
    get: (path) => json(path),
    post: (path, body) => json(path, { method: 'POST', body: JSON.stringify(body) }),
    command: async (election, command) =>
      (await (
        await send(`/api/elections/${election}/commands`, {
          method: 'POST',
          body: JSON.stringify(command),
        })
      ).json()) as CommandResult,
    snapshot: (election) => json(`/api/elections/${election}/snapshot`),
  };
}

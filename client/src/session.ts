import type { Role, Tlp } from '@warroom/shared';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { api, onUnauthenticated, type ApiError, type ApiResult } from './api.ts';

/** An election that the person takes part in. */
export interface Membership {
  id: string;
  name: string;
  role: Role;
  clearance: Tlp;
  drill: boolean;
}

export interface SessionPerson {
  kind: 'person';
  id: string;
  name: string;
  email: string;
  /** May administer the server, not only an election. */
  admin: boolean;
  elections: Membership[];
}

/** A browser that is paired as a wall: it has no business on other pages. */
export interface SessionDisplay {
  kind: 'display';
  id: string;
  name: string;
  election: string;
}

/** `GET /api/session`. */
export interface Session {
  /** Null while nobody is signed in here. */
  subject: SessionPerson | SessionDisplay | null;
  /** True until the first person exists. */
  needsSetup: boolean;
  /** The server's build id. */
  build: string;
  /** The server's clock when it answered, epoch ms. */
  now: number;
}

interface SessionState {
  session: Session | undefined;
  error: ApiError | undefined;
  /** True while the person is in by a sign-in link that was redeemed on this page. */
  isByLink: boolean;
}

/** Who is signed in, as last heard. `session` stays while a later fetch fails. */
export const sessionStore = createStore<SessionState>(() => ({
  session: undefined,
  error: undefined,
  isByLink: false,
}));

// A session that ended elsewhere shows at the next request: ask who we are now, and the pages follow.
onUnauthenticated(() => {
  if (sessionStore.getState().session?.subject != null) void loadSession();
});

let underWay: Promise<ApiResult<Session>> | undefined;

/** Asks the server who is signed in. Calls at the same time share one request. */
export function loadSession(): Promise<ApiResult<Session>> {
  underWay ??= fetchSession().finally(() => {
    underWay = undefined;
  });
  return underWay;
}

async function fetchSession(): Promise<ApiResult<Session>> {
  const result = await api<Session>('/api/session');
  if (result.ok) sessionStore.setState({ session: result.value, error: undefined });
  else sessionStore.setState({ error: result.error });
  return result;
}

/** The session as known, asked for once if not. */
export async function ensureSession(): Promise<ApiResult<Session>> {
  const { session } = sessionStore.getState();
  return session === undefined ? loadSession() : { ok: true, value: session };
}

/** The session as last heard; undefined before the first answer. */
export function useSession(): Session | undefined {
  return useStore(sessionStore, (state) => state.session);
}

/** The person signed in; null when nobody is, or it isn't known yet. */
export function usePerson(): SessionPerson | null {
  return useStore(sessionStore, (state) => personOf(state.session));
}

/** The person of a session, if it is one's. */
export function personOf(session: Session | undefined): SessionPerson | null {
  return session?.subject?.kind === 'person' ? session.subject : null;
}

/** Does what begins a session, then asks who that made us. */
async function beginning<Value>(asked: Promise<ApiResult<Value>>): Promise<ApiResult<Value>> {
  const result = await asked;
  if (!result.ok) return result;
  sessionStore.setState({ isByLink: false });
  const session = await loadSession();
  return session.ok ? result : session;
}

export function signIn(email: string, password: string): Promise<ApiResult<unknown>> {
  return beginning(api('/api/session', { body: { email, password } }));
}

/** Ends the session, here and at the server. */
export async function signOut(): Promise<ApiResult<unknown>> {
  const result = await api('/api/session', { method: 'DELETE' });
  if (result.ok) sessionStore.setState({ isByLink: false });
  await loadSession();
  return result;
}

/** Makes the first admin of a server by the one-time token of its set-up link, and signs in. */
export function setUp(input: {
  token: string;
  name: string;
  email: string;
  password: string;
}): Promise<ApiResult<unknown>> {
  return beginning(api('/api/setup', { body: input }));
}

/** Takes an invitation and signs in. Someone with an account gives that account's password. */
export function acceptInvitation(input: {
  token: string;
  name: string;
  password: string;
}): Promise<ApiResult<unknown>> {
  return beginning(api('/api/invitations/accept', { body: input }));
}

/** What an invitation offers, before it is taken. */
export interface Invitation {
  email: string;
  name: string;
  admin: boolean;
  role: Role | null;
  election: { id: string; name: string } | null;
  /** True when its e-mail has an account here: then that account's password is asked. */
  hasAccount: boolean;
  expiresAt: number;
}

export function lookAtInvitation(token: string): Promise<ApiResult<Invitation>> {
  return api<Invitation>('/api/invitations/look', { body: { token } });
}

/** Exchanges a one-time link for a session; answers where it leads. */
export async function redeemLink(token: string): Promise<ApiResult<{ to: string }>> {
  const result = await beginning(api<{ to: string }>('/api/links/redeem', { body: { token } }));
  // A display's link makes this browser a wall, whoever else is signed in on it.
  const isByLink =
    result.ok &&
    !result.value.to.startsWith('/wall') &&
    personOf(sessionStore.getState().session) !== null;
  sessionStore.setState({ isByLink });
  return result;
}

/**
 * Changes one's own password; every other session of one's ends. Refused with the path `current` when
 * the present one is wrong, or was left out later than half an hour after a sign-in link; with the
 * path `password` when the new one is too weak.
 */
export async function changePassword(input: {
  current: string | undefined;
  next: string;
}): Promise<ApiResult<unknown>> {
  const result = await api('/api/session/password', { body: input });
  if (result.ok) sessionStore.setState({ isByLink: false });
  return result;
}

/** A session of one's own, as `GET /api/session/sessions` lists them. Times in epoch ms. */
export interface OwnSession {
  id: string;
  createdAt: number;
  lastUsedAt: number;
  expiresAt: number;
  /** Where it was begun: an IP address. */
  address: string;
  /** The browser's User-Agent header. */
  agent: string;
  /** True for the one that asks. */
  current: boolean;
}

/** One's running sessions, the last used first. */
export function ownSessions(): Promise<ApiResult<OwnSession[]>> {
  return api<OwnSession[]>('/api/session/sessions');
}

/** Ends a session of one's own. One that has ended already is no failure. */
export async function endOwnSession(id: string): Promise<ApiResult<unknown>> {
  const result = await api(`/api/session/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' });
  return !result.ok && result.error.kind === 'not-found' ? { ok: true, value: undefined } : result;
}

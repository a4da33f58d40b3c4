import {
  createRootRoute,
  createRoute,
  lazyRouteComponent,
  Outlet,
  redirect,
  type SearchSchemaInput,
} from '@tanstack/react-router';
import { useEffect } from 'react';
import { NoElection, Unreachable } from './entry/problems.ts';
import { safePath } from './entry/safe-path.ts';
import { electionToOpen, keepElection } from './last-election.ts';
import type { Search } from './search-params.ts';
import {
  ensureSession,
  loadSession,
  personOf,
  type Session,
  type SessionPerson,
} from './session.ts';
import { LiveRegions } from './ui/live-region.tsx';
import { preloadOverlays } from './ui/preload-overlays.ts';
import { ToastRegion } from './ui/toast-region.tsx';

async function session(): Promise<Session> {
  const result = await ensureSession();
  if (!result.ok) throw new Unreachable(result.error);
  return result.value;
}

/** The person signed in; else on to setting up, to the wall, or to signing in and back. */
async function signedIn(href: string): Promise<SessionPerson> {
  const known = await session();
  const person = personOf(known);
  if (person !== null) return person;
  if (known.needsSetup) throw redirect({ href: '/setup' });
  if (known.subject !== null) throw redirect({ href: '/wall' });
  throw redirect({ href: href === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(href)}` });
}

const root = createRootRoute({ component: Outlet });

function Desk() {
  useEffect(preloadOverlays, []);
  return (
    <>
      <Outlet />
      <ToastRegion />
      <LiveRegions />
    </>
  );
}

// Walls have no toasts and say nothing aloud; everything else does.
const desk = createRoute({
  getParentRoute: () => root,
  id: 'desk',
  component: Desk,
});

const home = createRoute({
  getParentRoute: () => desk,
  path: '/',
  beforeLoad: async () => {
    const election = electionToOpen(await signedIn('/'));
    throw redirect({ href: election === undefined ? '/start' : `/e/${election}` });
  },
});

const setUp = createRoute({
  getParentRoute: () => desk,
  path: '/setup',
  beforeLoad: async () => void (await session()),
  component: lazyRouteComponent(() => import('./entry/set-up-page.tsx'), 'SetUpPage'),
});

const signIn = createRoute({
  getParentRoute: () => desk,
  path: '/sign-in',
  validateSearch: (search: { to?: string } & SearchSchemaInput): { to?: string } =>
    typeof search.to === 'string' ? { to: search.to } : {},
  beforeLoad: async ({ search }) => {
    const known = await session();
    if (known.needsSetup) throw redirect({ href: '/setup' });
    if (personOf(known) !== null)
      throw redirect({ href: safePath(search.to, window.location.origin) ?? '/' });
  },
  component: lazyRouteComponent(() => import('./entry/sign-in-page.tsx'), 'SignInPage'),
});

const invite = createRoute({
  getParentRoute: () => desk,
  path: '/invite',
  // Not waited for: the page works without a session.
  beforeLoad: () => void ensureSession(),
  component: lazyRouteComponent(() => import('./entry/invite-page.tsx'), 'InvitePage'),
});

const link = createRoute({
  getParentRoute: () => desk,
  path: '/link',
  beforeLoad: () => void ensureSession(),
  component: lazyRouteComponent(() => import('./entry/link-page.tsx'), 'LinkPage'),
});

const start = createRoute({
  getParentRoute: () => desk,
  path: '/start',
  beforeLoad: async ({ location }) => void (await signedIn(location.href)),
  component: lazyRouteComponent(() => import('./entry/start-page.tsx'), 'StartPage'),
});

const password = createRoute({
  getParentRoute: () => desk,
  path: '/password',
  beforeLoad: async ({ location }) => void (await signedIn(location.href)),
  component: lazyRouteComponent(() => import('./entry/password-page.tsx'), 'PasswordPage'),
});

const admin = createRoute({
  getParentRoute: () => desk,
  path: '/admin',
  validateSearch: (search: Search): Search => search,
  beforeLoad: async ({ location }) => void (await signedIn(location.href)),
  component: lazyRouteComponent(() => import('./admin/admin-page.tsx')),
});

const election = createRoute({
  getParentRoute: () => desk,
  path: '/e/$election',
  beforeLoad: async ({ params, location }) => {
    const person = await signedIn(location.href);
    if (!has(person, params.election)) {
      // A role may have been given since the session was asked for.
      const fresh = await loadSession();
      const now = fresh.ok ? personOf(fresh.value) : person;
      if (now === null || !has(now, params.election)) throw new NoElection(params.election);
    }
    keepElection(params.election);
  },
});

function has(person: SessionPerson, id: string): boolean {
  return person.elections.some((each) => each.id === id);
}

const board = createRoute({
  getParentRoute: () => election,
  path: '/',
  validateSearch: (search: Search): Search => search,
  component: lazyRouteComponent(() => import('./board/board-page.tsx')),
});

const importing = createRoute({
  getParentRoute: () => election,
  path: '/import',
  component: lazyRouteComponent(() => import('./board/import-page.tsx')),
});

const care = createRoute({
  getParentRoute: () => election,
  path: '/care',
  component: lazyRouteComponent(() => import('./care/care-page.tsx')),
});

const handover = createRoute({
  getParentRoute: () => election,
  path: '/handover',
  validateSearch: (search: Search): Search => search,
  component: lazyRouteComponent(() => import('./handover/handover-page.tsx')),
});

const sitrep = createRoute({
  getParentRoute: () => election,
  path: '/sitrep',
  validateSearch: (search: Search): Search => search,
  component: lazyRouteComponent(() => import('./handover/sitrep-page.tsx')),
});

const figures = createRoute({
  getParentRoute: () => election,
  path: '/figures',
  validateSearch: (search: Search): Search => search,
  component: lazyRouteComponent(() => import('./handover/figures-page.tsx')),
});

const roster = createRoute({
  getParentRoute: () => election,
  path: '/roster',
  validateSearch: (search: Search): Search => search,
  component: lazyRouteComponent(() => import('./roster/roster-page.tsx')),
});

const notify = createRoute({
  getParentRoute: () => election,
  path: '/notify',
  component: lazyRouteComponent(() => import('./notify/notify-page.tsx')),
});

const messages = createRoute({
  getParentRoute: () => election,
  path: '/messages',
  validateSearch: (search: Search): Search => search,
  component: lazyRouteComponent(() => import('./notify/messages-page.tsx')),
});

const walls = createRoute({
  getParentRoute: () => election,
  path: '/walls',
  validateSearch: (search: Search): Search => search,
  component: lazyRouteComponent(() => import('./admin/walls/walls-page.tsx')),
});

const electionAdmin = createRoute({
  getParentRoute: () => election,
  path: '/admin',
  validateSearch: (search: Search): Search => search,
  component: lazyRouteComponent(() => import('./admin/admin-page.tsx')),
});

const wall = createRoute({
  getParentRoute: () => root,
  path: '/wall',
  component: lazyRouteComponent(() => import('./wall/wall-page.tsx')),
});

/** Every address of the app. Pages load when they are gone to, board and wall apart. */
export const routeTree = root.addChildren([
  desk.addChildren([
    home,
    setUp,
    signIn,
    invite,
    link,
    start,
    password,
    admin,
    election.addChildren([
      board,
      importing,
      handover,
      sitrep,
      figures,
      notify,
      messages,
      walls,
      electionAdmin,
      care,
      roster,
    ]),
  ]),
  wall,
]);

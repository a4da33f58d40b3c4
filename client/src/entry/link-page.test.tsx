import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { afterEach, expect, it, vi } from 'vitest';
import { sessionStore } from '../session.ts';
import { draw, type Drawn } from '../ui/testing/draw.tsx';
import { toastStore } from '../ui/toasts.ts';
import { dropToken, takeFragmentToken } from './fragment-token.ts';
import { LinkPage } from './link-page.tsx';

const person = {
  kind: 'person',
  id: 'p',
  name: 'Marit',
  email: 'm@x.example',
  admin: false,
  elections: [],
};
let drawn: Drawn;

afterEach(async () => {
  await drawn.close();
  dropToken();
  vi.unstubAllGlobals();
  toastStore.setState({ toasts: [] });
  sessionStore.setState({ session: undefined, error: undefined, isByLink: false });
});

/** Opens a link that leads to `to`; answers the history, to see where one went. */
async function redeem(token: string, to: string): Promise<ReturnType<typeof createMemoryHistory>> {
  vi.stubGlobal(
    'fetch',
    vi.fn(async (path: string) =>
      path === '/api/links/redeem'
        ? new Response(JSON.stringify({ to }))
        : new Response(
            JSON.stringify({ subject: person, needsSetup: false, build: 'test', now: 0 }),
          ),
    ),
  );
  window.history.replaceState(null, '', `/link#${token}`);
  takeFragmentToken(window);
  const history = createMemoryHistory({ initialEntries: ['/link'] });
  const root = createRootRoute();
  const routeTree = root.addChildren([
    createRoute({ getParentRoute: () => root, path: '/link', component: LinkPage }),
    createRoute({ getParentRoute: () => root, path: '/start', component: () => <p>start</p> }),
    createRoute({ getParentRoute: () => root, path: '/wall', component: () => <p>wall</p> }),
    createRoute({
      getParentRoute: () => root,
      path: '/password',
      component: () => <p>password</p>,
    }),
  ]);
  const router = createRouter({ routeTree, history });
  await router.load();
  // The registered type is the app's own router; this one stands in for it.
  drawn = await draw(<RouterProvider router={router as never} />);
  await drawn.doing(() => vi.waitFor(() => expect(history.location.pathname).toBe(to)));
  return history;
}

it('goes where a sign-in link leads, and hints at setting a password', async () => {
  const history = await redeem('one.s3cret', '/start');
  const [hint] = toastStore.getState().toasts;
  expect(hint?.text).toBe('You came in by a one-time link.');
  await drawn.doing(() => hint?.action?.run());
  expect(history.location.pathname).toBe('/password');
});

it('hints at nothing when the link makes this screen a wall', async () => {
  await redeem('two.s3cret', '/wall');
  expect(toastStore.getState().toasts).toEqual([]);
});

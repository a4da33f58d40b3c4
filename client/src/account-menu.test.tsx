import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { afterEach, expect, it, vi } from 'vitest';
import { AccountMenu } from './account-menu.tsx';
import { sessionStore, type Membership } from './session.ts';
import { draw, type Drawn } from './ui/testing/draw.tsx';

const run = vi.fn<() => void>();
let drawn: Drawn;
let history: ReturnType<typeof createMemoryHistory>;

afterEach(async () => {
  await drawn.close();
  vi.unstubAllGlobals();
  run.mockReset();
  sessionStore.setState({ session: undefined, error: undefined });
});

/** Opens the menu on a page, as someone of that role in the election `us`. */
async function openMenu(path: string, role: Membership['role'], admin: boolean): Promise<void> {
  const election = {
    id: 'us',
    name: 'US General',
    role,
    clearance: 'AMBER',
    drill: false,
  } as const;
  sessionStore.setState({
    session: {
      subject: {
        kind: 'person',
        id: 'p',
        name: 'Ana Ruiz',
        email: 'ana@x.example',
        admin,
        elections: [election],
      },
      needsSetup: false,
      build: 'test',
      now: 0,
    },
  });
  const page = () => <AccountMenu extra={[{ id: 'keys', label: 'Keys', run }]} />;
  const root = createRootRoute();
  const routeTree = root.addChildren(
    ['/start', '/e/$election', '/e/$election/admin', '/password', '/admin', '/sign-in'].map(
      (each) => createRoute({ getParentRoute: () => root, path: each, component: page }),
    ),
  );
  history = createMemoryHistory({ initialEntries: [path] });
  const router = createRouter({ routeTree, history });
  await router.load();
  // The registered type is the app's own router; this one stands in for it.
  drawn = await draw(<RouterProvider router={router as never} />);
  await drawn.doing(() => drawn.find('button').click());
  await drawn.doing(() => vi.dynamicImportSettled());
}

const items = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[role=menuitem]')];
const words = (): string[] => items().map((each) => each.textContent);

async function take(label: string): Promise<void> {
  const item = items().find((each) => each.textContent.startsWith(label));
  if (item === undefined)
    throw new Error(`no item begins with "${label}" in: ${words().join(', ')}`);
  await drawn.doing(() => item.click());
}

it('is named by the initials in sight and the person', async () => {
  await openMenu('/start', 'lead', false);
  expect(drawn.find('button').getAttribute('aria-label')).toBe('AR, account of Ana Ruiz');
});

it('shows a lead no administration', async () => {
  await openMenu('/e/us', 'lead', false);
  expect(words().join()).not.toContain('Administration');
});

it('leads an admin of the open election to its administration, from there alone', async () => {
  await openMenu('/e/us', 'admin', false);
  expect(words()).not.toContain('Administration of the server');
  await take('Administration of this election');
  expect(history.location.pathname).toBe('/e/us/admin');
  await drawn.close();
  await openMenu('/start', 'admin', false);
  expect(words().join()).not.toContain('Administration');
});

it('leads an admin of the server to both', async () => {
  await openMenu('/e/us', 'admin', true);
  expect(words()).toContain('Administration of this election');
  await take('Administration of the server');
  expect(history.location.pathname).toBe('/admin');
});

it('leads everyone to their password and sessions', async () => {
  await openMenu('/e/us', 'viewer', false);
  await take('Password and sessions');
  expect(history.location.pathname).toBe('/password');
});

it('does what a page adds to it', async () => {
  await openMenu('/e/us', 'viewer', false);
  await take('Keys');
  expect(run).toHaveBeenCalledOnce();
});

it('signs out, then shows the way in', async () => {
  const fetch = vi.fn<(path: string, init: RequestInit) => Promise<Response>>(
    async (_path, init) =>
      new Response(
        init.method === 'DELETE'
          ? null
          : JSON.stringify({ subject: null, needsSetup: false, build: 'test', now: 0 }),
      ),
  );
  vi.stubGlobal('fetch', fetch);
  await openMenu('/start', 'viewer', false);
  await take('Sign out');
  expect(fetch.mock.calls[0]?.[1].method).toBe('DELETE');
  await vi.waitFor(() => expect(history.location.pathname).toBe('/sign-in'));
});

import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseSearch, writeSearch } from '../search-params.ts';
import { draw, typeInto, type Drawn } from '../ui/testing/draw.tsx';
import { SignInPage } from './sign-in-page.tsx';

/** What `POST /api/session` answers next. */
let answer: () => Promise<Response>;
let sent: unknown[];
let drawn: Drawn;
let history: ReturnType<typeof createMemoryHistory>;

const refusal = (status: number, error: object): Response =>
  new Response(JSON.stringify({ error }), { status });
const session = { subject: null, needsSetup: false, build: 'test', now: 0 };

beforeEach(async () => {
  sent = [];
  vi.stubGlobal(
    'fetch',
    vi.fn(async (_path: string, init: RequestInit) => {
      if (init.method !== 'POST') return new Response(JSON.stringify(session));
      sent.push(JSON.parse(init.body as string));
      return answer();
    }),
  );
  history = createMemoryHistory({ initialEntries: ['/sign-in?to=/e/us-general?view=mine'] });
  const root = createRootRoute();
  const routeTree = root.addChildren([
    createRoute({ getParentRoute: () => root, path: '/sign-in', component: SignInPage }),
    createRoute({
      getParentRoute: () => root,
      path: '/e/$election',
      component: () => <p>board</p>,
    }),
    createRoute({ getParentRoute: () => root, path: '/', component: () => <p>home</p> }),
  ]);
  const router = createRouter({ routeTree, history, parseSearch, stringifySearch: writeSearch });
  await router.load();
  // The registered type is the app's own router; this one stands in for it.
  drawn = await draw(<RouterProvider router={router as never} />);
});

afterEach(async () => {
  await drawn.close();
  vi.unstubAllGlobals();
});

const field = (name: string): HTMLInputElement => drawn.find(`[name=${name}]`) as HTMLInputElement;
const submit = (): void => (drawn.find('form') as HTMLFormElement).requestSubmit();

async function tryToSignIn(): Promise<void> {
  await drawn.doing(() => typeInto(field('email'), 'marit@desk.example'));
  await drawn.doing(() => typeInto(field('password'), 'four words apart'));
  await drawn.doing(() => submit());
}

const alert = (): string | null | undefined =>
  drawn.host.querySelector('[role=alert]')?.textContent;

describe('signing in', () => {
  it('sends what was typed, then goes where one was going', async () => {
    answer = async () => new Response('{}');
    await tryToSignIn();
    expect(sent).toEqual([{ email: 'marit@desk.example', password: 'four words apart' }]);
    expect(history.location.href).toBe('/e/us-general?view=mine');
  });

  it('says in the server’s words that it was refused, and keeps what was typed', async () => {
    answer = async () =>
      refusal(403, { kind: 'forbidden', message: 'The e-mail or the password is wrong.' });
    await tryToSignIn();
    expect(alert()).toContain('Not signed in.');
    expect(alert()).toContain('The e-mail or the password is wrong.');
    expect(field('email').value).toBe('marit@desk.example');
    expect(history.location.pathname).toBe('/sign-in');
  });

  it('shows what is wrong with a field at the field, and goes there', async () => {
    answer = async () =>
      refusal(400, { kind: 'malformed', message: 'This is no e-mail address.', path: 'email' });
    await tryToSignIn();
    const email = field('email');
    expect(alert()).toBeUndefined();
    expect(email.getAttribute('aria-invalid')).toBe('true');
    const words = document.getElementById(email.getAttribute('aria-describedby') ?? '');
    expect(words?.textContent).toBe('This is no e-mail address.');
    expect(document.activeElement).toBe(email);
  });

  it('after too many tries says how long to wait, and sends nothing meanwhile', async () => {
    answer = async () =>
      refusal(429, { kind: 'rate-limited', message: 'Too many tries.', retryAfterMs: 90_000 });
    await tryToSignIn();
    const button = drawn.find('[type=submit]');
    expect(button.getAttribute('aria-disabled')).toBe('true');
    const reason = document.getElementById(button.getAttribute('aria-describedby') ?? '');
    expect(reason?.textContent).toMatch(/Again in 1:(30|29)\./);
    await drawn.doing(() => submit());
    expect(sent).toHaveLength(1);
  });

  it('says when the server does not answer, and lets one try again', async () => {
    answer = async () => Promise.reject(new TypeError('failed to fetch'));
    await tryToSignIn();
    expect(alert()).toContain('The server does not answer.');
    expect(drawn.find('[type=submit]').getAttribute('aria-disabled')).toBeNull();
    answer = async () => new Response('{}');
    await drawn.doing(() => submit());
    expect(history.location.pathname).toBe('/e/us-general');
  });

  it('sends once, however often it is pressed', async () => {
    let release: (response: Response) => void = () => {};
    answer = () => new Promise((resolve) => (release = resolve));
    await tryToSignIn();
    await drawn.doing(() => submit());
    expect(sent).toHaveLength(1);
    expect(drawn.find('[type=submit]').getAttribute('aria-busy')).toBe('true');
    await drawn.doing(() => release(new Response('{}')));
  });
});

import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sessionStore, type OwnSession, type Session } from '../session.ts';
import { draw, typeInto, type Drawn } from '../ui/testing/draw.tsx';
import { toastStore } from '../ui/toasts.ts';
import { PasswordPage } from './password-page.tsx';

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0';
const PHONE = 'Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36';

const known: Session = {
  subject: {
    kind: 'person',
    id: 'p',
    name: 'Marit',
    email: 'marit@desk.example',
    admin: false,
    elections: [],
  },
  needsSetup: false,
  build: 'test',
  now: 0,
};

function running(id: string, change: Partial<OwnSession> = {}): OwnSession {
  const at = { createdAt: 0, lastUsedAt: 60_000, expiresAt: 3_600_000 };
  return { id, ...at, address: '10.0.0.4', agent: AGENT, current: false, ...change };
}

const refusal = (status: number, error: object): Response =>
  new Response(JSON.stringify({ error }), { status });
const done = (): Response => new Response(null, { status: 200 });

let sessions: OwnSession[];
let listed: () => Response;
let changed: () => Response;
let ended: (id: string) => Response;
let sent: unknown[];
let drawn: Drawn;

beforeEach(() => {
  sent = [];
  sessions = [
    running('here', { current: true }),
    running('phone', { agent: PHONE, address: '10.0.0.9' }),
    running('desk'),
  ];
  listed = () => new Response(JSON.stringify(sessions));
  changed = done;
  ended = (id) => {
    sessions = sessions.filter((each) => each.id !== id);
    return done();
  };
  vi.stubGlobal(
    'fetch',
    vi.fn(async (path: string, init: RequestInit) => {
      if (path === '/api/session/password') {
        sent.push(JSON.parse(init.body as string));
        return changed();
      }
      if (init.method === 'DELETE') return ended(path.split('/').at(-1) ?? '');
      return path === '/api/session/sessions' ? listed() : new Response(JSON.stringify(known));
    }),
  );
});

afterEach(async () => {
  await drawn.close();
  vi.unstubAllGlobals();
  toastStore.setState({ toasts: [] });
  sessionStore.setState({ session: undefined, error: undefined, isByLink: false });
});

async function open(isByLink = false): Promise<void> {
  sessionStore.setState({ session: known, isByLink });
  const root = createRootRoute();
  const routeTree = root.addChildren([
    createRoute({ getParentRoute: () => root, path: '/password', component: PasswordPage }),
  ]);
  const history = createMemoryHistory({ initialEntries: ['/password'] });
  const router = createRouter({ routeTree, history });
  await router.load();
  // The registered type is the app's own router; this one stands in for it.
  drawn = await draw(<RouterProvider router={router as never} />);
}

const field = (name: string): HTMLInputElement => drawn.find(`[name=${name}]`) as HTMLInputElement;
const asksCurrent = (): boolean => drawn.host.querySelector('[name=current]') !== null;
const status = (): string => drawn.find('[role=status]').textContent;
const alert = (): string | undefined => drawn.host.querySelector('[role=alert]')?.textContent;
const rows = (): string[] => [...drawn.host.querySelectorAll('li')].map((each) => each.textContent);

function wordsAt(input: HTMLInputElement): string | undefined {
  return document.getElementById(input.getAttribute('aria-describedby') ?? '')?.textContent;
}

async function change(next: string, current?: string): Promise<void> {
  if (current !== undefined) await drawn.doing(() => typeInto(field('current'), current));
  await drawn.doing(() => typeInto(field('next'), next));
  await drawn.doing(() => (drawn.find('form') as HTMLFormElement).requestSubmit());
}

async function press(words: string): Promise<void> {
  const button = [...drawn.host.querySelectorAll('button')].find((each) =>
    each.textContent.startsWith(words),
  );
  if (button === undefined) throw new Error(`no button begins with "${words}"`);
  await drawn.doing(() => button.click());
}

describe('changing one’s password', () => {
  it('sends the present and the new one, says that it is done, and empties the fields', async () => {
    await open();
    await change('four words far apart', 'old and stale words');
    expect(sent).toEqual([{ current: 'old and stale words', next: 'four words far apart' }]);
    expect(status()).toContain('Your password is changed.');
    expect([field('current').value, field('next').value]).toEqual(['', '']);
  });

  it('shows a wrong present password where it was typed', async () => {
    changed = () =>
      refusal(403, {
        kind: 'forbidden',
        message: 'The present password is wrong.',
        path: 'current',
      });
    await open();
    await change('four words far apart', 'not it');
    expect(wordsAt(field('current'))).toBe('The present password is wrong.');
    expect(document.activeElement).toBe(field('current'));
    expect(status()).toBe('');
  });

  it('shows at the new one why it is too weak', async () => {
    changed = () =>
      refusal(400, {
        kind: 'malformed',
        message: 'The password has 5 characters.',
        path: 'password',
      });
    await open();
    await change('short', 'old and stale words');
    expect(wordsAt(field('next'))).toBe('The password has 5 characters.');
    expect(field('next').value).toBe('short');
  });

  it('lets go of an earlier error once it is done', async () => {
    changed = () => refusal(500, { kind: 'fault', message: 'The accounts can’t be written.' });
    await open();
    await change('four words far apart', 'old and stale words');
    expect(alert()).toContain('The accounts can’t be written.');
    changed = done;
    await change('four words far apart', 'old and stale words');
    expect(alert()).toBeUndefined();
    expect(status()).toContain('changed');
  });

  it('[AC17] asks for no present password after a sign-in link, and for it from then on', async () => {
    await open(true);
    expect(asksCurrent()).toBe(false);
    await change('four words far apart');
    expect(sent).toEqual([{ next: 'four words far apart' }]);
    expect(asksCurrent()).toBe(true);
  });

  it('[AC17] asks for it after all when the half hour of the link is over', async () => {
    changed = () =>
      refusal(403, {
        kind: 'forbidden',
        message: 'The present password is wrong.',
        path: 'current',
      });
    await open(true);
    await change('four words far apart');
    expect(wordsAt(field('current'))).toContain('within half an hour of a sign-in link');
    expect(field('next').value).toBe('four words far apart');
  });

  it('[AC10] shows which sessions are left by it', async () => {
    changed = () => {
      sessions = sessions.filter(({ current }) => current);
      return done();
    };
    await open();
    expect(rows()).toHaveLength(3);
    await change('four words far apart', 'old and stale words');
    expect(rows()).toHaveLength(1);
  });
});

describe('one’s sessions', () => {
  it('are told by browser and address, with this one marked and without an end', async () => {
    await open();
    expect(rows()[0]).toContain('Firefox on Linuxthis browser');
    expect(rows()[0]).not.toContain('End');
    expect(rows()[1]).toContain('Chrome on Android');
    expect(rows()[1]).toContain('10.0.0.9');
  });

  it('end one by one', async () => {
    await open();
    await press('End Chrome on Android');
    expect(rows()).toHaveLength(2);
    expect(toastStore.getState().toasts[0]?.text).toBe('Ended Chrome on Android, 10.0.0.9.');
    expect(document.activeElement?.textContent).toBe('Where you are signed in');
  });

  it('end all but this one', async () => {
    await open();
    await press('End all others');
    expect(sessions.map(({ id }) => id)).toEqual(['here']);
    expect(drawn.host.textContent).toContain('Nowhere else.');
  });

  it('count as ended when they had ended already', async () => {
    ended = (id) => {
      sessions = sessions.filter((each) => each.id !== id);
      return refusal(404, { kind: 'not-found', message: 'This session has ended already.' });
    };
    await open();
    await press('End Chrome on Android');
    expect(alert()).toBeUndefined();
    expect(rows()).toHaveLength(2);
  });

  it('say when one could not be ended, and go on listing it', async () => {
    const end = ended;
    ended = (id) =>
      id === 'phone'
        ? refusal(500, { kind: 'fault', message: 'The accounts can’t be written.' })
        : end(id);
    await open();
    await press('End all others');
    expect(alert()).toContain('The accounts can’t be written.');
    expect(rows()).toHaveLength(2);
  });

  it('say when they do not load, and load on another try', async () => {
    const list = listed;
    listed = () => refusal(500, { kind: 'fault', message: 'The accounts can’t be read.' });
    await open();
    expect(alert()).toContain('The accounts can’t be read.');
    listed = list;
    await press('Try again');
    expect(alert()).toBeUndefined();
    expect(rows()).toHaveLength(3);
  });
});

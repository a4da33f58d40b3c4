import { afterEach, describe, expect, it } from 'vitest';
import { tabFrom, tabsFor } from './admin-location.ts';
import {
  closeAdmin,
  displayRow,
  fakeServer,
  keyRow,
  no,
  ok,
  openAdmin,
  sessionOf,
} from './testing/rig.tsx';

const MEMBERS = '/api/admin/elections/us/members';

afterEach(closeAdmin);

describe('who may open the admin page', () => {
  it('shows those who are not admins why there is nothing, and asks for no list', async () => {
    const server = fakeServer();
    server.on('GET /api/session', () => ok(sessionOf(false, 'viewer')));
    const page = await openAdmin(server, {});
    expect(page.text()).toContain('Only admins may open this page');
    expect(server.asked.some(({ path }) => path.startsWith('/api/admin'))).toBe(false);
  });

  it('shows those who were signed out the way in', async () => {
    const server = fakeServer();
    server.on('GET /api/session', () => ok({ ...sessionOf(), subject: null }));
    const page = await openAdmin(server, {});
    expect(page.text()).toContain('You are signed out');
  });

  it('gives an election’s admin its tabs, and the server’s admin those of the server as well', () => {
    expect(tabsFor('us', false)).toEqual(['people', 'keys', 'displays']);
    expect(tabsFor('us', true)).toEqual(['people', 'keys', 'displays', 'elections']);
    expect(tabsFor(null, true)).toEqual(['people', 'elections']);
    expect(tabsFor(null, false)).toEqual([]);
    expect(tabFrom('elections', tabsFor('us', false))).toBe('people');
  });

  it('does not ask an election’s admin’s server for what only the server’s admin may see', async () => {
    const server = fakeServer();
    server.on('GET /api/session', () => ok(sessionOf(false)));
    const page = await openAdmin(server, { tab: 'people' });
    expect(page.text()).toContain('Nobody takes part yet');
    expect(server.asked.some(({ path }) => path === '/api/admin/people')).toBe(false);
  });
});

describe('a list that does not load', () => {
  it('says which and why, and loads on another try', async () => {
    const server = fakeServer();
    server.on(`GET ${MEMBERS}`, () => no('unavailable', 'The accounts can’t be read.', 503));
    const page = await openAdmin(server, { tab: 'people' });
    expect(page.text()).toContain('The list of people did not load');
    expect(page.text()).toContain('The accounts can’t be read.');
    server.on(`GET ${MEMBERS}`, () =>
      ok([
        {
          person: { id: 'p1', name: 'Ana Ruiz', email: 'ana@example.org', disabled: false },
          role: 'lead',
          clearance: 'AMBER',
          organisation: null,
          implied: false,
        },
      ]),
    );
    await page.press('Try again');
    expect(page.text()).toContain('Ana Ruiz');
    expect(page.text()).not.toContain('did not load');
  });

  it('is fetched again every 10 s, and when the window gets focus', async () => {
    const server = fakeServer();
    const page = await openAdmin(server, { tab: 'people' });
    const count = (): number => server.asked.filter(({ path }) => path === MEMBERS).length;
    expect(count()).toBe(1);
    await page.pass(10_000);
    expect(count()).toBe(2);
    window.dispatchEvent(new Event('focus'));
    await page.pass(50);
    expect(count()).toBe(3);
  });

  it('shows the whole page’s failure when not even the session is told', async () => {
    const server = fakeServer();
    server.on('GET /api/session', () =>
      no('unreachable', 'The server does not answer. Check the network, then try again.', 0),
    );
    const page = await openAdmin(server, {});
    expect(page.text()).toContain('The page did not load');
    server.on('GET /api/session', () => ok(sessionOf()));
    await page.press('Try again');
    expect(page.text()).toContain('Invite');
  });
});

describe('the server’s clock', () => {
  it('judges, not this machine’s', async () => {
    const server = fakeServer();
    server.on('GET /api/session', () => ok({ ...sessionOf(), now: Date.now() + 3_600_000 }));
    server.on('GET /api/admin/elections/us/displays', () => ok([displayRow()]));
    const page = await openAdmin(server, { tab: 'displays' });
    expect(page.text()).toContain('1 paired · 1 dead');
  });
});

describe('an invitation', () => {
  it('is shown once as a link, and the list never holds it', async () => {
    const server = fakeServer();
    server.on('GET /api/admin/elections/us/keys', () => ok([keyRow()]));
    server.on('POST /api/admin/invitations', (body) =>
      ok({
        invitation: {
          id: 'i1',
          ...(body as object),
          membership: null,
          createdAt: 0,
          createdBy: 'p-marit',
          expiresAt: sessionOf().now + 600_000,
        },
        link: '/invite#i1.s3cret',
      }),
    );
    const page = await openAdmin(server, { tab: 'people' });
    await page.key('n');
    await page.type('Name', 'Sofia');
    await page.type('E-mail', 'sofia@example.org');
    await page.press('Make the invitation');
    expect(page.text()).toContain('https://room.example.org/invite#i1.s3cret');
    await page.press('I have copied it');
    expect(page.text()).not.toContain('s3cret');
    expect(server.asked.find(({ method }) => method === 'POST')?.body).toEqual({
      name: 'Sofia',
      email: 'sofia@example.org',
      admin: false,
      election: 'us',
      role: 'triager',
      clearance: 'AMBER',
      organisation: null,
    });
  });

  it('is not sent without name and address', async () => {
    const server = fakeServer();
    const page = await openAdmin(server, { tab: 'people' });
    await page.key('n');
    await page.type('E-mail', 'sofia');
    await page.press('Make the invitation');
    expect(page.text()).toContain('Their name, as colleagues know them.');
    expect(page.text()).toContain('An e-mail address, such as ana@example.org.');
    expect(server.asked.some(({ method }) => method === 'POST')).toBe(false);
  });
});

describe('a session that has ended meanwhile', () => {
  it('is told with the way back in, not with another try', async () => {
    const server = fakeServer();
    server.on(`GET ${MEMBERS}`, () => no('forbidden', 'Sign in first.', 401));
    const page = await openAdmin(server, { tab: 'people' });
    expect(page.text()).toContain('Sign in first.');
    expect(document.querySelector('a[href^="/sign-in?to="]')?.textContent).toBe('Sign in');
  });
});

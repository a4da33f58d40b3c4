import { afterEach, describe, expect, it } from 'vitest';
import {
  closeAdmin,
  fakeServer,
  keyRow,
  no,
  NOW,
  ok,
  openAdmin,
  toasts,
  type FakeServer,
} from '../testing/rig.tsx';
import { alertmanagerSnippet, curlSnippet } from './snippets.ts';

const KEYS = '/api/admin/elections/us/keys';
const TOKEN = 'wr_k2_s3cret';

function serverThatMakes(): FakeServer {
  const server = fakeServer();
  const keys = [keyRow()];
  server.on(`GET ${KEYS}`, () => ok([...keys]));
  server.on(`POST ${KEYS}`, () => {
    const key = keyRow({ id: 'k2', source: 'hotline' });
    keys.push(key);
    return ok({ key, token: TOKEN });
  });
  return server;
}

afterEach(closeAdmin);

describe('a key just made', () => {
  it('is shown once: gone after it was copied, and never to be had again', async () => {
    const page = await openAdmin(serverThatMakes(), { tab: 'keys' });
    await page.key('n');
    await page.press('Public tip form');
    await page.press('Make the key');
    expect(page.text()).toContain(TOKEN);
    expect(page.text()).toContain('Shown this once.');
    await page.press('I have copied it');
    expect(page.text()).not.toContain(TOKEN);
    await page.key('j');
    await page.key('k');
    await page.pass(30_000);
    expect(page.text()).not.toContain(TOKEN);
  });

  it('stays on show while lists are fetched anew, and is not lost to a key or a click on a row', async () => {
    const page = await openAdmin(serverThatMakes(), { tab: 'keys' });
    await page.key('n');
    await page.press('Public tip form');
    await page.press('Make the key');
    await page.pass(25_000);
    await page.key('j');
    await page.press('tips');
    await page.key('n');
    expect(page.text()).toContain(TOKEN);
    expect(toasts()).toEqual(['Copy the key on show first.']);
  });

  it('stands in what is ready to paste', async () => {
    const page = await openAdmin(serverThatMakes(), { tab: 'keys' });
    await page.key('n');
    await page.press('Public tip form');
    await page.press('Make the key');
    expect(page.text()).toContain(
      curlSnippet({ origin: 'https://room.example.org', election: 'us', token: TOKEN }),
    );
  });
});

describe('making a key', () => {
  it('sends nothing without a source', async () => {
    const server = serverThatMakes();
    const page = await openAdmin(server, { tab: 'keys' });
    await page.key('n');
    await page.press('Make the key');
    expect(page.text()).toContain('Choose a source above, or type the name of a new one.');
    expect(server.asked.some(({ method }) => method === 'POST')).toBe(false);
  });

  it('shows the server’s refusal and keeps what was typed', async () => {
    const server = serverThatMakes();
    server.on(`POST ${KEYS}`, () => no('unavailable', 'The disk is full.', 507));
    const page = await openAdmin(server, { tab: 'keys' });
    await page.key('n');
    await page.type('Source', 'field-office');
    await page.press('Make the key');
    expect(page.text()).toContain('The disk is full.');
    expect([...document.querySelectorAll('input')].map(({ value }) => value)).toContain(
      'field-office',
    );
  });

  it('waits for the answer: a second press sends nothing', async () => {
    const server = serverThatMakes();
    let answer: (value: ReturnType<typeof ok>) => void = () => {};
    server.on(`POST ${KEYS}`, () => new Promise((resolve) => (answer = resolve)));
    const page = await openAdmin(server, { tab: 'keys' });
    await page.key('n');
    await page.type('Source', 'hotline');
    await page.press('Make the key');
    await page.press('Make the key');
    expect(server.asked.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(page.text()).not.toContain('Key for hotline');
    answer(ok({ key: keyRow({ id: 'k2', source: 'hotline' }), token: TOKEN }));
    await page.pass(50);
    expect(page.text()).toContain('Key for hotline');
  });
});

describe('the list of keys', () => {
  it('asks before it revokes, and offers that no more for a revoked key', async () => {
    const server = fakeServer();
    let key = keyRow();
    server.on(`GET ${KEYS}`, () => ok([key]));
    server.on(`DELETE ${KEYS}/k1`, () => ok((key = keyRow({ revokedAt: NOW }))));
    const page = await openAdmin(server, { tab: 'keys', row: 'k1' });
    await page.press('Revoke…');
    expect(page.text()).toContain('refused from the next request on');
    await page.press('Revoke');
    expect(page.text()).toContain('0 in use, 1 revoked');
    expect(() => page.button('Revoke…')).toThrow('no button');
  });
});

describe('snippets', () => {
  it('give Alertmanager the key as bearer credentials', () => {
    const yaml = alertmanagerSnippet({
      origin: 'https://room.example.org',
      election: 'us',
      token: TOKEN,
    });
    expect(yaml).toContain('      - url: https://room.example.org/api/elections/us/alertmanager\n');
    expect(yaml).toMatch(/authorization:\n {12}type: Bearer\n {12}credentials: wr_k2_s3cret$/);
  });
});

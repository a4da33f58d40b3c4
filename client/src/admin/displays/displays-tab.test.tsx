import { afterEach, describe, expect, it } from 'vitest';
import {
  closeAdmin,
  displayRow,
  fakeServer,
  no,
  NOW,
  ok,
  openAdmin,
  pairingRow,
  reportAt,
  toasts,
} from '../testing/rig.tsx';

const DISPLAYS = '/api/admin/elections/us/displays';
const PAIRINGS = '/api/admin/elections/us/pairings';

afterEach(closeAdmin);

describe('the displays of an election', () => {
  it('shows how each stands, and turns one dead while nothing is heard from it', async () => {
    const server = fakeServer();
    server.on(`GET ${DISPLAYS}`, () => ok([displayRow({ lastReport: reportAt(NOW - 1_000) })]));
    const page = await openAdmin(server, { tab: 'displays' });
    expect(page.text()).toContain('1 paired · 1 live');
    await page.pass(61_000);
    expect(page.text()).toContain('1 paired · 1 dead');
  });

  it('does not call a display dead because the server does not answer: it says that the list is old', async () => {
    const server = fakeServer();
    server.on(`GET ${DISPLAYS}`, () => ok([displayRow()]));
    const page = await openAdmin(server, { tab: 'displays' });
    server.on(`GET ${DISPLAYS}`, () => no('unreachable', 'The server does not answer.', 0));
    await page.pass(90_000);
    expect(page.text()).toContain('1 paired · 1 live');
    expect(page.text()).toContain('The list of displays is of');
    expect(page.text()).toContain('The server does not answer.');
  });

  it('says so when an order reached no screen', async () => {
    const server = fakeServer();
    server.on(`GET ${DISPLAYS}`, () => ok([displayRow()]));
    server.on(`POST ${DISPLAYS}/d1/identify`, () => ok({ connected: false }));
    const page = await openAdmin(server, { tab: 'displays', row: 'd1' });
    await page.key('i');
    expect(toasts()).toEqual(['Lobby is not connected']);
  });

  it('asks once before it revokes, says what will happen, and stays when the server refuses', async () => {
    const server = fakeServer();
    server.on(`GET ${DISPLAYS}`, () => ok([displayRow()]));
    server.on(`DELETE ${DISPLAYS}/d1`, () => no('unavailable', 'The disk is full.', 507));
    const page = await openAdmin(server, { tab: 'displays', row: 'd1' });
    await page.press('Revoke…');
    expect(page.text()).toContain('Its screen goes blank');
    expect(server.asked.some(({ method }) => method === 'DELETE')).toBe(false);
    await page.press('Revoke');
    expect(page.text()).toContain('The disk is full.');
    expect(toasts()).toEqual([]);
    server.on(`DELETE ${DISPLAYS}/d1`, () => ok({ ok: true }));
    await page.press('Revoke');
    expect(toasts()).toEqual(['Lobby was revoked']);
  });

  it('tells what happened to one of them, its group’s and all walls’ deeds included, and a day of all', async () => {
    const server = fakeServer();
    server.on(`GET ${DISPLAYS}`, () =>
      ok([displayRow({ group: 'North' }), displayRow({ id: 'd2', name: 'Atrium' })]),
    );
    const line = (seq: number, target: object, what: object, more: object = {}) => ({
      seq,
      at: NOW - seq * 60_000,
      by: { kind: 'person', id: 'p-marit' },
      target,
      what,
      reason: null,
      ...more,
    });
    const lobby = { kind: 'display', display: 'd1' };
    server.on('GET /api/elections/us/walls/history', () =>
      ok({
        happenings: [
          line(1, lobby, { kind: 'missing', since: NOW - 240_000, backAt: NOW - 60_000 }),
          line(2, { kind: 'group', group: 'North' }, { kind: 'paused' }, { reason: 'Briefing' }),
          line(3, { kind: 'display', display: 'd2' }, { kind: 'visitors', on: true }),
        ],
      }),
    );
    const page = await openAdmin(server, { tab: 'displays', row: 'd1' });
    const timeline = document.querySelector('[aria-label="Timeline"]')?.textContent ?? '';
    expect(timeline).toContain('no report for 3 min, back 11:59:00');
    expect(timeline).toContain('Marit: paused, group North“Briefing”');
    expect(timeline).not.toContain('visitor mode');
    expect(page.text()).toContain('AtriumMarit: visitor mode on');
    server.on('GET /api/elections/us/walls/history', () => no('unavailable', 'No store.', 503));
    await page.pass(16_000);
    expect(page.text()).toContain('It could not be read: No store.');
  });

  it('moves through the list by j and k, in the URL', async () => {
    const server = fakeServer();
    server.on(`GET ${DISPLAYS}`, () =>
      ok([displayRow(), displayRow({ id: 'd2', name: 'Atrium' })]),
    );
    const page = await openAdmin(server, { tab: 'displays' });
    await page.key('j');
    expect(page.at()).toBe('/e/us/admin?tab=displays&row=d2');
    await page.key('j');
    expect(page.at()).toBe('/e/us/admin?tab=displays&row=d1');
    await page.key('k');
    expect(page.at()).toBe('/e/us/admin?tab=displays&row=d2');
  });
});

describe('a screen that waits to be paired', () => {
  it('appears within two seconds, with code, colour and word to compare', async () => {
    const server = fakeServer();
    const page = await openAdmin(server, { tab: 'displays' });
    expect(page.text()).not.toContain('K7M-4QX');
    server.on(`GET ${PAIRINGS}`, () => ok([pairingRow()]));
    await page.pass(2_000);
    for (const shown of ['K7M-4QX', 'orange', 'lantern', '3840 × 2160', '10.0.0.9'])
      expect(page.text()).toContain(shown);
  });

  it('is set up with a name, and only then confirmed', async () => {
    const server = fakeServer();
    server.on(`GET ${PAIRINGS}`, () => ok([pairingRow()]));
    server.on(`POST ${PAIRINGS}/K7M-4QX/confirm`, () => ok(displayRow({ name: 'North wall' })));
    const page = await openAdmin(server, { tab: 'displays' });
    await page.key('Enter');
    await page.press('Pair it');
    expect(page.text()).toContain('Give it the name of its place');
    expect(server.asked.some(({ method }) => method === 'POST')).toBe(false);
    await page.type('Name', 'North wall');
    await page.press('Pair it');
    const sent = server.asked.find(({ method }) => method === 'POST');
    expect(sent?.body).toEqual({
      name: 'North wall',
      clearance: 'GREEN',
      redaction: 'names',
      diagonalInch: 65,
      farthestSeatM: 7,
      theme: 'dark',
      scenes: [],
      group: null,
      sound: false,
      profile: 'far',
    });
    expect(toasts()).toEqual(['North wall was paired']);
  });

  it('keeps what was typed when the code has gone meanwhile, and says why', async () => {
    const server = fakeServer();
    server.on(`GET ${PAIRINGS}`, () => ok([pairingRow()]));
    server.on(`POST ${PAIRINGS}/K7M-4QX/confirm`, () =>
      no('not-found', 'No screen waits with this code.', 404),
    );
    const page = await openAdmin(server, { tab: 'displays' });
    await page.press('Confirm and set up');
    await page.type('Name', 'North wall');
    await page.press('Pair it');
    expect(page.text()).toContain('No screen waits with this code.');
    expect([...document.querySelectorAll('input')].map(({ value }) => value)).toContain(
      'North wall',
    );
  });

  it('is hidden when it is not ours', async () => {
    const server = fakeServer();
    server.on(`GET ${PAIRINGS}`, () => ok([pairingRow({ code: 'AAA-333' }), pairingRow()]));
    const page = await openAdmin(server, { tab: 'displays' });
    await page.press('Not ours');
    await page.pass(4_000);
    expect(page.text()).not.toContain('AAA-333');
    expect(page.text()).toContain('K7M-4QX');
  });

  it('goes when its code has expired', async () => {
    const server = fakeServer();
    server.on(`GET ${PAIRINGS}`, () => ok([pairingRow({ expiresAt: NOW + 5_000 })]));
    const page = await openAdmin(server, { tab: 'displays' });
    expect(page.text()).toContain('K7M-4QX');
    await page.pass(6_000);
    expect(page.text()).not.toContain('K7M-4QX');
  });
});

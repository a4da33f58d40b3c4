import { epochMsOf } from '@warroom/shared';
import ICAL from 'ical.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpRig } from '../testing/rig.ts';
import type { HttpRig } from '../testing/rig.ts';

const ZONE = 'America/New_York';
const at = (local: string): number => epochMsOf(`2028-11-${local}`, ZONE);
const BASE = '/api/elections/us-general';

let rig: HttpRig;
let lead: string;
let triager: string;
let viewer: string;
const ids = { lead: '', triager: '', viewer: '' };
let commands = 0;

beforeAll(async () => {
  rig = await httpRig({ calendarSecret: Buffer.alloc(32, 3) });
  rig.clock.at = at('07T18:14');
  lead = await rig.member('lead');
  triager = await rig.member('triager');
  viewer = await rig.member('viewer');
  for (const { id, role } of rig.accounts.staff('us-general'))
    if (role === 'lead' || role === 'triager' || role === 'viewer') ids[role] = id;
  await must(lead, {
    type: 'roster.rotation-add',
    id: 'r1',
    desk: 'cyber',
    people: [ids.lead, ids.triager],
    start: '2028-11-03',
    end: '2028-11-10',
    at: ['06:00', '22:00'],
  });
  await must(lead, {
    type: 'roster.override-add',
    id: 'o1',
    desk: 'cyber',
    person: null,
    instead: ids.triager,
    from: at('08T02:00'),
    until: at('08T06:00'),
  });
});
afterAll(() => rig.close());

async function must(cookie: string, command: Record<string, unknown>): Promise<void> {
  commands += 1;
  const body = { commandId: `c${commands}`, ...command };
  const response = await rig.ask('POST', `${BASE}/commands`, { cookie, body });
  if (response.status !== 200) throw new Error(await response.text());
}

async function read<T>(cookie: string, path: string): Promise<T> {
  const response = await rig.ask('GET', path, { cookie });
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

interface View {
  turns: { person: string; from: number; until: number; relieved: unknown[] }[];
  gaps: object[];
  onCall: { desk: string; people: { person: string }[] }[];
  warnings: { kind: string }[];
  overrides: object[];
  rotations: object[];
  policies: object[];
  policiesAre: string;
  clockChanges: object[];
}

describe('reading the roster', () => {
  it('[RF4] answers turns, gaps, who is on call, warnings, policies and changes of clocks', async () => {
    const view = await read<View>(
      viewer,
      `${BASE}/roster?from=${at('05T00:00')}&until=${at('12T00:00')}`,
    );
    expect(view.turns.length).toBeGreaterThan(10);
    expect(view.gaps).toContainEqual({
      desk: 'cyber',
      from: at('08T02:00'),
      until: at('08T06:00'),
      has: 0,
      needs: 1,
    });
    expect(view.onCall.find(({ desk }) => desk === 'cyber')?.people).toMatchObject([
      { person: ids.lead },
    ]);
    expect(view.warnings.map(({ kind }) => kind)).toContain('long');
    expect(view).toMatchObject({
      overrides: [{ id: 'o1', person: null, setBy: ids.lead }],
      rotations: [{ id: 'r1' }],
      policiesAre: 'file',
      clockChanges: [{ day: '2028-11-05', hours: 25 }],
    });
    expect(view.policies.length).toBeGreaterThan(0);
  });

  it('[RF4] refuses times that are none or too long; screens that leave names out have none', async () => {
    const ask = async (cookie: string, query: string) =>
      (await rig.ask('GET', `${BASE}/roster${query}`, { cookie })).status;
    expect(await ask(viewer, '?from=x')).toBe(400);
    expect(await ask(viewer, `?from=5&until=5`)).toBe(400);
    expect(await ask(viewer, `?from=0&until=${63 * 86_400_000}`)).toBe(400);
    expect(await ask(viewer, '')).toBe(200);
    expect(await ask(await rig.display(), '')).toBe(404);
  });

  it('[RF5] tells who could fill a gap, best first, with why', async () => {
    const query = `desk=cyber&from=${at('08T02:00')}&until=${at('08T06:00')}`;
    const { candidates } = await read<{ candidates: { person: string; words: string }[] }>(
      triager,
      `${BASE}/roster/fill?${query}`,
    );
    expect(candidates.map(({ person, words }) => [person, words])).toEqual([
      [ids.triager, 'on until 02:00, would make 8 h'],
      [ids.lead, 'under 10 h rest'],
    ]);
    const nowhere = await rig.ask('GET', `${BASE}/roster/fill?desk=x&from=1&until=2`, {
      cookie: triager,
    });
    expect(nowhere.status).toBe(404);
  });
});

describe('calendars', () => {
  const link = async (cookie: string): Promise<string> =>
    (await read<{ url: string }>(cookie, `${BASE}/roster/ical-link`)).url;

  it('[RF6] show one person their own turns, without what they were relieved of, by an address alone', async () => {
    const response = await rig.ask('GET', await link(triager));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    const events = new ICAL.Component(ICAL.parse(await response.text()) as [])
      .getAllSubcomponents('vevent')
      .map((one) => new ICAL.Event(one));
    const seen = events.map((event) => [
      event.startDate.toJSDate().getTime(),
      event.endDate.toJSDate().getTime(),
    ]);
    expect(seen).toContainEqual([at('04T22:00'), at('05T06:00')]);
    expect(at('05T06:00') - at('04T22:00')).toBe(9 * 3_600_000);
    expect(seen).toContainEqual([at('07T22:00'), at('08T02:00')]);
    expect(events[0]?.summary).toBe('On call: Cyber');
    expect(new Set(events.map(({ uid }) => uid)).size).toBe(events.length);
    const again = await rig.ask('GET', await link(triager));
    expect(await again.text()).toContain(events[0]?.uid);
  });

  it('[RF7] end when their owner makes the address anew, or leaves the election', async () => {
    const old = await link(viewer);
    expect((await rig.ask('GET', old)).status).toBe(200);
    await must(viewer, { type: 'roster.feed-renew' });
    expect((await rig.ask('GET', old)).status).toBe(404);
    const fresh = await link(viewer);
    expect((await rig.ask('GET', fresh)).status).toBe(200);
    await rig.accounts.endMembership(ids.viewer, 'us-general');
    expect((await rig.ask('GET', fresh)).status).toBe(404);
    expect((await rig.ask('GET', '/api/roster/abc.def.ics')).status).toBe(404);
  });

  it('[RF8] are not for those without an account, and not without end', async () => {
    const display = await rig.display();
    expect((await rig.ask('GET', `${BASE}/roster/ical-link`, { cookie: display })).status).toBe(
      404,
    );
    const statuses = new Set<number>();
    for (let asked = 0; asked < 80; asked += 1)
      statuses.add((await rig.ask('GET', '/api/roster/abc.def.ics')).status);
    expect(statuses).toEqual(new Set([404, 429]));
  });
});

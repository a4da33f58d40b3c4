import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandResult, SavedView } from '@warroom/shared';
import { httpRig } from '../testing/rig.ts';
import type { HttpRig } from '../testing/rig.ts';

const AT = '/api/elections/us-general';

let rig: HttpRig;
let sent: number;

beforeEach(async () => {
  rig = await httpRig();
  sent = 0;
});
afterEach(() => rig.close());

async function get<T>(cookie: string, path: string): Promise<T> {
  const answer = await rig.ask('GET', AT + path, { cookie });
  expect(answer.status, path).toBe(200);
  return (await answer.json()) as T;
}
async function run(cookie: string, command: Record<string, unknown>): Promise<CommandResult> {
  const body = { commandId: `c${(sent += 1)}`, ...command };
  return (await (
    await rig.ask('POST', `${AT}/commands`, { cookie, body })
  ).json()) as CommandResult;
}
async function bulk(cookie: string, commands: unknown[]): Promise<CommandResult[]> {
  const answer = await rig.ask('POST', `${AT}/bulk`, { cookie, body: { commands } });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { results: CommandResult[] }).results;
}
async function views(cookie: string): Promise<SavedView[]> {
  return (await get<{ views: SavedView[] }>(cookie, '/views')).views;
}
async function open(cookie: string, title: string): Promise<string> {
  const result = await run(cookie, { type: 'incident.open', title });
  return result.kind === 'done' ? (result.opened ?? '') : '';
}

describe('saved views over HTTP', () => {
  it('[VW1] are listed for their team and their owner, for nobody else and no display', async () => {
    const [ana, bo] = [await rig.member('lead'), await rig.member('triager')];
    await run(bo, { type: 'view.save', title: 'Own', query: 'sev:S1', scope: 'private' });
    await run(bo, { type: 'view.save', title: 'Team', query: 'sev:S2', scope: 'team' });
    expect((await views(bo)).map(({ title }) => title)).toEqual(['Team', 'Own']);
    expect((await views(ana)).map(({ title }) => title)).toEqual(['Team']);
    const wall = await rig.display();
    for (const path of ['/views', '/matching', '/counts?q=x'])
      expect((await rig.ask('GET', AT + path, { cookie: wall })).status, path).toBe(403);
  });

  it('[VW1] of others are no view to search in, as if they were not there', async () => {
    const [ana, bo] = [await rig.member('lead'), await rig.member('triager')];
    const one = await open(ana, 'one');
    const made = await run(bo, { type: 'view.save', title: 'Own', query: 'state:closed' });
    const id = made.kind === 'done' ? (made.made ?? '') : '';
    const match = (cookie: string) => get<{ ids: string[] }>(cookie, `/matching?view=${id}`);
    expect((await match(bo)).ids).toEqual([]);
    // Nor is anything else given for it: what is chosen by it would be acted on.
    const no = await rig.ask('GET', `${AT}/matching?view=${id}`, { cookie: ana });
    expect(no.status).toBe(404);
    expect(await no.json()).toEqual({
      error: {
        kind: 'not-found',
        message: 'That view is gone: it was removed, or is not shared with you.',
        path: 'view',
      },
    });
    expect((await get<{ ids: string[] }>(ana, '/matching')).ids).toEqual([one]);
  });

  it('[VW6] feed a wall, which gets title and search of a team’s view and of no private one', async () => {
    const [admin, bo] = [await rig.member('admin'), await rig.member('triager')];
    const saved = async (scope: string) => {
      const title = `View of ${scope}`;
      const made = await run(bo, { type: 'view.save', title, query: 'sev:S1', scope });
      return made.kind === 'done' ? (made.made ?? '') : '';
    };
    const [team, own] = [await saved('team'), await saved('private')];
    const wall = await rig.display();
    const [display] = rig.accounts.displays('us-general');
    const at = `/api/admin/elections/us-general/displays/${display?.id ?? ''}`;
    const follow = (tickerView: string | null) =>
      rig.ask('PATCH', at, { cookie: admin, body: { tickerView } });
    const ticker = async () =>
      (
        (await (await rig.ask('GET', '/api/displays/me', { cookie: wall })).json()) as {
          ticker?: unknown;
        }
      ).ticker;
    expect(await ticker()).toBeUndefined();
    await follow(team);
    expect(await ticker()).toEqual({ id: team, title: 'View of team', query: 'sev:S1' });
    await follow(own);
    expect(await ticker()).toBeUndefined();
    const listed = await rig.ask('GET', '/api/admin/elections/us-general/team-views', {
      cookie: admin,
    });
    expect(await listed.json()).toEqual([{ id: team, title: 'View of team' }]);
    await follow(null);
    expect(await ticker()).toBeUndefined();
  });
});

describe('searching over HTTP', () => {
  it('[LB10] refuses nothing that can be typed', async () => {
    const bo = await rig.member('triager');
    for (const q of ['"', '-', 'sev:', 'in:nowhere', '*', 'NEAR(a b', "'; --", '\\', 'is:odd ^ {'])
      for (const path of ['/signals', '/incidents', '/matching'])
        expect(await get(bo, `${path}?q=${encodeURIComponent(q)}`), q).toBeDefined();
  });

  it('[LB7] counts what each may see, and bounds how much is asked at once', async () => {
    const [ana, bo] = [await rig.member('lead', 'AMBER'), await rig.member('viewer', 'GREEN')];
    await rig.room.receive([{ input: { text: 'amber van' }, source: 'tips', via: 'api' }]);
    const count = async (cookie: string) =>
      (await get<{ counts: { signals: number }[] }>(cookie, '/counts?q=van&q=other')).counts.map(
        ({ signals }) => signals,
      );
    expect(await count(ana)).toEqual([1, 0]);
    expect(await count(bo)).toEqual([0, 0]);
    const many = Array.from({ length: 41 }, () => 'q=x').join('&');
    expect((await rig.ask('GET', `${AT}/counts?${many}`, { cookie: ana })).status).toBe(422);
  });
});

describe('a bulk', () => {
  it('[BK1] answers each command by itself, in order, and one that is refused stops no other', async () => {
    const bo = await rig.member('triager');
    const ids = [await open(bo, 'one'), await open(bo, 'two')];
    const results = await bulk(bo, [
      { commandId: 'b1', type: 'incident.note', incident: ids[0], text: 'first' },
      { commandId: 'b2', type: 'incident.note', incident: 'US28-9999', text: 'nowhere' },
      'nonsense',
      { commandId: 'b3', type: 'incident.note', incident: ids[1], text: 'last' },
      { commandId: 'b3', type: 'incident.note', incident: ids[1], text: 'the same id' },
    ]);
    expect(results.map((one) => (one.kind === 'done' ? 'done' : one.refusal.kind))).toEqual([
      'done',
      'not-found',
      'malformed',
      'done',
      'malformed',
    ]);
    expect(rig.room.situation.incidents.get(ids[1] ?? '')?.incident.noteCount).toBe(1);
  });

  it('[BK1] does what names the same incident in the order given', async () => {
    const bo = await rig.member('lead');
    const [into, ...others] = [
      await open(bo, 'target'),
      await open(bo, 'a'),
      await open(bo, 'b'),
      await open(bo, 'c'),
    ];
    const merged = await bulk(
      bo,
      others.map((incident, n) => ({
        commandId: `m${n}`,
        type: 'incident.merge',
        incident,
        expectedVersion: 1,
        into,
      })),
    );
    expect(merged.map(({ kind }) => kind)).toEqual(['done', 'done', 'done']);
    const undone = await bulk(
      bo,
      others.map((incident, n) => ({
        commandId: `u${n}`,
        type: 'incident.unmerge',
        incident,
        expectedVersion: 2,
      })),
    );
    expect(undone.map(({ kind }) => kind)).toEqual(['done', 'done', 'done']);
    expect(others.map((id) => rig.room.situation.incidents.get(id)?.incident.state)).toEqual([
      'new',
      'new',
      'new',
    ]);
  });

  it('[BK2] is done once, however often it is sent', async () => {
    const bo = await rig.member('triager');
    const id = await open(bo, 'one');
    const commands = [{ commandId: 'n1', type: 'incident.note', incident: id, text: 'once' }];
    await bulk(bo, commands);
    const [again] = await bulk(bo, commands);
    expect(again).toMatchObject({ kind: 'done', repeated: true });
    expect(rig.room.situation.incidents.get(id)?.incident.noteCount).toBe(1);
    const noted = (await rig.journal.readAfter(0, 1_000)).find(
      ({ type }) => type === 'incident.noted',
    );
    // As one command of the board's is.
    expect(noted?.via).toBe('board');
  });

  it('[BK3] holds 1 to 500 commands, is limited as commands are, and is for those who may', async () => {
    const [bo, viewer] = [await rig.member('triager'), await rig.member('viewer')];
    const claim = (n: number) => ({ commandId: `x${n}`, type: 'signal.claim', signals: ['none'] });
    const post = (cookie: string, body: unknown) => rig.ask('POST', `${AT}/bulk`, { cookie, body });
    expect((await post(bo, { commands: [] })).status).toBe(400);
    const many = (count: number) => ({
      commands: Array.from({ length: count }, (_, n) => claim(n)),
    });
    expect((await post(bo, many(501))).status).toBe(400);
    expect((await post(bo, many(500))).status).toBe(200);
    expect((await post(bo, many(500))).status).toBe(429);
    const [result] = await bulk(viewer, [claim(0)]);
    expect(result).toMatchObject({ kind: 'refused', refusal: { kind: 'forbidden' } });
    expect((await rig.ask('POST', `${AT}/bulk`, { body: { commands: [claim(0)] } })).status).toBe(
      401,
    );
  });
});

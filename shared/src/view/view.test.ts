import { describe, expect, it } from 'vitest';
import { ANA, BO, CY, testDesk, VI } from '../testing/rig.ts';
import { parseQuery, staysInSight } from '../query/query.ts';
import { builtInViews } from './built-in.ts';
import { MOST_PRIVATE_VIEWS } from './decide.ts';
import { teamView, viewsFor } from './visible.ts';

type Desk = ReturnType<typeof testDesk>;

const save = (desk: Desk, who: typeof ANA, title: string, scope: 'team' | 'private' = 'team') => {
  const before = new Set(Object.keys(desk.situation.sections.view));
  desk.must(who, { type: 'view.save', title, query: 'sev:S1', scope });
  const id = Object.keys(desk.situation.sections.view).find((one) => !before.has(one));
  if (id === undefined) throw new Error('no view was saved');
  return id;
};
const titles = (desk: Desk, person: string) =>
  viewsFor(desk.situation.sections.view, person).map(({ title }) => title);
const kindOf = (decision: ReturnType<Desk['do']>) => (decision.ok ? 'ok' : decision.refusal.kind);

describe('saved views', () => {
  it('[VW1] shows private ones to their owner alone, and answers others as if they were not there', () => {
    const desk = testDesk();
    const own = save(desk, BO, 'Harlow', 'private');
    save(desk, BO, 'Cyber');
    expect(titles(desk, 'bo')).toEqual(['Cyber', 'Harlow']);
    expect(titles(desk, 'ana')).toEqual(['Cyber']);
    const never = desk.do(ANA, { type: 'view.remove', view: 'never' });
    expect(desk.do(ANA, { type: 'view.remove', view: own })).toEqual(never);
    expect(desk.do(ANA, { type: 'view.move', view: own, before: null })).toEqual(never);
    expect(teamView(desk.situation.sections.view, own)).toBeUndefined();
  });

  it('[VW2] lets triagers make views for the team, and their owner or a lead change them', () => {
    const desk = testDesk();
    expect(kindOf(desk.do(VI, { type: 'view.save', title: 'x', query: '', scope: 'team' }))).toBe(
      'forbidden',
    );
    save(desk, VI, 'mine', 'private');
    const team = save(desk, BO, 'Cyber');
    const change = (title: string, expectedVersion: number) => ({
      type: 'view.change',
      view: team,
      expectedVersion,
      changes: { title },
    });
    expect(kindOf(desk.do(CY, change('Ours', 1)))).toBe('forbidden');
    desk.must(ANA, change('Ours', 1));
    expect(kindOf(desk.do(BO, change('Mine', 1)))).toBe('stale-version');
    desk.must(BO, change('Mine', 2));
    expect(titles(desk, 'cy')).toEqual(['Mine']);
    expect(kindOf(desk.do(CY, { type: 'view.remove', view: team }))).toBe('forbidden');
    desk.must(ANA, { type: 'view.remove', view: team });
    expect(titles(desk, 'cy')).toEqual([]);
    const system = { kind: 'system', id: 'cli' } as const;
    expect(kindOf(desk.do(system, { type: 'view.save', title: 'x', query: '' }))).toBe('forbidden');
  });

  it('[VW3] holds at most 50 private views a person', () => {
    const desk = testDesk();
    for (let n = 0; n < MOST_PRIVATE_VIEWS; n += 1) save(desk, BO, `v${n}`, 'private');
    const one = { type: 'view.save', title: 'one more', query: '', scope: 'private' };
    expect(kindOf(desk.do(BO, one))).toBe('too-many');
    expect(kindOf(desk.do(CY, one))).toBe('ok');
  });

  it('[VW4] keeps the order that people give them, however often they are moved', () => {
    const desk = testDesk();
    const ids = ['a', 'b', 'c', 'd'].map((title) => save(desk, BO, title));
    const move = (from: number, before: number | null) =>
      desk.must(BO, {
        type: 'view.move',
        view: ids[from],
        before: before === null ? null : ids[before],
      });
    move(3, 0);
    expect(titles(desk, 'bo')).toEqual(['d', 'a', 'b', 'c']);
    move(3, null);
    expect(titles(desk, 'bo')).toEqual(['a', 'b', 'c', 'd']);
    // Until there is no room between two places, and beyond.
    for (let turn = 0; turn < 120; turn += 1) {
      move(turn % 2 === 0 ? 3 : 2, 1);
    }
    expect(titles(desk, 'bo')).toEqual(['a', 'd', 'c', 'b']);
    expect(kindOf(desk.do(BO, { type: 'view.move', view: ids[0], before: 'gone' }))).toBe(
      'not-found',
    );
  });

  it('[VW2] gives a view to the team and takes it back only for who made it', () => {
    const desk = testDesk();
    const view = save(desk, BO, 'Harlow', 'private');
    const scope = (to: string, expectedVersion: number) => ({
      type: 'view.change',
      view,
      expectedVersion,
      changes: { scope: to },
    });
    desk.must(BO, scope('team', 1));
    expect(titles(desk, 'cy')).toEqual(['Harlow']);
    expect(kindOf(desk.do(ANA, scope('private', 2)))).toBe('forbidden');
    desk.must(BO, scope('private', 2));
    expect(titles(desk, 'cy')).toEqual([]);
  });

  it('[VW5] has a view for each desk with categories, and none that shows the snoozed but their own', () => {
    const views = builtInViews([
      { id: 'cyber', title: 'Cyber desk', categories: ['CYBER', 'INFO.procedure'] },
      { id: 'all', title: 'Everything', categories: [] },
    ]);
    expect(views.find(({ id }) => id === 'desk:cyber')?.query).toBe('cat:CYBER,INFO.procedure');
    expect(views.map(({ id }) => id)).not.toContain('desk:all');
    const beyond = views.filter(({ query }) => !staysInSight(parseQuery(query)));
    expect(beyond.map(({ id }) => id)).toEqual(['resolved', 'closed', 'dismissed', 'snoozed']);
  });
});

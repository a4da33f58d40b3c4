import { describe, expect, it } from 'vitest';
import { Desk } from '../election/election.ts';
import { EscalationPolicy } from '../escalation/escalation.ts';
import { ANA, BO, CY, NOW, RULES, testDesk, VI } from '../testing/rig.ts';
import type { TestDesk } from '../testing/rig.ts';
import { peopleAt } from './on-call.ts';

const HOUR = 3_600_000;
const desks = [
  Desk.parse({ id: 'cyber', title: 'Cyber', categories: ['CYBER'] }),
  Desk.parse({ id: 'lead', title: 'Lead' }),
];
const deskOf = (): TestDesk => testDesk({ ...RULES, desks });
const SHIFT = { desk: 'cyber', person: 'bo', from: NOW, until: NOW + 8 * HOUR };
const refusalOf = (desk: TestDesk, who: typeof ANA, command: Record<string, unknown>) => {
  const decision = desk.do(who, command);
  return decision.ok ? undefined : decision.refusal.kind;
};

describe('the roster', () => {
  it('[RO14] is edited by leads: shifts, overrides and rotations are added, changed and removed', () => {
    const desk = deskOf();
    const roster = () => desk.situation.sections.roster;
    desk.must(ANA, { type: 'roster.shift-add', id: 's1', ...SHIFT });
    expect(roster()).toMatchObject({
      version: 1,
      shifts: [{ id: 's1', person: 'bo', setBy: 'ana', setAt: NOW, version: 1 }],
    });
    desk.must(ANA, { type: 'roster.shift-change', shift: 's1', person: 'cy' });
    expect(peopleAt(roster(), 'cyber', NOW)).toEqual(['cy']);
    desk.must(ANA, {
      type: 'roster.override-add',
      id: 'o1',
      ...SHIFT,
      person: 'ana',
      instead: 'cy',
    });
    expect(peopleAt(roster(), 'cyber', NOW)).toEqual(['ana']);
    desk.must(ANA, { type: 'roster.override-remove', override: 'o1' });
    desk.must(ANA, { type: 'roster.shift-remove', shift: 's1' });
    expect(peopleAt(roster(), 'cyber', NOW)).toEqual([]);
    const rotation = { desk: 'cyber', people: ['bo', 'cy'], at: ['06:00', '18:00'] };
    const days = { start: '2027-01-01', end: '2027-02-01' };
    desk.must(ANA, { type: 'roster.rotation-add', id: 'r1', ...rotation, ...days });
    expect(roster().rotations[0]).toMatchObject({ zone: 'America/New_York', until: null });
    expect(peopleAt(roster(), 'cyber', NOW)).toHaveLength(1);
    desk.must(ANA, { type: 'roster.rotation-change', rotation: 'r1', people: ['ana'] });
    expect(peopleAt(roster(), 'cyber', NOW)).toEqual(['ana']);
    desk.must(ANA, { type: 'roster.rotation-remove', rotation: 'r1' });
    expect(roster()).toMatchObject({ version: 8, shifts: [], overrides: [], rotations: [] });
  });

  it('[RO14] takes edits from nobody else', () => {
    const desk = deskOf();
    expect(refusalOf(desk, BO, { type: 'roster.shift-add', ...SHIFT })).toBe('forbidden');
    expect(refusalOf(desk, BO, { type: 'roster.policies-reset' })).toBe('forbidden');
  });

  it('[RO15] refuses what can not be, and says what would be right', () => {
    const desk = deskOf();
    const add = (more: object) =>
      refusalOf(desk, ANA, { type: 'roster.shift-add', ...SHIFT, ...more });
    expect(add({ desk: 'ops' })).toBe('not-found');
    expect(add({ person: 'zoe' })).toBe('unknown-person');
    expect(add({ until: NOW })).toBe('malformed');
    expect(add({ until: NOW + 8 * 24 * HOUR })).toBe('malformed');
    desk.must(ANA, { type: 'roster.shift-add', id: 's1', ...SHIFT });
    expect(add({ from: NOW + HOUR })).toBe('nothing-changes');
    expect(add({ id: 's1', person: 'cy' })).toBe('nothing-changes');
    expect(add({ desk: 'lead' })).toBeUndefined();
    const change = (more: object) =>
      refusalOf(desk, ANA, { type: 'roster.shift-change', shift: 's1', ...more });
    expect(change({ person: 'bo' })).toBe('nothing-changes');
    expect(change({ until: NOW - 1 })).toBe('malformed');
    expect(refusalOf(desk, ANA, { type: 'roster.shift-change', shift: 'x' })).toBe('not-found');
    const override = (more: object) =>
      refusalOf(desk, ANA, { type: 'roster.override-add', ...SHIFT, ...more });
    expect(override({ person: null })).toBe('missing-field');
    expect(override({ instead: 'bo' })).toBe('malformed');
    const rotation = (more: object) =>
      refusalOf(desk, ANA, {
        type: 'roster.rotation-add',
        desk: 'cyber',
        people: ['bo'],
        start: '2028-11-05',
        end: '2028-11-06',
        at: ['06:00', '14:00'],
        ...more,
      });
    expect(rotation({ at: ['14:00', '06:00'] })).toBe('malformed');
    expect(rotation({ end: '2028-11-04' })).toBe('malformed');
    expect(rotation({ start: '2028-02-31' })).toBe('malformed');
    expect(rotation({ zone: 'EST' })).toBe('malformed');
    expect(rotation({ until: '10:00' })).toBe('malformed');
    expect(rotation({ until: '02:00' })).toBeUndefined();
  });

  it('[RO16] refuses to change what was set anew since it was seen', () => {
    const desk = deskOf();
    desk.must(ANA, { type: 'roster.shift-add', id: 's1', ...SHIFT });
    desk.must(ANA, { type: 'roster.shift-add', id: 's2', ...SHIFT, person: 'cy' });
    const change = { type: 'roster.shift-change', shift: 's1', expectedVersion: 2 };
    desk.must(ANA, { ...change, until: NOW + HOUR });
    expect(refusalOf(desk, ANA, { ...change, until: NOW + 2 * HOUR })).toBe('stale-version');
    desk.must(ANA, { ...change, shift: 's2', until: NOW + HOUR });
  });

  it('[RO17] lets anyone ask to be relieved of an own turn, another take it, and a lead approve, which makes an override', () => {
    const desk = deskOf();
    const roster = () => desk.situation.sections.roster;
    desk.must(ANA, { type: 'roster.shift-add', id: 's1', ...SHIFT });
    const asked = { desk: 'cyber', from: NOW + HOUR, until: NOW + 3 * HOUR };
    expect(refusalOf(desk, CY, { type: 'roster.swap-ask', ...asked })).toBe('wrong-state');
    desk.must(BO, { type: 'roster.swap-ask', id: 'w1', ...asked, reason: 'a wedding' });
    expect(refusalOf(desk, BO, { type: 'roster.swap-ask', ...asked })).toBe('nothing-changes');
    expect(refusalOf(desk, ANA, { type: 'roster.swap-approve', swap: 'w1' })).toBe('wrong-state');
    expect(refusalOf(desk, BO, { type: 'roster.swap-take', swap: 'w1' })).toBe('nothing-changes');
    expect(refusalOf(desk, VI, { type: 'roster.swap-take', swap: 'w1' })).toBe('forbidden');
    desk.must(CY, { type: 'roster.swap-take', swap: 'w1' });
    expect(refusalOf(desk, ANA, { type: 'roster.swap-take', swap: 'w1' })).toBe('already-claimed');
    expect(refusalOf(desk, CY, { type: 'roster.swap-approve', swap: 'w1' })).toBe('forbidden');
    expect(desk.must(ANA, { type: 'roster.swap-approve', swap: 'w1' })).toEqual([
      'roster.override-added',
      'roster.swap-approved',
    ]);
    expect(roster().swaps).toMatchObject([
      { state: 'approved', to: 'cy', decidedBy: 'ana', reason: 'a wedding' },
    ]);
    expect(roster().swaps[0]?.override).toBe(roster().overrides[0]?.id);
    expect(peopleAt(roster(), 'cyber', NOW)).toEqual(['bo']);
    expect(peopleAt(roster(), 'cyber', NOW + HOUR)).toEqual(['cy']);
    expect(refusalOf(desk, BO, { type: 'roster.swap-withdraw', swap: 'w1' })).toBe(
      'already-decided',
    );
  });

  it('[RO17] lets who asked withdraw and a lead decline; nothing is approved that the roster no longer bears out', () => {
    const desk = deskOf();
    desk.must(ANA, { type: 'roster.shift-add', id: 's1', ...SHIFT });
    const asked = { desk: 'cyber', from: NOW, until: NOW + HOUR };
    desk.must(BO, { type: 'roster.swap-ask', id: 'w1', ...asked });
    expect(refusalOf(desk, CY, { type: 'roster.swap-withdraw', swap: 'w1' })).toBe('forbidden');
    desk.must(BO, { type: 'roster.swap-withdraw', swap: 'w1' });
    desk.must(BO, { type: 'roster.swap-ask', id: 'w2', ...asked });
    expect(refusalOf(desk, BO, { type: 'roster.swap-decline', swap: 'w2' })).toBe('forbidden');
    desk.must(ANA, { type: 'roster.swap-decline', swap: 'w2', reason: 'needed' });
    desk.must(BO, { type: 'roster.swap-ask', id: 'w3', ...asked });
    desk.must(CY, { type: 'roster.swap-take', swap: 'w3' });
    desk.must(ANA, { type: 'roster.shift-remove', shift: 's1' });
    expect(refusalOf(desk, ANA, { type: 'roster.swap-approve', swap: 'w3' })).toBe('wrong-state');
    desk.now += 2 * HOUR;
    desk.must(ANA, { type: 'roster.shift-add', ...SHIFT });
    expect(refusalOf(desk, ANA, { type: 'roster.swap-approve', swap: 'w3' })).toBe('wrong-state');
  });

  it('[RO18] may hold policies in place of those of the election file', () => {
    const desk = deskOf();
    const policy = (more: object = {}): EscalationPolicy =>
      EscalationPolicy.parse({
        id: 'p',
        name: 'Polls open',
        severities: ['S1'],
        steps: [
          { afterMin: 0, targets: [{ kind: 'on-call' }] },
          { afterMin: 3, targets: [{ kind: 'leads' }] },
        ],
        ...more,
      });
    const set = (...policies: EscalationPolicy[]) =>
      refusalOf(desk, ANA, { type: 'roster.policies-set', policies, expectedVersion: 0 });
    expect(set(policy(), policy())).toBe('malformed');
    expect(set(policy({ steps: [policy().steps[1], policy().steps[0]] }))).toBe('malformed');
    const at = (target: object) => policy({ steps: [{ afterMin: 0, targets: [target] }] });
    expect(set(at({ kind: 'on-call', desk: 'ops' }))).toBe('not-found');
    expect(set(at({ kind: 'person', person: 'zoe' }))).toBe('unknown-person');
    expect(set(policy())).toBeUndefined();
    expect(set(policy())).toBe('stale-version');
    expect(desk.situation.sections.roster.policies).toEqual([policy()]);
    desk.must(ANA, { type: 'roster.policies-reset' });
    expect(desk.situation.sections.roster.policies).toBeNull();
    expect(refusalOf(desk, ANA, { type: 'roster.policies-reset' })).toBe('nothing-changes');
  });

  it('[RO19] gives everyone a new address for their own calendar when they ask', () => {
    const desk = deskOf();
    desk.must(BO, { type: 'roster.feed-renew' });
    desk.must(BO, { type: 'roster.feed-renew' });
    expect(desk.situation.sections.roster.feeds).toEqual({ bo: 2 });
  });
});

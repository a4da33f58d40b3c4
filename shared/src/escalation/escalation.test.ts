import { describe, expect, it } from 'vitest';
import { Desk } from '../election/election.ts';
import { decideTimers, nextTimerAt, timersOf } from '../incident/timers.ts';
import { ANA, BO, NOW, RULES, testDesk } from '../testing/rig.ts';
import type { TestDesk } from '../testing/rig.ts';
import { EscalationPolicy, nextStepAt, nobodyToldAt } from './escalation.ts';
import { deskForCategory, policiesInForce, policyFor } from './policy.ts';
import { pagedBy } from './targets.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ID = { incident: 'EX-0001' };
const desks = [
  Desk.parse({ id: 'lead', title: 'Lead' }),
  Desk.parse({ id: 'ops', title: 'Operations', categories: ['OPS'] }),
  Desk.parse({ id: 'lines', title: 'Lines', categories: ['OPS.long-lines'] }),
];
const urgent = EscalationPolicy.parse({
  id: 's1',
  name: 'S1',
  severities: ['S1'],
  steps: [
    { afterMin: 0, targets: [{ kind: 'on-call' }] },
    { afterMin: 3, targets: [{ kind: 'on-shift' }] },
    { afterMin: 6, targets: [{ kind: 'leads' }, { kind: 'assignee' }] },
  ],
});
const slow = EscalationPolicy.parse({
  id: 's2',
  name: 'S2',
  severities: ['S2'],
  steps: [{ afterMin: 10, targets: [{ kind: 'leads' }] }],
});
const rules = { ...RULES, desks, policies: [urgent, slow] };

/** A desk where Bo is on call, and those named can be told by mail. */
function deskAt(severity: string, reachable: string[] = ['ana', 'bo', 'cy']): TestDesk {
  const desk = testDesk(rules);
  const shift = { type: 'roster.shift-add', from: NOW - HOUR, until: NOW + 8 * HOUR };
  desk.must(ANA, { ...shift, desk: 'lines', person: 'bo' });
  desk.must(ANA, { ...shift, desk: 'ops', person: 'cy' });
  for (const person of ['ana', 'bo', 'cy']) reach(desk, person, reachable.includes(person));
  desk.must(BO, {
    type: 'incident.open',
    title: 'Line',
    severity,
    category: 'OPS.long-lines',
  });
  return desk;
}

function reach(desk: TestDesk, person: string, isReachable = true): void {
  desk.situation.sections.rules = {
    ...desk.situation.sections.rules,
    [person]: {
      version: 1,
      email: `${person}@example.org`,
      push: [],
      ways: { page: isReachable ? ['email'] : [] },
      quiet: null,
    },
  };
}

/** What the clock does now, written; answers the events. */
function tick(desk: TestDesk): string[] {
  const context = { sections: desk.situation.sections, rules };
  const units = decideTimers(desk.incident(), desk.now, undefined, context);
  const types: string[] = [];
  for (const { writes } of units)
    for (const { event } of writes) {
      desk.happens('incident:EX-0001', event);
      const { people } = event.data as { people?: string[] };
      types.push(`${event.type.replace('incident.', '')}${people ? ` ${people.join('+')}` : ''}`);
    }
  return types;
}

const next = (desk: TestDesk): number | undefined =>
  nextTimerAt(desk.incident(), undefined, rules.policies);

describe('policies', () => {
  it('[ES1] fit by severity, the first that names it; those on the roster come before those of the file', () => {
    expect(policyFor({ severity: 'S1' }, rules.policies)?.id).toBe('s1');
    expect(policyFor({ severity: 'S3' }, rules.policies)).toBeUndefined();
    expect(policiesInForce({ policies: [slow] }, rules)).toEqual([slow]);
    expect(policiesInForce({ policies: null }, rules)).toBe(rules.policies);
  });

  it('[ES2] page the desk that an incident belongs to: by category, by heading, else the first', () => {
    expect(deskForCategory('OPS.long-lines', desks)?.id).toBe('lines');
    expect(deskForCategory('OPS.closure', desks)?.id).toBe('ops');
    expect(deskForCategory('CYBER.ddos', desks)?.id).toBe('lead');
    expect(deskForCategory(null, desks)?.id).toBe('lead');
    expect(deskForCategory(null, [])).toBeUndefined();
  });
});

describe('whom a step pages', () => {
  it('[ES3] is decided at that moment, each once, people of the election only', () => {
    const desk = deskAt('S1');
    const context = { sections: desk.situation.sections, rules };
    const paged = (targets: object[], at = NOW) =>
      pagedBy(
        EscalationPolicy.parse({ ...slow, steps: [{ afterMin: 0, targets }] }).steps[0]!,
        desk.incident(),
        context,
        at,
      );
    expect(paged([{ kind: 'on-call' }])).toEqual(['bo']);
    expect(paged([{ kind: 'on-call' }], NOW + 9 * HOUR)).toEqual([]);
    expect(paged([{ kind: 'on-call', desk: 'ops' }, { kind: 'on-shift' }])).toEqual(['cy', 'bo']);
    expect(paged([{ kind: 'leads' }, { kind: 'assignee' }])).toEqual(['ana']);
    expect(paged([{ kind: 'person', person: 'zoe' }])).toEqual([]);
  });

  it('[ES3] are the admins where nobody is lead', () => {
    const desk = deskAt('S1');
    const context = {
      sections: desk.situation.sections,
      rules: { ...rules, people: () => [{ id: 'cy', role: 'admin' as const }] },
    };
    expect(pagedBy(urgent.steps[2]!, desk.incident(), context, NOW)).toEqual(['cy']);
  });

  it('[ES4] is nobody who may not know of a RED incident', () => {
    const desk = deskAt('S1');
    const red = { ...desk.incident(), tlp: 'RED' as const, named: ['cy'] };
    const context = { sections: desk.situation.sections, rules };
    expect(pagedBy(urgent.steps[1]!, red, context, NOW)).toEqual(['cy']);
  });

  it('[ES4] is nobody who is not cleared for its label, and where that leaves nobody it is loud', () => {
    const desk = deskAt('S1');
    desk.must(ANA, {
      type: 'incident.change',
      ...ID,
      expectedVersion: desk.incident().version,
      changes: { tlp: 'AMBER+STRICT' },
    });
    const cleared = (bo: 'GREEN' | 'AMBER+STRICT') => ({
      sections: desk.situation.sections,
      rules: {
        ...rules,
        people: () =>
          RULES.people().map((one) => (one.id === 'bo' ? { ...one, clearance: bo } : one)),
      },
    });
    const [first] = urgent.steps;
    expect(pagedBy(first!, desk.incident(), cleared('AMBER+STRICT'), NOW)).toEqual(['bo']);
    expect(pagedBy(first!, desk.incident(), cleared('GREEN'), NOW)).toEqual([]);
    const events = decideTimers(desk.incident(), NOW, undefined, cleared('GREEN'))
      .flatMap(({ writes }) => writes)
      .map(({ event }) => event.type);
    expect(events).toContain('incident.nobody-notified');
  });
});

describe('an escalation', () => {
  it('[ES5] begins by itself while an incident of its severity is new, keeps the policy as it stands, and takes its steps in time', () => {
    const desk = deskAt('S1');
    expect(next(desk)).toBe(NOW);
    expect(tick(desk)).toEqual(['escalation-started', 'escalation-stepped bo']);
    expect(next(desk)).toBe(NOW + 3 * MINUTE);
    expect(tick(desk)).toEqual([]);
    desk.must(ANA, { type: 'roster.policies-set', policies: [slow] });
    desk.now = NOW + 3 * MINUTE;
    expect(tick(desk)).toEqual(['escalation-stepped bo+cy']);
    desk.now = NOW + 6 * MINUTE;
    expect(tick(desk)).toContain('escalation-stepped ana');
    expect(nextStepAt(desk.incident().escalation!)).toBeNull();
    expect(desk.incident()).toMatchObject({
      changedBy: { id: 'bo' },
      escalation: { policy: 's1', next: 3, nobodyAt: null },
    });
  });

  it('[ES5] begins when the severity is raised to one of a policy, and not where none fits', () => {
    const desk = deskAt('S3');
    expect(tick(desk)).toEqual([]);
    desk.must(ANA, {
      type: 'incident.change',
      ...ID,
      expectedVersion: 1,
      changes: { severity: 'S2' },
    });
    expect(tick(desk)).toEqual(['escalation-started']);
    expect(next(desk)).toBe(NOW + 10 * MINUTE);
  });

  it('[ES6] stops at the first acknowledgement and begins anew when that runs out', () => {
    const desk = deskAt('S1');
    tick(desk);
    desk.must(BO, { type: 'incident.acknowledge', ...ID });
    desk.now = NOW + 3 * MINUTE;
    expect(tick(desk)).toEqual(['escalation-stopped']);
    expect(desk.incident().escalation).toMatchObject({ why: 'acknowledged', next: 1 });
    desk.now = NOW + 15 * MINUTE;
    expect(tick(desk)).toContain('released');
    expect(tick(desk)).toEqual(['escalation-started', 'escalation-stepped bo']);
    expect(desk.incident().escalation).toMatchObject({ startedAt: NOW + 15 * MINUTE, next: 1 });
  });

  it('[ES13] makes nobody lose work: a change on what was seen before the clock noted it is taken, one on what someone changed is not', () => {
    const desk = deskAt('S1');
    tick(desk);
    expect(desk.incident().version).toBe(3);
    const change = (changes: object) =>
      desk.do(ANA, { type: 'incident.change', ...ID, expectedVersion: 1, changes });
    expect(change({ severity: 'S2' }).ok).toBe(true);
    const again = change({ severity: 'S3' });
    expect(again.ok ? undefined : again.refusal.kind).toBe('stale-version');
  });

  it('[ES6] stops when the incident is over', () => {
    const desk = deskAt('S2');
    tick(desk);
    desk.must(BO, { type: 'incident.dismiss', ...ID, expectedVersion: 2, reason: 'spam' });
    desk.must(ANA, { type: 'incident.dismiss', ...ID, expectedVersion: 3, reason: 'spam' });
    expect(tick(desk)).toEqual(['escalation-stopped']);
    expect(desk.incident().escalation?.why).toBe('over');
    expect(next(desk)).toBeUndefined();
  });

  it('[ES7] says loudly that nobody could be told, until someone acknowledges or a later step reaches someone', () => {
    const desk = deskAt('S1', ['cy']);
    expect(tick(desk)).toEqual(['escalation-started', 'escalation-stepped bo', 'nobody-notified']);
    expect(nobodyToldAt(desk.incident().escalation!)).toBe(NOW);
    desk.now = NOW + 3 * MINUTE;
    expect(tick(desk)).toEqual(['escalation-stepped bo+cy']);
    expect(nobodyToldAt(desk.incident().escalation!)).toBeNull();
    const other = deskAt('S1', []);
    tick(other);
    other.must(BO, { type: 'incident.acknowledge', ...ID });
    tick(other);
    expect(nobodyToldAt(other.incident().escalation!)).toBeNull();
  });

  it('[ES7] counts everyone as told in an exercise', () => {
    const desk = deskAt('S1', []);
    const context = { sections: desk.situation.sections, rules: { ...rules, drill: true } };
    const [unit] = decideTimers(desk.incident(), NOW, undefined, context);
    expect(unit?.writes.map(({ event }) => event.type)).toEqual([
      'incident.escalation-started',
      'incident.escalation-stepped',
    ]);
  });

  it('[ES8] that comes late takes the newest step that is due, not all of them at once', () => {
    const desk = deskAt('S1');
    tick(desk);
    desk.now = NOW + 30 * MINUTE;
    const stepped = tick(desk).filter((type) => type.startsWith('escalation'));
    expect(stepped).toEqual(['escalation-stepped ana']);
    expect(desk.incident().escalation).toMatchObject({ next: 3 });
  });

  it('[ES9] has a key for each thing it does, the same on every node, never used twice', () => {
    const desk = deskAt('S1');
    const keys: string[] = [];
    const note = (): void =>
      void keys.push(
        ...timersOf(desk.incident(), undefined, rules.policies)
          .filter(({ kind, at }) => kind.startsWith('escalation') && at <= desk.now)
          .map(({ key }) => key),
      );
    for (let round = 0; round < 3; round += 1) {
      note();
      tick(desk);
      desk.now += 3 * MINUTE;
      note();
      tick(desk);
      desk.must(BO, { type: 'incident.acknowledge', ...ID });
      note();
      tick(desk);
      desk.now += 15 * MINUTE;
      tick(desk);
    }
    expect(keys).toHaveLength(9);
    expect(new Set(keys).size).toBe(9);
  });
});

describe('escalating by hand', () => {
  const byHand = (desk: TestDesk) => {
    const decision = desk.do(BO, { type: 'incident.escalate', ...ID, reason: 'now' });
    return decision.ok ? decision.writes.map(({ event }) => event.type) : decision.refusal.kind;
  };

  it('[ES10] takes the next step at once, until all were taken', () => {
    const desk = deskAt('S1');
    tick(desk);
    expect(byHand(desk)).toEqual(['incident.escalation-stepped']);
    expect(desk.incident().escalation?.paged.at(-1)?.people).toEqual(['bo', 'cy']);
    expect(next(desk)).toBe(NOW + 3.75 * MINUTE);
    byHand(desk);
    expect(byHand(desk)).toBe('nothing-changes');
  });

  it('[ES10] begins with the policy that fits, else the last', () => {
    const desk = deskAt('S4');
    expect(byHand(desk)).toEqual(['incident.escalation-started', 'incident.escalation-stepped']);
    expect(desk.incident().escalation).toMatchObject({ policy: 's2', next: 1 });
    const bare = testDesk();
    bare.must(BO, { type: 'incident.open', title: 'Line' });
    expect(byHand(bare)).toBe('not-found');
  });

  it('[ES11] on an acknowledged incident goes step by step by hand, and waits for nobody', () => {
    const desk = deskAt('S1');
    desk.must(BO, { type: 'incident.acknowledge', ...ID });
    expect(byHand(desk)).toEqual([
      'incident.escalation-started',
      'incident.escalation-stepped',
      'incident.escalation-stopped',
    ]);
    desk.now += 4 * MINUTE;
    expect(tick(desk).filter((type) => type.startsWith('escalation'))).toEqual([]);
    expect(byHand(desk)).toEqual(['incident.escalation-stepped']);
    expect(desk.incident().escalation).toMatchObject({ next: 2 });
  });

  it('[ES11] is loud where nobody could be told, also when someone is on it', () => {
    const desk = deskAt('S1', []);
    desk.must(BO, { type: 'incident.acknowledge', ...ID });
    expect(byHand(desk)).toContain('incident.nobody-notified');
    expect(tick(desk)).toEqual([]);
    expect(nobodyToldAt(desk.incident().escalation!)).toBe(NOW);
    reach(desk, 'cy');
    byHand(desk);
    expect(nobodyToldAt(desk.incident().escalation!)).toBeNull();
  });

  it('[ES12] is refused when the incident is over', () => {
    const desk = deskAt('S3');
    desk.must(BO, { type: 'incident.dismiss', ...ID, expectedVersion: 1, reason: 'spam' });
    expect(byHand(desk)).toBe('incident-closed');
  });
});

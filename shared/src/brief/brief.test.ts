import { describe, expect, it } from 'vitest';
import type { Subject } from '../access.ts';
import { ANA, BO, CY, NOW, RULES, testDesk, VI } from '../testing/rig.ts';
import type { TestDesk } from '../testing/rig.ts';
import { composeBrief } from './compose.ts';
import { briefAudience, mayReadBrief, readFrozen } from './read.ts';
import type { Brief, BriefContent } from './brief.ts';

const HOUR = 3_600_000;

/** A desk where Bo holds EX-0001 and leaves. */
function shift(): TestDesk {
  const desk = testDesk();
  desk.must(BO, { type: 'incident.open', title: 'Long line', severity: 'S2' });
  desk.must(BO, { type: 'incident.acknowledge', incident: 'EX-0001' });
  return desk;
}
const theBrief = (desk: TestDesk): Brief => {
  const brief = Object.values(desk.situation.sections.brief).at(-1);
  if (!brief) throw new Error('no brief');
  return brief;
};
const contentFor = (
  desk: TestDesk,
  subject: Subject,
  brief: Brief = theBrief(desk),
): BriefContent =>
  composeBrief(
    { situation: desk.situation, isDrill: false, desks: [], pollsBetween: () => [] },
    brief,
    briefAudience(subject),
    desk.now,
  );
const refusal = (desk: TestDesk, by: Subject, command: Record<string, unknown>): string => {
  const decision = desk.do(by, command);
  return decision.ok ? 'accepted' : decision.refusal.kind;
};
/** Bo's draft, its incident handed to Cy. */
function ready(): TestDesk {
  const desk = shift();
  desk.must(BO, { type: 'brief.make', incoming: 'cy' });
  desk.must(BO, {
    type: 'brief.edit',
    brief: theBrief(desk).id,
    holders: { 'EX-0001': 'cy' },
    summary: 'Quiet.',
  });
  return desk;
}
const sign = (desk: TestDesk, by: Subject = BO): BriefContent => {
  const decision = desk.do(by, { type: 'brief.sign', brief: theBrief(desk).id });
  const [write] = decision.ok ? decision.writes : [];
  if (write?.event.type !== 'brief.signed') throw new Error('not signed');
  return write.event.personal.content;
};

describe('a shift brief', () => {
  it('[HB5] is about the last eight hours where the roster says nothing, and numbered', () => {
    const desk = shift();
    desk.must(BO, { type: 'brief.make' });
    expect(theBrief(desk)).toMatchObject({
      number: 1,
      from: NOW - 8 * HOUR,
      until: NOW,
      outgoing: 'bo',
      state: 'draft',
      label: 'AMBER',
    });
    expect(refusal(desk, BO, { type: 'brief.make' })).toBe('nothing-changes');
    expect(refusal(desk, CY, { type: 'brief.make', outgoing: 'bo' })).toBe('forbidden');
    expect(refusal(desk, VI, { type: 'brief.make' })).toBe('forbidden');
    expect(refusal(desk, BO, { type: 'brief.make', desk: 'nowhere' })).toBe('not-found');
    for (const brief of ['none', 'constructor', 'toString'])
      expect(refusal(desk, BO, { type: 'brief.sign', brief })).toBe('not-found');
  });

  it('[HB6] lists open incidents by severity, with who holds them and who is to', () => {
    const desk = shift();
    desk.must(BO, { type: 'incident.open', title: 'Worse', severity: 'S1' });
    desk.must(BO, { type: 'brief.make', incoming: 'cy' });
    const { incidents, unsettled } = contentFor(desk, BO);
    expect(incidents.map(({ incident, from, to }) => [incident, from, to])).toEqual([
      ['EX-0002', null, null],
      ['EX-0001', 'bo', null],
    ]);
    expect(unsettled).toMatchObject([{ kind: 'no-holder', incident: 'EX-0001' }]);
  });

  it('[HB7] is not signed while an incident of who leaves has no new holder, unless a reason is given', () => {
    const desk = shift();
    desk.must(BO, { type: 'brief.make', incoming: 'cy' });
    const { id } = theBrief(desk);
    expect(refusal(desk, BO, { type: 'brief.sign', brief: id })).toBe('missing-field');
    expect(refusal(desk, BO, { type: 'brief.sign', brief: id, reason: 'Nobody came.' })).toBe(
      'accepted',
    );
  });

  it('[HB7] is not signed while who leaves still claims signals', () => {
    const desk = ready();
    desk.arrives('s1');
    desk.must(BO, { type: 'signal.claim', signals: ['s1'] });
    const { id } = theBrief(desk);
    expect(refusal(desk, BO, { type: 'brief.sign', brief: id })).toBe('missing-field');
    desk.must(BO, { type: 'signal.release', signals: ['s1'] });
    expect(refusal(desk, BO, { type: 'brief.sign', brief: id })).toBe('accepted');
  });

  it('[HB8] is signed by who leaves, or by a lead who says why; and taken over by another person', () => {
    const desk = ready();
    const { id } = theBrief(desk);
    expect(refusal(desk, CY, { type: 'brief.sign', brief: id })).toBe('forbidden');
    expect(refusal(desk, ANA, { type: 'brief.sign', brief: id })).toBe('missing-field');
    expect(refusal(desk, CY, { type: 'brief.accept', brief: id })).toBe('wrong-state');
    desk.must(ANA, { type: 'brief.sign', brief: id, reason: 'Bo fell ill.' });
    expect(refusal(desk, BO, { type: 'brief.accept', brief: id })).toBe('second-person-needed');
    expect(refusal(desk, ANA, { type: 'brief.accept', brief: id })).toBe('second-person-needed');
    desk.must(CY, { type: 'brief.accept', brief: id });
    expect(theBrief(desk)).toMatchObject({
      state: 'accepted',
      signedBy: 'ana',
      acceptedBy: 'cy',
      words: null,
    });
    expect(refusal(desk, CY, { type: 'brief.accept', brief: id })).toBe('wrong-state');
  });

  it('[HB9] stays as it was signed, whatever happens later', () => {
    const desk = ready();
    const content = sign(desk);
    desk.must(CY, {
      type: 'incident.change',
      incident: 'EX-0001',
      expectedVersion: desk.incident().version,
      changes: { title: 'Another title' },
    });
    expect(content).toMatchObject({
      summary: 'Quiet.',
      incidents: [{ incident: 'EX-0001', title: 'Long line', from: 'bo', to: 'cy' }],
    });
    const { id } = theBrief(desk);
    expect(refusal(desk, BO, { type: 'brief.edit', brief: id, summary: 'Other' })).toBe(
      'wrong-state',
    );
    expect(refusal(desk, BO, { type: 'brief.discard', brief: id })).toBe('wrong-state');
  });

  it('[HB10] never holds anything RED, whoever reads or signs', () => {
    const desk = shift();
    desk.must(ANA, {
      type: 'incident.open',
      title: 'Secret',
      tlp: 'RED',
      severity: 'S1',
    });
    desk.must(ANA, { type: 'brief.make' });
    const content = contentFor(desk, ANA);
    expect(JSON.stringify(content)).not.toContain('Secret');
    expect(content.happened.opened).toBe(1);
    expect(content.label).not.toBe('RED');
  });

  it('[HB11] is for those cleared for the highest label of anything in it', () => {
    const desk = shift();
    desk.must(BO, { type: 'incident.open', title: 'Strict', tlp: 'AMBER+STRICT' });
    desk.must(BO, { type: 'brief.make' });
    const brief = theBrief(desk);
    expect(brief.label).toBe('AMBER+STRICT');
    expect([mayReadBrief(brief, 'AMBER'), mayReadBrief(brief, 'AMBER+STRICT')]).toEqual([
      false,
      true,
    ]);
    const low: Subject = { ...CY, id: 'cy', clearance: 'AMBER' } as Subject;
    expect(refusal(desk, low, { type: 'brief.accept', brief: brief.id })).toBe('not-found');
  });

  it('[HB12] leaves out what a reader may no longer see, and texts that were erased', () => {
    const desk = ready();
    desk.must(BO, { type: 'incident.open', title: 'Erased later' });
    const content = sign(desk);
    const tracked = desk.situation.incidents.get('EX-0002');
    if (tracked) tracked.incident = { ...tracked.incident, title: null };
    desk.must(ANA, {
      type: 'incident.change',
      incident: 'EX-0001',
      expectedVersion: desk.incident().version,
      changes: { tlp: 'RED', named: ['ana'] },
    });
    const read = readFrozen(content, desk.situation, briefAudience(BO));
    expect(read.incidents.map(({ title }) => title)).toEqual(['(text erased)']);
    expect(JSON.stringify(readFrozen(content, desk.situation, briefAudience(ANA)))).not.toContain(
      'Long line',
    );
  });

  it('[HB13] is not lifted out of reach of who leaves by a lead cleared for more', () => {
    const desk = testDesk({
      ...RULES,
      people: () => [
        { id: 'ana', role: 'lead', clearance: 'RED' },
        { id: 'bo', role: 'triager', clearance: 'AMBER' },
        { id: 'cy', role: 'triager', clearance: 'AMBER' },
      ],
    });
    desk.must(ANA, { type: 'incident.open', title: 'Strict', tlp: 'AMBER+STRICT' });
    const bo = { ...BO, clearance: 'AMBER' } as Subject;
    desk.must(bo, { type: 'brief.make' });
    desk.must(ANA, { type: 'brief.edit', brief: theBrief(desk).id, incoming: 'cy' });
    expect(theBrief(desk).label).not.toBe('AMBER+STRICT');
  });

  it('shows snoozed incidents as coming back, and counts what is beyond its bound', () => {
    const desk = shift();
    desk.must(BO, {
      type: 'incident.snooze',
      incident: 'EX-0001',
      until: NOW + HOUR,
    });
    for (let count = 0; count < 210; count += 1)
      desk.must(BO, { type: 'incident.open', title: `Incident ${count}` });
    desk.must(BO, { type: 'brief.make' });
    const content = contentFor(desk, BO);
    expect(content.comingBack).toMatchObject([
      { incident: 'EX-0001', until: NOW + HOUR, to: null },
    ]);
    expect([content.incidents.length, content.more]).toEqual([200, 10]);
    expect(JSON.stringify(content).length).toBeLessThan(200_000);
  });
});

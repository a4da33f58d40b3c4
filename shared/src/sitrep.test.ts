import { describe, expect, it } from 'vitest';
import { compileElection } from './election/compile.ts';
import { exampleElection } from './election/example.testing.ts';
import { composeSitrep } from './sitrep.ts';
import { ANA, BO, testDesk } from './testing/rig.ts';

const election = compileElection(exampleElection);

describe('a situation report', () => {
  it('[HB14] holds incidents at or below its label, and nothing that tells of others', () => {
    const desk = testDesk();
    desk.must(BO, { type: 'incident.open', title: 'For all', tlp: 'CLEAR', severity: 'S1' });
    desk.must(BO, { type: 'incident.open', title: 'For some', tlp: 'AMBER' });
    desk.must(BO, { type: 'incident.open', title: 'For few', tlp: 'AMBER+STRICT' });
    desk.must(ANA, { type: 'incident.open', title: 'For one', tlp: 'RED' });
    const world = { situation: desk.situation, election };
    const clear = composeSitrep(world, 'CLEAR', desk.now);
    expect(clear.top.map(({ title }) => title)).toEqual(['For all']);
    expect(clear.counts.map(({ now }) => now)).toEqual([1, 0, 0, 0, 0]);
    expect([clear.day.opened, clear.more, clear.trend.at(-1)?.opened]).toEqual([1, 0, 1]);
    expect(composeSitrep(world, 'AMBER', desk.now).top.map(({ title }) => title)).toEqual([
      'For all',
      'For some',
    ]);
  });

  it('[HB15] names no one who works here below AMBER', () => {
    const desk = testDesk();
    desk.must(BO, { type: 'incident.open', title: 'For all', tlp: 'CLEAR' });
    desk.must(BO, { type: 'incident.acknowledge', incident: 'EX-0001' });
    const world = { situation: desk.situation, election };
    const green = composeSitrep(world, 'GREEN', desk.now);
    expect([green.top[0]?.owner, green.top[0]?.isOwned, green.onCall]).toEqual([null, true, null]);
    expect(composeSitrep(world, 'AMBER', desk.now).top[0]?.owner).toBe('bo');
  });

  it('puts first what is gravest and nobody has taken', () => {
    const desk = testDesk();
    desk.must(BO, { type: 'incident.open', title: 'Taken', severity: 'S1' });
    desk.must(BO, { type: 'incident.acknowledge', incident: 'EX-0001' });
    desk.must(BO, { type: 'incident.open', title: 'Low', severity: 'S4' });
    desk.must(BO, { type: 'incident.open', title: 'Untaken', severity: 'S1' });
    const view = composeSitrep({ situation: desk.situation, election }, 'AMBER', desk.now);
    expect(view.top.map(({ title }) => title)).toEqual(['Untaken', 'Taken', 'Low']);
  });
});

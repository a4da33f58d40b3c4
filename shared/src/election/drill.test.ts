import { describe, expect, test } from 'vitest';
import { compileElection } from './compile.ts';
import { drillElection } from './drill.ts';
import { Election } from './election.ts';
import { exampleElection } from './example.testing.ts';
import { phaseAt } from './phase.ts';
import { nextPollsEvents, pollsState } from './polls.ts';

const now = Date.parse('2027-05-12T08:31:17.250Z');
const drill = drillElection(exampleElection, now);
const compiled = compileElection(drill);

describe('the election of a drill', () => {
  test('[EL9] is a valid election marked as an exercise, with a name, number and id of its own', () => {
    expect(Election.parse(drill)).toEqual(drill);
    expect(drill).toMatchObject({
      name: 'EXERCISE · Example',
      numberPrefix: 'EX',
      drill: true,
      drillOf: 'example',
      electionDay: '2027-05-12',
    });
    expect(drill.id).toMatch(/^drill-example-[a-z0-9]+$/);
    expect(drillElection(exampleElection, now + 1000).id).not.toBe(drill.id);
  });

  test('[EL13] tells nobody outside who did not ask for exercises', () => {
    const hook = {
      name: 'pager',
      url: 'https://pager.example.org/',
      secretEnv: 'PAGER',
      events: ['sla.breach'],
      clearance: 'AMBER' as const,
      drills: false,
    };
    const webhooks = [hook, { ...hook, name: 'trainer', drills: true }];
    expect(drillElection({ ...exampleElection, webhooks }, now).webhooks).toEqual([webhooks[1]]);
  });

  test('[EL9] starts with polls open and closes some within ten minutes, what closed early lying behind', () => {
    expect(pollsState(compiled, 'XX-PL', now)).toBe('last-hour');
    const closings = nextPollsEvents(compiled, now, 20).filter(
      (event) => event.at - now <= 600_000,
    );
    expect(closings.map((event) => Math.round((event.at - now) / 60_000))).toEqual([2, 5]);
    expect(closings.every((event) => event.kind === 'closes')).toBe(true);
    expect(phaseAt(compiled, now)).toBe('last-hour');
  });

  test('[EL9] keeps the order in which jurisdictions close, and every window open before it closes', () => {
    const base = compileElection(exampleElection);
    const order = (election: typeof base) =>
      election.events
        .filter((event) => event.kind === 'closes')
        .map((event) => event.jurisdictions);
    expect(order(compiled)).toEqual(order(base));
    for (const windows of compiled.windows.values())
      for (const window of windows) expect(window.opensMs).toBeLessThan(window.closesMs);
  });

  test('[EL9] moves the calendar with polling day and notices silence within the drill', () => {
    expect(drill.calendar[0]).toMatchObject({
      id: 'early-voting',
      from: '2027-04-24',
      until: '2027-05-11T18:00',
    });
    expect(drill.sources.map((source) => source.silentAfterMin)).toEqual([undefined, 2]);
  });
});

import { compileElection, Election } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import { pollsLines, pollsList } from './polls-list.ts';
import { electionDocument, EXAMPLE_NOW as NOW } from './testing/example.ts';

const HOUR = 3_600_000;
const oneZone = compileElection(Election.parse(electionDocument()));
const west = {
  id: 'US-AZ',
  code: 'AZ',
  name: 'Arizona',
  kind: 'state',
  parent: 'US',
  zone: 'America/Phoenix',
  polls: [{ opens: '2028-11-07T06:00', closes: '2028-11-07T19:00' }],
};
const split = {
  id: 'US-TN',
  code: 'TN',
  name: 'Tennessee',
  kind: 'state',
  parent: 'US',
  zone: 'America/New_York',
  zones: ['America/Chicago'],
  polls: [
    { opens: '2028-11-07T08:00', closes: '2028-11-07T20:00' },
    { opens: '2028-11-07T07:00', closes: '2028-11-07T19:00', zone: 'America/Chicago' },
  ],
};
const document = electionDocument();
const zones = compileElection(
  Election.parse({ ...document, jurisdictions: [...document.jurisdictions, west, split] }),
);

describe('the polls clock', () => {
  it('tells one event after the other where all polls keep one zone, places together that turn at once', () => {
    const list = pollsList(oneZone, pollsLines(oneZone), NOW);
    expect(list.isByZone).toBe(false);
    expect(list.lines.map(({ at, kind, places }) => [(at - NOW) / 1_000, kind, places])).toEqual([
      [17 * 60 + 52, 'closes', ['IN', 'KY']],
      [107 * 60 + 52, 'closes', ['NC', 'OH', 'WV']],
      [137 * 60 + 52, 'closes', ['PA']],
    ]);
    expect(list.states).toMatchObject({ open: 4, 'last-hour': 2, before: 0, closed: 0 });
  });

  it("tells each zone's next event, the soonest first, a split state in both of its zones", () => {
    const list = pollsList(zones, pollsLines(zones), NOW);
    expect(list.isByZone).toBe(true);
    expect(list.lines.map(({ zoneName, places }) => [zoneName, places])).toEqual([
      ['ET', ['IN', 'KY']],
      ['CT', ['TN']],
      ['MST', ['AZ']],
    ]);
  });

  it('names the zones whose last polls have closed, and says when all have', () => {
    const lines = pollsLines(zones);
    const later = pollsList(zones, lines, NOW + 3 * HOUR);
    expect(later.over).toEqual(['ET', 'CT']);
    expect(later.lines.map(({ zoneName }) => zoneName)).toEqual(['MST']);
    const after = pollsList(zones, lines, NOW + 24 * HOUR);
    expect(after.lines).toEqual([]);
    expect(after.lastClosesMs).toBe(Date.parse('2028-11-07T19:00-07:00'));
  });

  it('counts down to openings before the first', () => {
    const [first] = pollsList(oneZone, pollsLines(oneZone), NOW - 24 * HOUR).lines;
    expect(first?.kind).toBe('opens');
    expect(first?.places).toHaveLength(6);
  });
});

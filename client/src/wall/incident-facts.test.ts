import { describe, expect, it } from 'vitest';
import { clockWords, incidentFacts, ownerWords } from './incident-facts.ts';
import { exampleIncident, EXAMPLE_NOW as NOW } from './testing/example.ts';

const MIN = 60_000;
const names = new Map([['teo', 'Teo']]);

describe('an incident on the wall', () => {
  it('tells its course from the latest back, with the names that the wall was given', () => {
    const incident = exampleIncident('x', {
      openedAt: NOW - 12 * MIN,
      acknowledgedAt: NOW - 9 * MIN,
      acknowledgedBy: 'teo',
      mitigatedAt: NOW - MIN,
    });
    expect(incidentFacts(incident, names).map(({ words }) => words)).toEqual([
      'mitigated',
      'acknowledged by Teo',
      'opened',
    ]);
    expect(incidentFacts(incident, new Map())[1]?.words).toBe('acknowledged');
  });

  it('says of each clock what is left, how far it is over, or when it was met', () => {
    const incident = exampleIncident('x', { openedAt: NOW - 20 * MIN });
    const met = { ...incident.clocks.acknowledge, metAt: NOW - 18 * MIN };
    const clocks = clockWords({ clocks: { ...incident.clocks, acknowledge: met } }, NOW);
    expect(clocks.map(({ words, isOverdue, isMet }) => [words, isOverdue, isMet])).toEqual([
      ['after 2m 00s', false, true],
      ['5m 00s over', true, false],
      ['in 1h 10m', false, false],
    ]);
  });

  it('names the owner, or says that there is none', () => {
    expect(ownerWords(exampleIncident('x', { assignee: 'teo', owned: true }), names)).toBe('Teo');
    expect(ownerWords(exampleIncident('x', { owned: true }), names)).toBe('owned');
    expect(ownerWords(exampleIncident('x'), names)).toBe('UNOWNED');
  });
});

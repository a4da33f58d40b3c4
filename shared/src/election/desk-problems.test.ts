import { describe, expect, it } from 'vitest';
import { exampleDocument } from './example.testing.ts';
import { readElection } from './problems.ts';

const problemsWith = (more: object): string[] => {
  const reading = readElection({ ...exampleDocument, ...more });
  return reading.ok
    ? []
    : reading.problems.map(({ path, message }) => `${path.join('.')}: ${message}`);
};
const step = (afterMin: number, desk: string | null = null) => ({
  afterMin,
  targets: [{ kind: 'on-call', desk }],
});
const policy = (...steps: object[]) => ({ id: 'p', name: 'P', severities: ['S1'], steps });

describe('desks and escalation of an election file', () => {
  it('[EL14] may name what the file has', () => {
    expect(
      problemsWith({
        desks: [{ id: 'lead', title: 'Lead', categories: ['OPS'] }],
        escalation: [policy(step(0), step(3, 'lead'))],
      }),
    ).toEqual([]);
  });

  it('[EL14] name nothing twice and nothing that the file does not have, with steps in order', () => {
    const lead = { id: 'lead', title: 'Lead', categories: ['OPS'] };
    expect(
      problemsWith({
        desks: [
          lead,
          { ...lead, hours: { from: '06:00', until: '06:00' } },
          { id: 'x', title: 'X', categories: ['NO.such'] },
        ],
        escalation: [policy(step(3), step(3, 'none')), policy(step(0))],
      }).map((problem) => problem.split(':')[0]),
    ).toEqual([
      'desks.1.id',
      'desks.1.categories.0',
      'desks.1.hours',
      'desks.2.categories.0',
      'escalation.0.steps.1.afterMin',
      'escalation.0.steps.1.targets.0.desk',
      'escalation.1.id',
    ]);
  });
});

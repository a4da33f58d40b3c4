import { compileElection, Election } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import {
  electionDocument,
  EXAMPLE_NOW,
  exampleIncident,
  exampleSignal,
} from './testing/example.ts';
import { tickerFilter } from './ticker-filter.ts';

const compiled = compileElection(Election.parse(electionDocument()));
const of = (query: string) =>
  tickerFilter({ id: 'v1', title: 'View', query }, compiled, () => EXAMPLE_NOW);

describe('the ticker of a wall', () => {
  it('[VW6] shows what its view asks for, and everything without one', () => {
    const high = exampleIncident('US28-0001', { severity: 'S1' });
    const low = exampleIncident('US28-0002', { severity: 'S4' });
    const filter = of('sev:S1');
    expect([high, low].map(filter.incident)).toEqual([true, false]);
    const none = tickerFilter(null, compiled, () => EXAMPLE_NOW);
    expect([high, low].map(none.incident)).toEqual([true, true]);
  });

  it('[VW6] shows neither closed nor snoozed ones unless asked for', () => {
    const closed = exampleIncident('US28-0001', { state: 'closed' });
    const snoozed = exampleIncident('US28-0002', {
      snooze: { until: null, condition: null, by: null },
    });
    expect([closed, snoozed].map(of('').incident)).toEqual([false, false]);
    expect([closed, snoozed].map(of('is:closed,snoozed').incident)).toEqual([true, true]);
  });

  it('[VW6] finds nothing by what this wall is not shown', () => {
    const redacted = exampleIncident('US28-0001', { assignee: null, owned: true, tags: [] });
    expect(of('by:ana').incident(redacted)).toBe(false);
    expect(of('tag:x').incident(redacted)).toBe(false);
    expect(of('"Signal s1"').signal(exampleSignal('s1'))).toBe(true);
    expect(of('leaker').signal(exampleSignal('s1'))).toBe(false);
  });
});

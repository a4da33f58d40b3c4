import { describe, expect, it } from 'vitest';
import { criticalsOf, mostPressing, openBySeverity } from './criticals.ts';
import { EXAMPLE_NOW, exampleIncident } from './testing/example.ts';

const ago = (minutes: number): number => EXAMPLE_NOW - minutes * 60_000;

describe('criticals', () => {
  it('wait oldest first, whatever the order in which they are known', () => {
    const { waiting } = criticalsOf([
      exampleIncident('US28-0057', { severity: 'S1', openedAt: ago(3) }),
      exampleIncident('US28-0042', { severity: 'S1', openedAt: ago(4) }),
    ]);
    expect(waiting.map(({ id }) => id)).toEqual(['US28-0042', 'US28-0057']);
  });

  it('are pinned once acknowledged, also when nobody owns them', () => {
    const { waiting, pinned } = criticalsOf([
      exampleIncident('US28-0042', { severity: 'S1', state: 'triage', acknowledgedAt: ago(2) }),
    ]);
    expect([waiting.length, pinned.map(({ id }) => id)]).toEqual([0, ['US28-0042']]);
  });

  it('wait though somebody was assigned: that is not acknowledging', () => {
    const { waiting } = criticalsOf([
      exampleIncident('US28-0042', { severity: 'S1', owned: true, assignee: 'teo' }),
    ]);
    expect(waiting).toHaveLength(1);
  });

  it('are gone once resolved, dismissed or merged, or no longer critical', () => {
    const { waiting, pinned } = criticalsOf([
      exampleIncident('US28-0001', { severity: 'S1', state: 'resolved' }),
      exampleIncident('US28-0002', { severity: 'S1', state: 'dismissed' }),
      exampleIncident('US28-0003', { severity: 'S1', state: 'merged' }),
      exampleIncident('US28-0004', { severity: 'S2' }),
    ]);
    expect([waiting, pinned]).toEqual([[], []]);
  });
});

describe('the most pressing', () => {
  it('come by severity, then unacknowledged, then oldest; closed ones are left out', () => {
    const ids = mostPressing([
      exampleIncident('US28-0001', { severity: 'S2', openedAt: ago(5) }),
      exampleIncident('US28-0002', { severity: 'S2', openedAt: ago(50), acknowledgedAt: ago(40) }),
      exampleIncident('US28-0003', { severity: 'S2', openedAt: ago(9) }),
      exampleIncident('US28-0004', { severity: 'S1', openedAt: ago(1) }),
      exampleIncident('US28-0005', { severity: 'S1', state: 'closed' }),
    ]).map(({ id }) => id.slice(-1));
    expect(ids).toEqual(['4', '3', '1', '2']);
  });

  it('are counted by severity', () => {
    const counts = openBySeverity([
      exampleIncident('US28-0001', { severity: 'S1' }),
      exampleIncident('US28-0002', { severity: 'S5' }),
      exampleIncident('US28-0003', { severity: 'S5', state: 'closed' }),
    ]);
    expect(counts).toEqual([1, 0, 0, 0, 1]);
  });
});

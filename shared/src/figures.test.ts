import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figureRow, figuresFor, isBreached } from './figures.ts';
import { quantile } from './quantile.ts';
import { openAt, signalsBetween } from './rollup-counts.ts';
import { ANA, BO, deskWith, NOW, testDesk } from './testing/rig.ts';
import type { Incident } from './incident/incident.ts';

const AUDIENCE = {
  clearance: 'AMBER',
  organisation: null,
  redaction: 'none',
  person: null,
} as const;
const example = deskWith('new').incident();

const anIncident = fc
  .record({
    tookAck: fc.option(fc.integer({ min: 0, max: 10_000_000 }), { nil: null }),
    tookResolve: fc.option(fc.integer({ min: 0, max: 10_000_000 }), { nil: null }),
    state: fc.constantFrom('new', 'active', 'resolved', 'closed', 'dismissed', 'merged' as const),
    drill: fc.boolean(),
  })
  .map(({ tookAck, tookResolve, state, drill }): Incident => ({
    ...example,
    state: state as Incident['state'],
    drill,
    acknowledgedAt: tookAck === null ? null : example.openedAt + tookAck,
    resolvedAt: tookResolve === null ? null : example.openedAt + tookResolve,
  }));

describe('figures', () => {
  it('[HB1] measure or leave out every incident, each once, with the reason', () => {
    fc.assert(
      fc.property(fc.array(anIncident), fc.boolean(), (incidents, isDrill) => {
        const row = figureRow('x', incidents, { now: NOW, isDrill });
        for (const { count, leftOut } of [row.acknowledge, row.resolve])
          expect(count + leftOut.waiting + leftOut.ended + leftOut.merged + leftOut.drill).toBe(
            incidents.length,
          );
        if (isDrill) expect(row.acknowledge.leftOut.drill).toBe(0);
      }),
    );
  });

  it('[HB2] take the nearest rank: half of all are at most the median, nine in ten at most the p90', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1 }), (values) => {
        const sorted = values.toSorted((a, b) => a - b);
        for (const share of [0.5, 0.9]) {
          const at = quantile(sorted, share) ?? -1;
          expect(sorted).toContain(at);
          expect(sorted.filter((value) => value <= at).length).toBeGreaterThanOrEqual(
            share * sorted.length,
          );
          expect(sorted.filter((value) => value < at).length).toBeLessThan(share * sorted.length);
        }
      }),
    );
    expect(quantile([], 0.5)).toBeNull();
  });

  it('[HB3] count RED and what is above a clearance for nobody', () => {
    const desk = deskWith('new');
    desk.must(BO, { type: 'incident.open', title: 'Strict', tlp: 'AMBER+STRICT' });
    desk.must(ANA, { type: 'incident.open', title: 'Red', tlp: 'RED' });
    const question = {
      from: NOW - 1,
      until: NOW + 1,
      now: NOW,
      isDrill: false,
      desks: [],
    };
    const opened = (clearance: 'AMBER' | 'AMBER+STRICT' | 'RED', person: string | null) =>
      figuresFor(desk.situation, { ...AUDIENCE, clearance, person }, question).total.opened;
    expect([opened('AMBER', null), opened('AMBER+STRICT', null), opened('RED', 'ana')]).toEqual([
      1, 2, 2,
    ]);
  });

  it('part the incidents by severity, category and hour without losing one', () => {
    const desk = deskWith('active');
    desk.now += 3_600_000;
    desk.must(BO, { type: 'incident.open', title: 'Other', severity: 'S1' });
    const view = figuresFor(desk.situation, AUDIENCE, {
      from: NOW - 1,
      until: desk.now + 1,
      now: desk.now,
      isDrill: false,
      desks: [],
    });
    const sum = (rows: readonly { opened: number }[]): number =>
      rows.reduce((total, { opened }) => total + opened, 0);
    expect([
      view.total.opened,
      sum(view.bySeverity),
      sum(view.byCategory),
      sum(view.byHour),
    ]).toEqual([2, 2, 2, 2]);
    expect(view.total.acknowledge).toMatchObject({
      medianMs: 0,
      count: 1,
      leftOut: { waiting: 1, ended: 0 },
    });
  });

  it('call a limit missed when it was met too late, or passed while open', () => {
    const at = (metAt: number | null, state: Incident['state'] = 'active'): boolean =>
      isBreached(
        { ...example, state, clocks: { ...example.clocks, act: { ...example.clocks.act, metAt } } },
        'act',
        example.clocks.act.dueAt + 5,
      );
    const { dueAt } = example.clocks.act;
    expect([at(dueAt), at(dueAt + 1), at(null), at(null, 'closed')]).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('[HB4] count a signal where it ended: one taken back is dismissed no more', () => {
    const desk = testDesk();
    desk.arrives('s1');
    desk.arrives('s2');
    desk.arrives('s3');
    desk.must(BO, { type: 'signal.dismiss', signals: ['s1', 's2'], reason: 'spam' });
    desk.must(BO, { type: 'signal.restore', signals: ['s1'] });
    desk.must(BO, { type: 'incident.open', title: 'Linked', signals: ['s3'] });
    expect(signalsBetween(desk.situation, AUDIENCE, NOW - 60_000, NOW + 1)).toEqual({
      received: 3,
      dismissed: 1,
      linked: 1,
      undecided: 1,
      isPartial: false,
    });
    expect(
      signalsBetween(desk.situation, { ...AUDIENCE, clearance: 'GREEN' }, NOW - 60_000, NOW + 1),
    ).toMatchObject({ received: 0, dismissed: 0, linked: 0, undecided: 0 });
  });

  it('know how many were open at a time, or say that they do not', () => {
    const desk = deskWith('new');
    const { rollups } = desk.situation;
    expect(openAt(rollups, 'AMBER', NOW)).toEqual([0, 0, 1, 0, 0]);
    expect(openAt(rollups, 'GREEN', NOW)).toEqual([0, 0, 0, 0, 0]);
    expect(openAt(rollups, 'AMBER', NOW - 3_600_000)).toBeNull();
  });
});

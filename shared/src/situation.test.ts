import { describe, expect, it } from 'vitest';
import { metricsFor } from './metrics.ts';
import { decodeSituation, encodeSituation, labelAt } from './situation.ts';
import { ANA, BO, deskWith, NOW, testDesk } from './testing/rig.ts';
import type { Audience } from './access.ts';

const AMBER: Audience = { clearance: 'AMBER', organisation: null, redaction: 'none', person: null };
const GREEN: Audience = { ...AMBER, clearance: 'GREEN' };
const ID = { incident: 'EX-0001' };
const MINUTE = 60_000;

describe('the situation', () => {
  it('[ST2] reads back from a snapshot exactly as it was', () => {
    const desk = deskWith('resolved');
    desk.arrives('s1');
    desk.must(BO, { type: 'signal.claim', signals: ['s1'] });
    expect(decodeSituation(encodeSituation(desk.situation))).toEqual(desk.situation);
  });

  it('[ST3] remembers the seq that last changed each incident and which label held when', () => {
    const desk = deskWith('new');
    const opened = desk.situation.seq;
    desk.must(ANA, {
      type: 'incident.change',
      ...ID,
      expectedVersion: 1,
      changes: { tlp: 'GREEN' },
    });
    desk.must(BO, { type: 'incident.note', ...ID, text: 'x' });
    const tracked = desk.situation.incidents.get('EX-0001')!;
    expect(tracked.seq).toBe(desk.situation.seq);
    expect(labelAt(tracked, opened - 1)).toBeUndefined();
    expect(labelAt(tracked, opened)?.tlp).toBe('AMBER');
    expect(labelAt(tracked, opened + 1)?.tlp).toBe('GREEN');
    expect(labelAt(tracked, 1e9)?.tlp).toBe('GREEN');
  });
});

describe('metrics', () => {
  it('[MT1] an audience counts only what it may see, series included', () => {
    const desk = deskWith('new');
    desk.arrives('s1');
    expect(metricsFor(desk.situation, AMBER, desk.now)).toMatchObject({
      now: [0, 0, 1, 0, 0],
      undecided: 1,
    });
    const green = metricsFor(desk.situation, GREEN, desk.now);
    expect(green).toMatchObject({ now: [0, 0, 0, 0, 0], undecided: 0, byCategory: [] });
    expect(green.open.every((point) => point.counts.every((count) => count === 0))).toBe(true);
    expect(green.signalsPerMinute.every((point) => point.value === 0)).toBe(true);
  });

  it('[MT2] says how it was an hour ago, or nothing when the record is younger', () => {
    const desk = deskWith('new');
    expect(metricsFor(desk.situation, AMBER, NOW + 59 * MINUTE).hourAgo).toBeNull();
    desk.now = NOW + 90 * MINUTE;
    desk.must(BO, { type: 'incident.open', title: 'Two', severity: 'S1' });
    const metrics = metricsFor(desk.situation, AMBER, desk.now);
    expect(metrics.now).toEqual([1, 0, 1, 0, 0]);
    expect(metrics.hourAgo).toEqual([0, 0, 1, 0, 0]);
  });

  it('[MT3] publishes median and p90 with the count they stand on; merged ones are excluded', () => {
    const desk = testDesk();
    for (let i = 1; i <= 10; i += 1) {
      desk.now = NOW;
      desk.must(BO, { type: 'incident.open', title: `${i}` });
    }
    for (let i = 1; i <= 9; i += 1) {
      desk.now = NOW + i * MINUTE;
      desk.must(BO, { type: 'incident.acknowledge', incident: `EX-000${i}` });
    }
    desk.must(BO, {
      type: 'incident.merge',
      incident: 'EX-0010',
      expectedVersion: 1,
      into: 'EX-0001',
    });
    expect(metricsFor(desk.situation, AMBER, desk.now).acknowledge).toMatchObject({
      medianMs: 5 * MINUTE,
      p90Ms: 9 * MINUTE,
      count: 9,
      excluded: 1,
    });
  });

  it('[MT4] a series has at most 300 points and ends with now, however long the window', () => {
    const desk = deskWith('new');
    const metrics = metricsFor(desk.situation, AMBER, NOW + 40 * 60 * MINUTE, 48 * 60 * MINUTE);
    for (const series of [metrics.open, metrics.signalsPerMinute]) {
      expect(series.length).toBeLessThanOrEqual(300);
      expect(series.at(-1)?.at).toBe(Math.floor((NOW + 40 * 60 * MINUTE) / MINUTE) * MINUTE);
    }
    expect(metrics.open.at(-1)?.counts).toEqual([0, 0, 1, 0, 0]);
  });

  it('[MT5] counts a clock as overdue from its limit until it is met', () => {
    const desk = deskWith('new', { severity: 'S1' });
    expect(metricsFor(desk.situation, AMBER, NOW + 5 * MINUTE - 1).overdue.acknowledge).toBe(0);
    expect(metricsFor(desk.situation, AMBER, NOW + 5 * MINUTE).overdue.acknowledge).toBe(1);
    desk.must(BO, { type: 'incident.acknowledge', ...ID });
    expect(metricsFor(desk.situation, AMBER, NOW + 6 * MINUTE).overdue.acknowledge).toBe(0);
  });
});

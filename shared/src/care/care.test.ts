import { describe, expect, it } from 'vitest';
import { ANA, BO, NOW, testDesk, VI } from '../testing/rig.ts';
import { CARE_DAYS, isDistressing } from './care.ts';
import { localDateOf } from '../election/local-time.ts';

const MIN = 60_000;

describe('care', () => {
  it('counts what a person reports for themselves, viewers too', () => {
    const desk = testDesk();
    expect(desk.must(BO, { type: 'care.report', minutes: 3 })).toEqual(['care.reported']);
    desk.must(VI, { type: 'care.report', minutes: 1 });
    const day = localDateOf(NOW, 'America/New_York');
    expect(desk.situation.sections.care).toEqual({
      bo: { minutesByDay: { [day]: 3 }, lastAt: NOW },
      vi: { minutesByDay: { [day]: 1 }, lastAt: NOW },
    });
    expect(desk.situation.stamps.care).toBe(2);
  });

  it('takes a report about once a minute, and says when the next one is welcome', () => {
    const desk = testDesk();
    desk.must(BO, { type: 'care.report', minutes: 3 });
    desk.now += 30_000;
    expect(desk.do(BO, { type: 'care.report', minutes: 0.5 })).toMatchObject({
      ok: false,
      refusal: { kind: 'rate-limited', retryAfterMs: 25_000 },
    });
    desk.must(ANA, { type: 'care.report', minutes: 0.5 });
    desk.now += 25_000;
    desk.must(BO, { type: 'care.report', minutes: 0.9 });
  });

  it('counts no more than can have passed, however many screens report', () => {
    const desk = testDesk();
    desk.must(BO, { type: 'care.report', minutes: 5 });
    desk.now += 2 * MIN;
    desk.must(BO, { type: 'care.report', minutes: 10 });
    const [total] = Object.values(desk.situation.sections.care['bo']?.minutesByDay ?? {});
    expect(total).toBe(7);
  });

  it('refuses a source or a program, and more than ten minutes at once', () => {
    const desk = testDesk();
    const cli = { kind: 'system', id: 'cli' } as const;
    expect(desk.do(cli, { type: 'care.report', minutes: 1 })).toMatchObject({
      ok: false,
      refusal: { kind: 'forbidden' },
    });
    expect(() => desk.do(BO, { type: 'care.report', minutes: 11 })).toThrow(/10/);
    expect(() => desk.do(BO, { type: 'care.report', minutes: 0 })).toThrow(/0\.1/);
  });

  it("counts by the local day of the election's zone, across the night when clocks go back", () => {
    // 5 Nov 2028, 02:00 EDT becomes 01:00 EST: the day has 25 hours.
    const before = Date.parse('2028-11-05T04:30:00Z');
    const lastHour = Date.parse('2028-11-06T04:30:00Z');
    const after = Date.parse('2028-11-06T05:30:00Z');
    const desk = testDesk();
    for (const at of [before, lastHour, after]) {
      desk.now = at;
      desk.must(BO, { type: 'care.report', minutes: 2 });
    }
    expect(desk.situation.sections.care['bo']?.minutesByDay).toEqual({
      '2028-11-05': 4,
      '2028-11-06': 2,
    });
  });

  it('keeps the newest days', () => {
    const desk = testDesk();
    for (let day = 0; day < CARE_DAYS + 5; day += 1) {
      desk.must(BO, { type: 'care.report', minutes: 1 });
      desk.now += 1_440 * MIN;
    }
    const days = Object.keys(desk.situation.sections.care['bo']?.minutesByDay ?? {});
    expect(days).toHaveLength(CARE_DAYS);
    expect(days.at(-1)).toBe(localDateOf(desk.now - 1_440 * MIN, 'America/New_York'));
  });
});

describe('what may distress', () => {
  it('is told by category, by tag, or by the incident it belongs to', () => {
    const plain = { category: 'INFO.procedure', tags: [] };
    expect(isDistressing({ category: 'SAFETY.threat' })).toBe(true);
    expect(isDistressing({ category: 'SAFETY' })).toBe(true);
    expect(isDistressing({ category: 'INFO.hate-incitement' })).toBe(true);
    expect(isDistressing({ category: null, tags: ['distressing'] })).toBe(true);
    expect(isDistressing({ category: null }, [plain, { category: 'SAFETY.armed', tags: [] }])).toBe(
      true,
    );
    expect(isDistressing({ category: null }, [{ category: null, tags: ['distressing'] }])).toBe(
      true,
    );
  });

  it('is nothing else', () => {
    expect(isDistressing({ category: null })).toBe(false);
    expect(isDistressing({ category: 'INFO.procedure', tags: ['van'] })).toBe(false);
    expect(isDistressing({ category: 'SAFETYNET.x' })).toBe(false);
  });
});

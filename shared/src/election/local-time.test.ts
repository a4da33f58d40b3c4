import { describe, expect, test } from 'vitest';
import { epochMsOf, existsIn, isZone, localDateOf } from './local-time.ts';

const iso = (local: string, zone: string) => new Date(epochMsOf(local, zone)).toISOString();

describe('local times', () => {
  test.each([
    ['2028-11-07T19:00', 'America/New_York', '2028-11-08T00:00:00.000Z'],
    ['2028-11-07T19:00', 'America/Phoenix', '2028-11-08T02:00:00.000Z'],
    ['2028-11-07T20:00', 'Pacific/Guam', '2028-11-07T10:00:00.000Z'],
    ['2028-11-07T18:00', 'Pacific/Pago_Pago', '2028-11-08T05:00:00.000Z'],
    ['2027-09-26T08:00', 'Europe/Berlin', '2027-09-26T06:00:00.000Z'],
    ['2028-11-07', 'America/New_York', '2028-11-07T05:00:00.000Z'],
    ['2028-11-07T18:00:30', 'UTC', '2028-11-07T18:00:30.000Z'],
  ])('[EL1] reads %s in %s as %s', (local, zone, expected) => {
    expect(iso(local, zone)).toBe(expected);
  });

  test('[EL1] takes the offset of that day on either side of the change two days before the US election', () => {
    expect(iso('2028-11-04T19:00', 'America/New_York')).toBe('2028-11-04T23:00:00.000Z');
    expect(iso('2028-11-05T00:30', 'America/New_York')).toBe('2028-11-05T04:30:00.000Z');
    expect(iso('2028-11-05T02:30', 'America/New_York')).toBe('2028-11-05T07:30:00.000Z');
  });

  test('[EL1] takes the earlier of a time that happens twice', () => {
    expect(iso('2028-11-05T01:30', 'America/New_York')).toBe('2028-11-05T05:30:00.000Z');
  });

  test('[EL1] moves a time that is skipped past the gap, and says that it does not exist', () => {
    expect(iso('2028-03-12T02:30', 'America/New_York')).toBe('2028-03-12T07:30:00.000Z');
    expect(existsIn('2028-03-12T02:30', 'America/New_York')).toBe(false);
    expect(existsIn('2028-03-12T03:30', 'America/New_York')).toBe(true);
  });

  test('[EL1] knows zones by name and refuses offsets, aliases without a rule and slips of the pen', () => {
    for (const zone of ['America/Indiana/Indianapolis', 'Pacific/Pago_Pago', 'UTC'])
      expect(isZone(zone)).toBe(true);
    for (const zone of ['America/New_Yrok', '+05:00', 'EST', '']) expect(isZone(zone)).toBe(false);
  });

  test('[EL1] gives no time for a day that does not exist or a zone that is none', () => {
    expect(epochMsOf('2028-02-30T10:00', 'UTC')).toBeNaN();
    expect(epochMsOf('2028-02-20T25:00', 'UTC')).toBeNaN();
    expect(epochMsOf('2028-02-20T10:00', 'Nowhere/Land')).toBeNaN();
    expect(epochMsOf('tomorrow', 'UTC')).toBeNaN();
  });

  test("names the day by the zone's own calendar", () => {
    const at = Date.parse('2028-11-08T03:00:00Z');
    expect(localDateOf(at, 'America/New_York')).toBe('2028-11-07');
    expect(localDateOf(at, 'Pacific/Guam')).toBe('2028-11-08');
  });
});

import { describe, expect, test } from 'vitest';
import { compileElection } from './compile.ts';
import { exampleElection } from './example.testing.ts';
import { hasCategory, phaseAt, slaFor } from './phase.ts';
import { nextPollsEvents, pollsState } from './polls.ts';

const compiled = compileElection(exampleElection);
/** A moment of polling day by the coast's clock (UTC-5). */
const at = (time: string) => Date.parse(`2028-11-07T${time}-05:00`);

describe('polls', () => {
  test.each([
    ['06:59:59', 'before'],
    ['07:00:00', 'open'],
    ['17:59:59', 'open'],
    ['18:00:00', 'last-hour'],
    ['18:59:59', 'last-hour'],
    ['19:00:00', 'closed'],
  ] as const)('[EL3] of a state with one window are, at %s, %s', (time, state) => {
    expect(pollsState(compiled, 'XX-PL', at(time))).toBe(state);
  });

  test.each([
    ['05:59', 'before'],
    ['06:00', 'open'],
    ['17:10', 'last-hour'],
    ['18:00', 'last-hour'],
    ['18:59', 'last-hour'],
    ['19:00', 'closed'],
  ] as const)(
    '[EL4] of a split state are, at %s, %s: the last hour as soon as one zone is in it, closed after the last zone',
    (time, state) => {
      expect(pollsState(compiled, 'XX-SP', at(time))).toBe(state);
    },
  );

  test('[EL4] between two windows are before the second', () => {
    expect(pollsState(compiled, 'XX-PM', at('11:30'))).toBe('last-hour');
    expect(pollsState(compiled, 'XX-PM', at('12:30'))).toBe('before');
    expect(pollsState(compiled, 'XX-PM', at('14:30'))).toBe('open');
  });

  test('[EL5] of a county without windows are those of its state; a country above them has none, nor has an unknown id', () => {
    expect(pollsState(compiled, 'XX-PL-1', at('18:30'))).toBe('last-hour');
    expect(pollsState(compiled, 'XX', at('12:00'))).toBe('none');
    expect(pollsState(compiled, 'XX-NO', at('12:00'))).toBe('none');
  });

  test('[EL6] next events are grouped by instant and kind, in order, after now', () => {
    expect(nextPollsEvents(compiled, at('17:59:59'), 2)).toEqual([
      { at: at('18:00'), kind: 'closes', jurisdictions: ['SP'] },
      { at: at('19:00'), kind: 'closes', jurisdictions: ['SP', 'PL'] },
    ]);
    expect(nextPollsEvents(compiled, at('18:00'), 1)[0]?.at).toBe(at('19:00'));
    expect(nextPollsEvents(compiled, at('21:00'), 5)).toEqual([]);
  });

  test('[EL6] an inherited window is announced once, for the state', () => {
    expect(compiled.events.flatMap((event) => event.jurisdictions)).not.toContain('PL1');
  });
});

describe('phase', () => {
  test.each([
    ['2028-10-01T12:00:00Z', 'before'],
    ['2028-10-21T12:00:00Z', 'early-voting'],
    ['2028-11-07T04:00:00Z', 'before'],
    ['2028-11-07T11:00:00Z', 'polls-open'],
    ['2028-11-07T22:30:00Z', 'last-hour'],
    ['2028-11-08T03:00:00Z', 'count'],
    ['2028-11-25T03:00:00Z', 'certification'],
  ] as const)('[EL7] at %s is %s', (time, phase) => {
    expect(phaseAt(compiled, Date.parse(time))).toBe(phase);
  });

  test('[EL7] of one jurisdiction follows from its own windows', () => {
    expect(phaseAt(compiled, at('19:30'), ['XX-PL'])).toBe('count');
    expect(phaseAt(compiled, at('19:30'), ['XX-PM'])).toBe('polls-open');
    expect(phaseAt(compiled, at('19:30'), ['XX-PL', 'XX-PM'])).toBe('polls-open');
    expect(phaseAt(compiled, at('12:30'), ['XX-PM'])).toBe('polls-open');
  });

  test("[EL7] of a jurisdiction without polls is the whole election's", () => {
    expect(phaseAt(compiled, at('17:30'), ['XX'])).toBe('last-hour');
  });

  test('[EL8] the policy is tightened figure by figure while a phase lasts, where it lasts', () => {
    expect(slaFor(compiled, 'S1', at('12:00'), ['XX-PL'])).toEqual({
      acknowledgeMin: 5,
      actMin: 15,
      resolveMin: 90,
      warnAt: 0.75,
    });
    expect(slaFor(compiled, 'S1', at('18:30'), ['XX-PL'])).toEqual({
      acknowledgeMin: 3,
      actMin: 15,
      resolveMin: 90,
      warnAt: 0.5,
    });
    expect(slaFor(compiled, 'S1', at('18:30'))).toEqual({
      acknowledgeMin: 3,
      actMin: 15,
      resolveMin: 90,
      warnAt: 0.5,
    });
    expect(slaFor(compiled, 'S2', at('18:30'))).toEqual(exampleElection.sla.S2);
  });

  test('knows the headings and their parts as categories', () => {
    expect(hasCategory(compiled, 'OPS.long-lines')).toBe(true);
    expect(hasCategory(compiled, 'POSITIVE')).toBe(true);
    expect(hasCategory(compiled, 'OPS.lines')).toBe(false);
  });
});

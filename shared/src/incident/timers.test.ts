import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IncidentState } from './incident.ts';
import { decideTimers, nextTimerAt, timersOf } from './timers.ts';
import { ANA, BO, deskWith, NOW } from '../testing/rig.ts';

const ID = { incident: 'EX-0001' };
const MINUTE = 60_000;

describe('what the clock does to an incident', () => {
  it('[IC29] is a warning and a breach of each limit that is not met while the incident is open', () => {
    const desk = deskWith('new', { severity: 'S1' });
    const incident = desk.incident();
    expect(nextTimerAt(incident)).toBe(NOW + 3.75 * MINUTE);
    expect(decideTimers(incident, NOW + 3.75 * MINUTE - 1)).toEqual([]);
    expect(decideTimers(incident, NOW + 4 * MINUTE).map(({ key }) => key)).toEqual([
      `sla:EX-0001:acknowledge:${NOW + 5 * MINUTE}:warn`,
    ]);
    expect(
      decideTimers(incident, NOW + 12 * MINUTE).map(({ key, writes }) => [
        key,
        writes[0]?.expectedVersion,
      ]),
    ).toEqual([
      [`sla:EX-0001:acknowledge:${NOW + 5 * MINUTE}:breach`, 1],
      [`sla:EX-0001:act:${NOW + 15 * MINUTE}:warn`, 2],
    ]);
    expect(nextTimerAt(deskWith('dismissed').incident())).toBeUndefined();
    expect(nextTimerAt(deskWith('resolved').incident())).toBeUndefined();
  });

  it('[IC29] is next due when the first of it is', () => {
    const at = fc.integer({ min: 0, max: 9 });
    const maybe = fc.option(at, { nil: undefined });
    const clock = fc.record({
      startedAt: at,
      warnAt: at,
      dueAt: at,
      metAt: fc.option(at),
      warnedAt: maybe,
      breachedAt: maybe,
    });
    const base = deskWith('new').incident();
    fc.assert(
      fc.property(
        fc.record({ acknowledge: clock, act: clock, resolve: clock }),
        fc.constantFrom(...IncidentState.options),
        fc.option(at),
        (clocks, state, until) => {
          const claim = until === null ? null : { by: 'bo', until };
          const incident = { ...base, state, claim, clocks: clocks as typeof base.clocks };
          const all = timersOf(incident).map((timer) => timer.at);
          expect(nextTimerAt(incident)).toBe(all.length === 0 ? undefined : Math.min(...all));
          expect(nextTimerAt(incident, new Set(['another']))).toBe(nextTimerAt(incident));
        },
      ),
    );
  });

  it('[IC30] is the end of an acknowledgement in triage when its holder did nothing for as long as a claim lasts', () => {
    const desk = deskWith('triage');
    const due = (after: number): string[] =>
      decideTimers(desk.incident(), NOW + after * MINUTE).flatMap(({ writes }) =>
        writes
          .filter(({ event }) => event.type === 'incident.released')
          .map(({ aggregate }) => aggregate),
      );
    expect(due(14.9)).toEqual([]);
    expect(due(15)).toEqual(['incident:EX-0001']);
    desk.now = NOW + 10 * MINUTE;
    desk.must(BO, { type: 'incident.note', ...ID, text: 'on the phone' });
    desk.must(ANA, { type: 'incident.note', ...ID, text: 'thanks' });
    expect(desk.incident().claim).toMatchObject({ by: 'bo', until: NOW + 25 * MINUTE });
    expect(due(24.9)).toEqual([]);
    expect(due(25)).toEqual(['incident:EX-0001']);
  });

  it('[IC31] is not told again of what is known to be written, nor of a limit that was breached before it changed and came back', () => {
    const desk = deskWith('new');
    const at = NOW + 40 * MINUTE;
    const known = new Set(decideTimers(desk.incident(), at).map(({ key }) => key));
    expect(known.size).toBe(1);
    expect(decideTimers(desk.incident(), at, known)).toEqual([]);
    expect(nextTimerAt(desk.incident(), known)).toBe(NOW + 45 * MINUTE);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EscalationPolicy } from '../escalation/escalation.ts';
import type { Escalation } from '../escalation/escalation.ts';
import { IncidentState, Severity } from './incident.ts';
import type { Snooze } from './work.ts';
import { decideTimers, nextTimerAt, timersOf } from './timers.ts';
import { ANA, BO, deskWith, NOW } from '../testing/rig.ts';

const ID = { incident: 'EX-0001' };
const MINUTE = 60_000;
const POLICIES = [
  EscalationPolicy.parse({
    id: 'p',
    name: 'P',
    severities: ['S1', 'S3'],
    steps: [
      { afterMin: 0, targets: [{ kind: 'leads' }] },
      { afterMin: 3, targets: [{ kind: 'leads' }] },
    ],
  }),
];

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
    const snoozes: fc.Arbitrary<Snooze> = fc.record({
      by: fc.constant('bo'),
      at,
      until: fc.option(at),
      condition: fc.constantFrom(
        null,
        { kind: 'severity-raised' as const },
        { kind: 'signals' as const, count: 2, withinMin: 1 },
      ),
      severity: fc.constantFrom(...Severity.options),
      linkedAt: fc.array(at, { maxLength: 2 }),
    });
    const escalations: fc.Arbitrary<Escalation> = fc.record({
      policy: fc.constant('p'),
      name: fc.constant('P'),
      steps: fc.constant(POLICIES[0]!.steps),
      startedAt: at,
      isTimed: fc.boolean(),
      next: fc.integer({ min: 0, max: 2 }),
      paged: fc.constant([]),
      stoppedAt: fc.option(at),
      why: fc.constant(null),
      nobodyAt: fc.option(at),
    });
    fc.assert(
      fc.property(
        fc.record({ acknowledge: clock, act: clock, resolve: clock }),
        fc.constantFrom(...IncidentState.options),
        fc.option(at),
        fc.constantFrom(...Severity.options),
        fc.option(snoozes),
        fc.option(escalations),
        (clocks, state, until, severity, snooze, escalation) => {
          const claim = until === null ? null : { by: 'bo', until };
          const incident = {
            ...base,
            state,
            claim,
            severity,
            snooze,
            escalation,
            clocks: clocks as typeof base.clocks,
          };
          const all = timersOf(incident, undefined, POLICIES).map((timer) => timer.at);
          const next = nextTimerAt(incident, undefined, POLICIES);
          expect(next).toBe(all.length === 0 ? undefined : Math.min(...all));
          expect(nextTimerAt(incident, new Set(['another']), POLICIES)).toBe(next);
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

describe('a snooze', () => {
  const snoozed = (fields: Record<string, unknown>) => {
    const desk = deskWith('triage');
    desk.happens('incident:EX-0001', {
      type: 'incident.snoozed',
      data: { until: null, condition: null, ...fields },
    });
    const ends = (): unknown[] =>
      decideTimers(desk.incident(), desk.now).flatMap(({ writes }) =>
        writes.flatMap(({ event }) => (event.type === 'incident.woken' ? event.data.why : [])),
      );
    return { desk, ends };
  };

  it('[IC50] ends at its time, once', () => {
    const { desk, ends } = snoozed({ until: NOW + 5 * MINUTE });
    expect(ends()).toEqual([]);
    desk.now = NOW + 5 * MINUTE;
    expect(ends()).toEqual(['time']);
    const [{ key } = { key: '' }] = decideTimers(desk.incident(), desk.now);
    expect(nextTimerAt(desk.incident(), new Set([key]))).toBeGreaterThan(desk.now);
    desk.happens('incident:EX-0001', { type: 'incident.woken', data: { why: 'time' } });
    expect(ends()).toEqual([]);
  });

  it('[IC50] ends when so many more signals were linked within so long', () => {
    const { desk, ends } = snoozed({ condition: { kind: 'signals', count: 3, withinMin: 10 } });
    const link = (id: string): void => {
      desk.arrives(id);
      desk.must(BO, { type: 'incident.link', ...ID, signals: [id] });
    };
    link('s1');
    desk.now += 9 * MINUTE;
    link('s2');
    desk.now += 2 * MINUTE;
    link('s3');
    expect(ends()).toEqual([]);
    desk.now += MINUTE;
    link('s4');
    expect(ends()).toEqual(['signals']);
  });

  it('[IC50] ends when the severity is raised, or the incident is over', () => {
    const { desk, ends } = snoozed({ condition: { kind: 'severity-raised' } });
    const change = (severity: string): void =>
      void desk.must(BO, {
        type: 'incident.change',
        ...ID,
        expectedVersion: desk.incident().version,
        changes: { severity },
      });
    change('S4');
    expect(ends()).toEqual([]);
    change('S2');
    expect(ends()).toEqual(['severity']);
    const over = snoozed({ until: NOW + 60 * MINUTE });
    const merged = { ...over.desk.incident(), state: 'merged' as const };
    expect(decideTimers(merged, NOW).map(({ writes }) => writes[0]?.event)).toEqual([
      { type: 'incident.woken', data: { why: 'over' } },
    ]);
  });
});

describe('many running clocks', () => {
  it('[IC51] cost next to nothing to look at', () => {
    const desk = deskWith('new', { severity: 'S1' });
    const incident = desk.incident();
    nextTimerAt(incident, undefined, POLICIES);
    let bestMs = Infinity;
    for (let run = 0; run < 10; run += 1) {
      const started = Date.now();
      for (let i = 0; i < 100_000; i += 1) nextTimerAt(incident, undefined, POLICIES);
      bestMs = Math.min(bestMs, Date.now() - started);
    }
    expect(bestMs).toBeLessThan(200);
  });
});

import { describe, expect, it } from 'vitest';
import type { Audience } from '../access.ts';
import { ANA, BO, CY, deskWith, testDesk } from '../testing/rig.ts';
import type { TestDesk } from '../testing/rig.ts';
import { INVERSE } from './decide-relate.ts';
import { evolveIncident } from './evolve.ts';
import { IncidentState } from './incident.ts';
import { projectTimelineEntry } from './timeline.ts';

const ID = { incident: 'EX-0001' };

/** Each command around an incident, on the one of `deskWith` and a second one. */
const WORK: Record<string, (until: number) => Record<string, unknown>> = {
  'incident.task-add': () => ({ title: 'x' }),
  'incident.task-set': () => ({ task: 'none', done: true }),
  'incident.task-remove': () => ({ task: 'none' }),
  'incident.playbook': () => ({ playbook: 'none' }),
  'incident.relate': () => ({ other: 'EX-0002' }),
  'incident.unrelate': () => ({ other: 'EX-0002' }),
  'incident.watch': () => ({}),
  'incident.unwatch': () => ({}),
  'incident.snooze': (until) => ({ until }),
  'incident.wake': () => ({}),
  'incident.move-signals': () => ({ signals: ['s1'], to: 'EX-0002' }),
  'incident.split': () => ({ signals: ['s1'], title: 'x' }),
  'incident.evidence-add': () => ({ evidence: { kind: 'text', text: 'x' } }),
  'incident.evidence-remove': () => ({ evidence: 'none', reason: 'x' }),
  'incident.note': () => ({ text: 'x', mentions: ['cy'] }),
  'incident.link': () => ({ signals: ['s2'] }),
  'incident.unlink': () => ({ signals: ['s1'] }),
};
const EVERYWHERE = ['new', 'triage', 'active', 'mitigated', 'resolved', 'closed', 'dismissed'];
const OPEN = ['new', 'triage', 'active', 'mitigated'];
const ALLOWED: Record<string, readonly string[]> = {
  'incident.task-add': [...OPEN, 'resolved'],
  'incident.relate': EVERYWHERE,
  'incident.watch': EVERYWHERE,
  'incident.snooze': OPEN,
  'incident.move-signals': [...OPEN, 'resolved'],
  'incident.split': [...OPEN, 'resolved'],
  'incident.evidence-add': EVERYWHERE,
  'incident.note': EVERYWHERE,
  'incident.link': [...OPEN, 'resolved', 'dismissed'],
  'incident.unlink': [...OPEN, 'resolved'],
};

/** A small seeded source of numbers below `n` (mulberry32). */
function numbers(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

/** EX-0001 in a state with the signal s1, an open EX-0002 and the waiting signal s2. */
function withSignal(state: IncidentState): TestDesk {
  const before = { resolved: 'active', closed: 'active', dismissed: 'new', merged: 'new' } as const;
  const desk = deskWith(state in before ? before[state as keyof typeof before] : (state as 'new'));
  const at = () => ({ ...ID, expectedVersion: desk.incident().version });
  desk.arrives('s1');
  desk.arrives('s2');
  desk.must(BO, { type: 'incident.link', ...ID, signals: ['s1'] });
  desk.must(BO, { type: 'incident.open', title: 'Two' });
  if (state === 'resolved' || state === 'closed')
    desk.must(ANA, { type: 'incident.resolve', ...at(), outcome: 'corrected' });
  if (state === 'closed') desk.must(ANA, { type: 'incident.close', ...at(), review: 'done' });
  if (state === 'dismissed') desk.must(ANA, { type: 'incident.dismiss', ...at(), reason: 'spam' });
  if (state === 'merged') desk.must(ANA, { type: 'incident.merge', ...at(), into: 'EX-0002' });
  return desk;
}

describe('work around an incident', () => {
  it('[IC48] answers every command in every state, and allows only what its table says', () => {
    for (const [type, more] of Object.entries(WORK)) {
      for (const state of IncidentState.options) {
        const desk = withSignal(state);
        expect(desk.incident().state).toBe(state);
        const decision = desk.do(ANA, { type, ...ID, ...more(desk.now + 1) });
        expect(decision.ok, `${type} in ${state}`).toBe((ALLOWED[type] ?? []).includes(state));
      }
    }
  });

  it('[IC48] never breaks a limit, nor leaves a link on one end, under random work', () => {
    for (const seed of [1, 2, 3]) {
      const desk = testDesk();
      const any = numbers(seed);
      const pick = <T>(list: readonly T[]): T => list[any(list.length)] as T;
      for (let n = 1; n <= 5; n += 1) desk.must(BO, { type: 'incident.open', title: String(n) });
      for (let n = 0; n < 30; n += 1) desk.arrives(`s${n}`);
      const ids = () => [...desk.situation.incidents.keys()];
      const types = Object.keys(WORK);
      let done = 0;
      for (let step = 0; step < 600; step += 1) {
        desk.now += any(600_000);
        const incident = pick(ids());
        const type = pick(types);
        const { version, tasks, evidence } = desk.incident(incident);
        const command = {
          type,
          incident,
          ...WORK[type]?.(desk.now + 60_000),
          ...(type.startsWith('incident.task-') && type !== 'incident.task-add'
            ? { task: pick(tasks)?.id ?? 'none' }
            : {}),
          ...(type === 'incident.evidence-remove'
            ? { evidence: pick(evidence)?.id ?? 'none' }
            : {}),
          ...('other' in (WORK[type]?.(0) ?? {}) ? { other: pick(ids()) } : {}),
          ...('to' in (WORK[type]?.(0) ?? {}) ? { to: pick(ids()) } : {}),
          ...('signals' in (WORK[type]?.(0) ?? {}) ? { signals: [`s${any(30)}`] } : {}),
        };
        if (desk.do(pick([ANA, BO, CY]), command).ok) done += 1;
        if (any(20) === 0)
          desk.do(ANA, {
            type: 'incident.dismiss',
            incident,
            expectedVersion: version,
            reason: 'spam',
          });
        if (any(20) === 0)
          desk.do(ANA, {
            type: 'incident.undo',
            incident,
            version: desk.incident(incident).undo?.version ?? 1,
          });
      }
      expect(done).toBeGreaterThan(100);
      for (const { incident } of desk.situation.incidents.values()) {
        expect(incident.tasks.length).toBeLessThanOrEqual(60);
        expect(incident.signalCount).toBe(
          Array.from({ length: 30 }, (_, n) => desk.signal(`s${n}`)).filter((signal) =>
            signal?.incidents.includes(incident.id),
          ).length,
        );
        expect(incident.snooze === null || OPEN.includes(incident.state)).toBe(true);
        for (const link of incident.links)
          expect(
            desk.incident(link.incident).links.find((back) => back.incident === incident.id)?.kind,
          ).toBe(INVERSE[link.kind]);
      }
    }
  });

  it('[IC46] commutes: no command around an incident carries a version', () => {
    const either = (order: readonly number[]) => {
      const desk = deskWith('active');
      const commands = [
        [BO, { type: 'incident.task-add', title: 'a' }],
        [CY, { type: 'incident.watch' }],
        [ANA, { type: 'incident.evidence-add', evidence: { kind: 'text', text: 'b' } }],
        [CY, { type: 'incident.note', text: 'c', mentions: ['ana'] }],
      ] as const;
      for (const index of order) {
        const [subject, command] = commands[index] ?? commands[0];
        desk.must(subject, { ...command, ...ID });
      }
      const { tasks, watchers, evidence, noteCount } = desk.incident();
      return [tasks[0]?.title, watchers.toSorted(), evidence.length, noteCount];
    };
    expect(either([3, 2, 1, 0])).toEqual(either([0, 1, 2, 3]));
  });

  it('[IC47] reads what was typed in the timeline, scrubbed for visitors', () => {
    const audience = (redaction: Audience['redaction']): Audience => ({
      clearance: 'AMBER',
      organisation: null,
      redaction,
      person: null,
    });
    const entry = {
      seq: 1,
      version: 2,
      type: 'incident.tasks-added',
      at: 0,
      by: { kind: 'person' as const, id: 'bo' },
      via: 'board',
      data: { tasks: [{ id: 't1', assignee: 'cy' }], playbook: null },
      personal: { titles: { t1: 'Call Cy Ortega at +1 602 555 0142' } },
      erased: false,
    };
    expect(projectTimelineEntry(entry, audience('none')).texts).toEqual({
      'titles.t1': 'Call Cy Ortega at +1 602 555 0142',
    });
    const shown = projectTimelineEntry(entry, audience('visitor'), ['Cy Ortega']);
    expect(shown).toMatchObject({ by: null, data: {} });
    expect(JSON.stringify(shown)).not.toMatch(/Ortega|555|cy/);
    expect(shown.texts['titles.t1']).toMatch(/^Call /);
  });

  it('[IC47] folds what was erased as nameless, and keeps the rest', () => {
    const desk = deskWith('new');
    const by = { kind: 'person' as const, id: 'bo' };
    const one = evolveIncident(desk.incident(), 'EX-0001', {
      type: 'incident.tasks-added',
      data: { tasks: [{ id: 't1', assignee: 'cy' }], playbook: null },
      personal: null,
      version: 2,
      at: desk.now,
      by,
    });
    expect(one?.tasks).toEqual([
      { id: 't1', title: null, assignee: 'cy', done: null, playbook: null },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { ANA, BO, CY, deskWith, testDesk, VI } from '../testing/rig.ts';
import { IncidentState } from './incident.ts';

const ID = { incident: 'EX-0001' };
const MINUTE = 60_000;

describe('opening', () => {
  it('[IC1] opens an incident as new, with a number of its own, default label AMBER and three running clocks', () => {
    const desk = testDesk();
    desk.must(BO, { type: 'incident.open', title: 'One', severity: 'S1' });
    desk.must(BO, { type: 'incident.open', title: 'Two' });
    expect(desk.incident('EX-0001')).toMatchObject({
      state: 'new',
      severity: 'S1',
      tlp: 'AMBER',
      assignee: null,
      version: 1,
    });
    expect(desk.incident('EX-0001').clocks.acknowledge).toMatchObject({
      dueAt: desk.now + 5 * MINUTE,
      metAt: null,
    });
    expect(desk.incident('EX-0002').title).toBe('Two');
  });

  it('[IC2] links the signals it is opened from, and refuses unknown or dismissed ones', () => {
    const desk = testDesk();
    desk.arrives('s1');
    desk.arrives('s2');
    desk.must(BO, { type: 'signal.dismiss', signals: ['s2'], reason: 'spam' });
    expect(desk.do(BO, { type: 'incident.open', title: 'X', signals: ['s1', 's2'] })).toMatchObject(
      { ok: false, refusal: { kind: 'already-decided' } },
    );
    expect(desk.do(BO, { type: 'incident.open', title: 'X', signals: ['nope'] })).toMatchObject({
      ok: false,
      refusal: { kind: 'not-found' },
    });
    expect(desk.must(BO, { type: 'incident.open', title: 'X', signals: ['s1'] })).toEqual([
      'incident.opened',
      'signal.linked',
    ]);
    expect(desk.incident()).toMatchObject({
      signalCount: 1,
      recentSignals: ['s1'],
      sources: ['tips'],
    });
    expect(desk.situation.signals.size).toBe(0);
  });

  it('[IC3] refuses jurisdictions, categories and people that the election does not have', () => {
    const desk = deskWith('new');
    expect(
      desk.do(BO, { type: 'incident.open', title: 'X', jurisdictions: ['US-XX'] }),
    ).toMatchObject({ refusal: { kind: 'unknown-jurisdiction' } });
    expect(
      desk.do(BO, { type: 'incident.open', title: 'X', category: 'INFO.nothing' }),
    ).toMatchObject({ refusal: { kind: 'unknown-category' } });
    expect(
      desk.do(BO, { type: 'incident.assign', ...ID, expectedVersion: 1, assignee: 'zed' }),
    ).toMatchObject({ refusal: { kind: 'unknown-person' } });
  });
});

describe('acknowledging and claiming', () => {
  it('[IC4] acknowledging takes the claim, moves new to triage, fills an empty assignee and meets the clock', () => {
    const desk = deskWith('new');
    desk.now += MINUTE;
    desk.must(BO, { type: 'incident.acknowledge', ...ID });
    expect(desk.incident()).toMatchObject({
      state: 'triage',
      assignee: 'bo',
      acknowledgedBy: 'bo',
      acknowledgedAt: desk.now,
      claim: { by: 'bo', until: desk.now + 900_000 },
    });
    expect(desk.incident().clocks.acknowledge.metAt).toBe(desk.now);
  });

  it('[IC5] a second acknowledgement is recorded and changes neither owner nor time', () => {
    const desk = deskWith('triage');
    const before = desk.incident();
    expect(desk.must(CY, { type: 'incident.acknowledge', ...ID })).toEqual([
      'incident.acknowledged',
    ]);
    expect(desk.incident()).toEqual({
      ...before,
      version: before.version + 1,
      changedAt: desk.now,
      changedBy: { kind: 'person', id: 'cy' },
    });
  });

  it('[IC6] acknowledging what is resolved, dismissed or closed is refused, never a reopening', () => {
    for (const state of ['resolved', 'dismissed', 'closed'] as const) {
      expect(deskWith(state).do(CY, { type: 'incident.acknowledge', ...ID })).toMatchObject({
        ok: false,
        refusal: { kind: 'incident-closed' },
      });
    }
  });

  it('[IC7] a claim keeps others out until it ends, and says whose it is and until when', () => {
    const desk = deskWith('new');
    desk.must(BO, { type: 'incident.claim', ...ID });
    expect(desk.do(CY, { type: 'incident.claim', ...ID })).toMatchObject({
      refusal: { kind: 'already-claimed', who: 'bo', until: desk.now + 900_000 },
    });
    desk.now += 900_000;
    desk.must(CY, { type: 'incident.claim', ...ID });
    expect(desk.incident().claim?.by).toBe('cy');
  });

  it('[IC8] releasing goes back to new with its reason, by the holder or a lead only', () => {
    const desk = deskWith('triage');
    expect(desk.do(CY, { type: 'incident.release', ...ID })).toMatchObject({
      refusal: { kind: 'forbidden', who: 'bo' },
    });
    desk.must(BO, { type: 'incident.release', ...ID, reason: 'shift ends' });
    expect(desk.incident()).toMatchObject({ state: 'new', claim: null, assignee: null });
  });

  it('[IC9] assigning is not acknowledging', () => {
    const desk = deskWith('new');
    desk.must(BO, { type: 'incident.assign', ...ID, expectedVersion: 1, assignee: 'cy' });
    expect(desk.incident()).toMatchObject({ state: 'new', assignee: 'cy', acknowledgedAt: null });
  });
});

describe('dismissing', () => {
  it('[IC10] one person dismisses S3 to S5, from new or triage only', () => {
    expect(deskWith('dismissed').incident()).toMatchObject({
      state: 'dismissed',
      dismissal: { reason: 'unfounded' },
    });
    const active = deskWith('active');
    expect(
      active.do(BO, {
        type: 'incident.dismiss',
        ...ID,
        expectedVersion: active.incident().version,
        reason: 'spam',
      }),
    ).toMatchObject({ refusal: { kind: 'wrong-state' } });
  });

  it('[IC11] S1 and S2 need a second person; the first cannot be both', () => {
    for (const severity of ['S1', 'S2']) {
      const desk = deskWith('new', { severity });
      expect(
        desk.must(BO, { type: 'incident.dismiss', ...ID, expectedVersion: 1, reason: 'unfounded' }),
      ).toEqual(['incident.dismissal-requested']);
      expect(desk.incident().state).toBe('new');
      expect(
        desk.do(BO, { type: 'incident.dismiss', ...ID, expectedVersion: 2, reason: 'unfounded' }),
      ).toMatchObject({ refusal: { kind: 'second-person-needed' } });
      desk.must(CY, { type: 'incident.dismiss', ...ID, expectedVersion: 2, reason: 'unfounded' });
      expect(desk.incident()).toMatchObject({ state: 'dismissed', dismissalRequest: null });
    }
  });

  it('[IC12] the second person can keep it instead', () => {
    const desk = deskWith('new', { severity: 'S1' });
    desk.must(BO, { type: 'incident.dismiss', ...ID, expectedVersion: 1, reason: 'unfounded' });
    desk.must(CY, {
      type: 'incident.keep',
      ...ID,
      expectedVersion: 2,
      text: 'the site is down for me too',
    });
    expect(desk.incident()).toMatchObject({ state: 'new', dismissalRequest: null });
  });
});

describe('working', () => {
  it('[IC13] becomes active only from triage, with category and assignee set', () => {
    const desk = testDesk();
    desk.must(BO, { type: 'incident.open', title: 'X' });
    desk.must(BO, { type: 'incident.acknowledge', ...ID });
    expect(desk.do(BO, { type: 'incident.confirm', ...ID, expectedVersion: 2 })).toMatchObject({
      refusal: { kind: 'missing-field', path: 'category' },
    });
    desk.must(BO, {
      type: 'incident.change',
      ...ID,
      expectedVersion: 2,
      changes: { category: 'OPS.long-lines' },
    });
    desk.must(BO, { type: 'incident.confirm', ...ID, expectedVersion: 3 });
    expect(desk.incident()).toMatchObject({
      state: 'active',
      clocks: { act: { metAt: desk.now } },
    });
  });

  it('[IC14] only the assignee or a lead mitigates and resolves; resolving records an outcome of the election', () => {
    const desk = deskWith('active');
    const at = () => desk.incident().version;
    expect(desk.do(CY, { type: 'incident.mitigate', ...ID, expectedVersion: at() })).toMatchObject({
      refusal: { kind: 'forbidden' },
    });
    desk.must(ANA, { type: 'incident.mitigate', ...ID, expectedVersion: at() });
    expect(
      desk.do(BO, { type: 'incident.resolve', ...ID, expectedVersion: at(), outcome: 'whatever' }),
    ).toMatchObject({ refusal: { kind: 'unknown-outcome' } });
    desk.must(BO, { type: 'incident.resolve', ...ID, expectedVersion: at(), outcome: 'corrected' });
    expect(desk.incident()).toMatchObject({
      state: 'resolved',
      outcome: 'corrected',
      clocks: { resolve: { metAt: desk.now } },
    });
  });

  it('[IC15] closing needs a lead, and a reason where the review is waived', () => {
    const desk = deskWith('resolved');
    const expectedVersion = desk.incident().version;
    expect(
      desk.do(BO, { type: 'incident.close', ...ID, expectedVersion, review: 'done' }),
    ).toMatchObject({ refusal: { kind: 'forbidden' } });
    expect(
      desk.do(ANA, { type: 'incident.close', ...ID, expectedVersion, review: 'waived' }),
    ).toMatchObject({ refusal: { kind: 'missing-field' } });
    desk.must(ANA, {
      type: 'incident.close',
      ...ID,
      expectedVersion,
      review: 'waived',
      text: 'duplicate of a reviewed one',
    });
    expect(desk.incident().state).toBe('closed');
  });

  it('[IC16] reopening gives a reason; of a closed one only by a lead', () => {
    const desk = deskWith('closed');
    const expectedVersion = desk.incident().version;
    expect(
      desk.do(BO, { type: 'incident.reopen', ...ID, expectedVersion, reason: 'again' }),
    ).toMatchObject({ refusal: { kind: 'forbidden' } });
    desk.must(ANA, { type: 'incident.reopen', ...ID, expectedVersion, reason: 'again' });
    expect(desk.incident()).toMatchObject({
      state: 'active',
      closedAt: null,
      resolvedAt: null,
      clocks: { resolve: { metAt: null } },
    });
  });

  it('[IC17] changes only what differs, keeps what it was, and moves the limits with the severity', () => {
    const desk = deskWith('new');
    expect(
      desk.do(BO, {
        type: 'incident.change',
        ...ID,
        expectedVersion: 1,
        changes: { severity: 'S3' },
      }),
    ).toMatchObject({ refusal: { kind: 'nothing-changes' } });
    const decision = desk.do(BO, {
      type: 'incident.change',
      ...ID,
      expectedVersion: 1,
      changes: { severity: 'S1', veracity: 'unverified' },
    });
    expect(decision).toMatchObject({
      ok: true,
      writes: [{ event: { data: { changes: { severity: 'S1' }, before: { severity: 'S3' } } } }],
    });
    expect(desk.incident().clocks.acknowledge.dueAt).toBe(desk.incident().openedAt + 5 * MINUTE);
  });

  it('[IC18] refuses a stale version, saying who changed it and when', () => {
    const desk = deskWith('triage');
    expect(
      desk.do(CY, { type: 'incident.assign', ...ID, expectedVersion: 1, assignee: 'cy' }),
    ).toMatchObject({ refusal: { kind: 'stale-version', who: 'bo', at: desk.now } });
  });

  it('[IC19] notes and tags commute: they carry no version and never conflict', () => {
    const desk = deskWith('closed');
    desk.must(BO, { type: 'incident.note', ...ID, text: 'for the record' });
    desk.must(CY, { type: 'incident.tag', ...ID, add: ['review'] });
    desk.must(BO, { type: 'incident.tag', ...ID, add: ['library'], remove: ['review'] });
    expect(desk.incident()).toMatchObject({ noteCount: 1, tags: ['library'] });
  });

  it('[IC20] a viewer works nothing', () => {
    const desk = deskWith('new');
    expect(desk.do(VI, { type: 'incident.note', ...ID, text: 'x' })).toMatchObject({
      refusal: { kind: 'forbidden' },
    });
    expect(desk.do(VI, { type: 'incident.open', title: 'x' })).toMatchObject({
      refusal: { kind: 'forbidden' },
    });
  });
});

describe('labels', () => {
  it('[IC21] anyone at work raises a label up to their clearance; lowering needs a lead', () => {
    const desk = deskWith('new');
    desk.must(BO, {
      type: 'incident.change',
      ...ID,
      expectedVersion: 1,
      changes: { tlp: 'AMBER+STRICT' },
    });
    expect(
      desk.do(BO, { type: 'incident.change', ...ID, expectedVersion: 2, changes: { tlp: 'RED' } }),
    ).toMatchObject({ refusal: { kind: 'forbidden' } });
    expect(
      desk.do(BO, {
        type: 'incident.change',
        ...ID,
        expectedVersion: 2,
        changes: { tlp: 'GREEN' },
      }),
    ).toMatchObject({ refusal: { kind: 'forbidden' } });
    desk.must(ANA, {
      type: 'incident.change',
      ...ID,
      expectedVersion: 2,
      changes: { tlp: 'GREEN' },
    });
    expect(desk.incident().tlp).toBe('GREEN');
  });

  it('[IC21] undoing is no way round that: only who raised a label takes it back, and at once', () => {
    const desk = deskWith('new');
    const raise = (): void => {
      desk.must(BO, {
        type: 'incident.change',
        ...ID,
        expectedVersion: desk.incident().version,
        changes: { tlp: 'AMBER+STRICT' },
      });
    };
    const undo = (): Record<string, unknown> => ({
      type: 'incident.undo',
      ...ID,
      version: desk.incident().undo?.version,
    });
    raise();
    expect(desk.do(CY, undo())).toMatchObject({ refusal: { kind: 'forbidden' } });
    desk.must(BO, undo());
    expect(desk.incident().tlp).toBe('AMBER');
    raise();
    desk.must(CY, { type: 'incident.note', ...ID, text: 'said in its shelter' });
    expect(desk.do(BO, undo())).toMatchObject({ refusal: { kind: 'forbidden' } });
    desk.must(ANA, undo());
    expect(desk.incident().tlp).toBe('AMBER');
    desk.must(ANA, {
      type: 'incident.change',
      ...ID,
      expectedVersion: desk.incident().version,
      changes: { tlp: 'CLEAR' },
    });
    const green = { ...BO, clearance: 'GREEN' } as typeof BO;
    expect(desk.do(green, undo())).toMatchObject({ refusal: { kind: 'forbidden' } });
  });

  it('[IC22] RED names at least who set it and the assignee, and is not there for anyone else', () => {
    const desk = deskWith('triage');
    desk.must(ANA, { type: 'incident.change', ...ID, expectedVersion: 2, changes: { tlp: 'RED' } });
    expect(desk.incident().named).toEqual(['ana', 'bo']);
    expect(desk.do(CY, { type: 'incident.note', ...ID, text: 'x' })).toMatchObject({
      refusal: { kind: 'not-found' },
    });
  });
});

describe('merging', () => {
  const two = () => {
    const desk = deskWith('triage');
    desk.must(BO, { type: 'incident.open', title: 'Two' });
    return desk;
  };

  it('[IC23] merges any open incident into an open one; its number leads there', () => {
    const desk = two();
    expect(
      desk.must(BO, {
        type: 'incident.merge',
        incident: 'EX-0002',
        expectedVersion: 1,
        into: 'EX-0001',
      }),
    ).toEqual(['incident.merged', 'incident.absorbed']);
    expect(desk.incident('EX-0002')).toMatchObject({ state: 'merged', mergedInto: 'EX-0001' });
    expect(desk.do(BO, { type: 'incident.note', incident: 'EX-0002', text: 'x' })).toMatchObject({
      refusal: { kind: 'incident-closed' },
    });
  });

  it('[IC24] refuses to merge into itself, into what is over, or below its own label', () => {
    const desk = two();
    expect(
      desk.do(BO, { type: 'incident.merge', ...ID, expectedVersion: 2, into: 'EX-0001' }),
    ).toMatchObject({ refusal: { kind: 'malformed' } });
    desk.must(BO, {
      type: 'incident.change',
      ...ID,
      expectedVersion: 2,
      changes: { tlp: 'AMBER+STRICT' },
    });
    expect(
      desk.do(BO, { type: 'incident.merge', ...ID, expectedVersion: 3, into: 'EX-0002' }),
    ).toMatchObject({ refusal: { kind: 'forbidden' } });
    desk.must(BO, {
      type: 'incident.dismiss',
      incident: 'EX-0002',
      expectedVersion: 1,
      reason: 'duplicate',
    });
    expect(
      desk.do(BO, { type: 'incident.merge', ...ID, expectedVersion: 3, into: 'EX-0002' }),
    ).toMatchObject({ refusal: { kind: 'target-closed' } });
  });

  it('[IC25] unmerging gives back the state before', () => {
    const desk = two();
    desk.must(BO, { type: 'incident.merge', ...ID, expectedVersion: 2, into: 'EX-0002' });
    desk.must(BO, { type: 'incident.unmerge', ...ID, expectedVersion: 3 });
    expect(desk.incident()).toMatchObject({ state: 'triage', mergedInto: null });
    expect(desk.incident('EX-0002').signalCount).toBe(0);
  });
});

describe('undoing', () => {
  it('[IC26] undoes the newest dismissal, assignment, change or move of state by putting back what was', () => {
    const desk = deskWith('triage');
    const before = desk.incident();
    const moves: Record<string, unknown>[] = [
      { type: 'incident.dismiss', reason: 'unfounded' },
      { type: 'incident.assign', assignee: 'cy' },
      { type: 'incident.change', changes: { severity: 'S1', title: 'Other' } },
      { type: 'incident.confirm' },
    ];
    for (const move of moves) {
      desk.must(BO, { ...move, ...ID, expectedVersion: desk.incident().version });
      desk.must(BO, { type: 'incident.undo', ...ID, version: desk.incident().version });
      const { version: _, undo: __, changedAt: ___, ...rest } = desk.incident();
      const { version: _a, undo: _b, changedAt: _c, ...was } = before;
      expect(rest).toEqual(was);
    }
  });

  it('[IC27] undoes nothing that was changed since, and nothing twice', () => {
    const desk = deskWith('triage');
    desk.must(BO, { type: 'incident.assign', ...ID, expectedVersion: 2, assignee: 'cy' });
    desk.must(ANA, { type: 'incident.assign', ...ID, expectedVersion: 3, assignee: 'ana' });
    expect(desk.do(BO, { type: 'incident.undo', ...ID, version: 3 })).toMatchObject({
      refusal: { kind: 'nothing-to-undo', who: 'ana' },
    });
    desk.must(BO, { type: 'incident.undo', ...ID, version: 4 });
    expect(desk.incident().assignee).toBe('cy');
    expect(desk.do(BO, { type: 'incident.undo', ...ID, version: 4 })).toMatchObject({
      refusal: { kind: 'nothing-to-undo' },
    });
  });
});

describe('all states', () => {
  it('[IC28] every command in every state is answered by events or a refusal, and only by what its table allows', () => {
    const allowed: Record<string, string[]> = {
      'incident.confirm': ['triage'],
      'incident.mitigate': ['active'],
      'incident.resolve': ['active', 'mitigated'],
      'incident.close': ['resolved'],
      'incident.reopen': ['resolved', 'closed', 'dismissed'],
      'incident.dismiss': ['new', 'triage'],
    };
    const more: Record<string, Record<string, unknown>> = {
      'incident.resolve': { outcome: 'corrected' },
      'incident.close': { review: 'done' },
      'incident.reopen': { reason: 'again' },
      'incident.dismiss': { reason: 'spam' },
    };
    for (const [type, states] of Object.entries(allowed)) {
      for (const state of IncidentState.options.filter((option) => option !== 'merged')) {
        const desk = deskWith(state);
        const decision = desk.do(ANA, {
          type,
          ...ID,
          expectedVersion: desk.incident().version,
          ...more[type],
        });
        expect(decision.ok, `${type} in ${state}`).toBe(states.includes(state));
      }
    }
  });
});

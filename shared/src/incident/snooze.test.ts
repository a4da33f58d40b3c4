import { describe, expect, it } from 'vitest';
import { ANA, BO, CY, deskWith } from '../testing/rig.ts';
import type { TestDesk } from '../testing/rig.ts';

const ID = { incident: 'EX-0001' };
const HOUR = 3_600_000;
const snooze = { type: 'incident.snooze', ...ID };

function kindOf(desk: TestDesk, command: Record<string, unknown>): string | undefined {
  const decision = desk.do(BO, command);
  return decision.ok ? undefined : decision.refusal.kind;
}

function snoozed(state: Parameters<typeof deskWith>[0] = 'active'): TestDesk {
  const desk = deskWith(state);
  desk.must(BO, { ...snooze, until: desk.now + HOUR, reason: 'the county calls back' });
  return desk;
}

describe('snoozing', () => {
  it('[IC38] sleeps until a time, a condition, or both, with what it was then', () => {
    const desk = snoozed();
    expect(desk.incident().snooze).toMatchObject({
      by: 'bo',
      at: desk.now,
      until: desk.now + HOUR,
      condition: null,
      severity: 'S3',
    });
    const condition = { kind: 'signals', count: 2, withinMin: 30 };
    desk.must(BO, { ...snooze, condition });
    desk.arrives('s1');
    desk.must(CY, { type: 'incident.link', ...ID, signals: ['s1'] });
    expect(desk.incident().snooze).toMatchObject({ until: null, condition, linkedAt: [desk.now] });
  });

  it('[IC38] refuses no end at all, the past, more than 7 days, a severity that cannot rise, and what is over', () => {
    const desk = deskWith('active');
    expect(kindOf(desk, snooze)).toBe('missing-field');
    expect(kindOf(desk, { ...snooze, until: desk.now })).toBe('malformed');
    expect(kindOf(desk, { ...snooze, until: desk.now + 168 * HOUR + 1 })).toBe('malformed');
    expect(kindOf(desk, { ...snooze, until: desk.now + 168 * HOUR })).toBeUndefined();
    const raised = { ...snooze, condition: { kind: 'severity-raised' } };
    expect(kindOf(deskWith('triage', { severity: 'S1' }), raised)).toBe('malformed');
    for (const state of ['resolved', 'closed', 'dismissed'] as const)
      expect(kindOf(deskWith(state), { ...snooze, until: desk.now + HOUR })).toBe(
        'incident-closed',
      );
  });

  it('[IC38] lets no S1 sleep that nobody has acknowledged, by whatever way it came to that', () => {
    const hour = (desk: TestDesk) => ({ ...snooze, until: desk.now + HOUR });
    const critical = deskWith('new', { severity: 'S1' });
    expect(kindOf(critical, hour(critical))).toBe('wrong-state');

    const raised = snoozed('new');
    const to = { type: 'incident.change', ...ID, expectedVersion: 2, changes: { severity: 'S1' } };
    expect(raised.must(BO, to)).toEqual(['incident.changed', 'incident.woken']);
    expect(raised.incident().snooze).toBeNull();

    const released = deskWith('triage', { severity: 'S1' });
    released.must(BO, hour(released));
    expect(released.must(BO, { type: 'incident.release', ...ID })).toEqual([
      'incident.released',
      'incident.woken',
    ]);
    expect(released.incident()).toMatchObject({ state: 'new', snooze: null });
  });

  it('[IC38] wakes by hand, once', () => {
    const desk = snoozed();
    expect(desk.must(CY, { type: 'incident.wake', ...ID })).toEqual(['incident.woken']);
    expect(desk.incident().snooze).toBeNull();
    expect(kindOf(desk, { type: 'incident.wake', ...ID })).toBe('nothing-changes');
  });

  it('[IC39] ends with the incident, and undoing the end puts it back', () => {
    const dismissed = snoozed('triage');
    const { snooze: before } = dismissed.incident();
    const at = () => dismissed.incident().version;
    expect(
      dismissed.must(BO, {
        type: 'incident.dismiss',
        ...ID,
        expectedVersion: at(),
        reason: 'spam',
      }),
    ).toEqual(['incident.dismissed', 'incident.woken']);
    expect(dismissed.incident().snooze).toBeNull();
    dismissed.must(BO, {
      type: 'incident.undo',
      ...ID,
      version: dismissed.incident().undo?.version,
    });
    expect(dismissed.incident()).toMatchObject({ state: 'triage', snooze: before });

    const resolved = snoozed();
    expect(
      resolved.must(BO, {
        type: 'incident.resolve',
        ...ID,
        expectedVersion: resolved.incident().version,
        outcome: 'corrected',
      }),
    ).toEqual(['incident.resolved', 'incident.woken']);

    const merged = snoozed();
    merged.must(BO, { type: 'incident.open', title: 'Two' });
    expect(
      merged.must(BO, {
        type: 'incident.merge',
        ...ID,
        expectedVersion: merged.incident().version,
        into: 'EX-0002',
      }),
    ).toEqual(['incident.merged', 'incident.woken', 'incident.absorbed']);
    expect(merged.incident()).toMatchObject({ state: 'merged', snooze: null });
  });

  it('[IC45] is undone like other changes, to the snooze before or none, but not once it has ended', () => {
    const desk = snoozed();
    const first = desk.incident().snooze;
    desk.must(CY, { ...snooze, until: desk.now + 2 * HOUR });
    desk.must(CY, { type: 'incident.undo', ...ID, version: desk.incident().version });
    expect(desk.incident().snooze).toEqual(first);

    const woken = snoozed();
    const { version } = woken.incident();
    woken.must(ANA, { type: 'incident.wake', ...ID });
    expect(kindOf(woken, { type: 'incident.undo', ...ID, version })).toBe('nothing-to-undo');
  });
});

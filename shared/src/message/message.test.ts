import { describe, expect, it } from 'vitest';
import type { Write } from '../decision.ts';
import { decodeSituation, emptySituation, encodeSituation, fold } from '../situation.ts';
import type { FoldEvent } from '../situation.ts';
import { ANA, BO, deskWith, NOW } from '../testing/rig.ts';
import { happeningOf } from './happenings.ts';
import { wants } from './targets.ts';
import type { MessageEvent } from './events.ts';

const ID = { incident: 'EX-0001' };

/** What the writes of a command tell, decided on an incident in triage. */
function told(
  command: Record<string, unknown>,
  before?: (desk: ReturnType<typeof deskWith>) => void,
) {
  const desk = deskWith('triage');
  before?.(desk);
  const incident = desk.incident();
  const versioned =
    command['type'] === 'incident.change' ? { expectedVersion: incident.version } : {};
  const decision = desk.do(ANA, { ...ID, ...versioned, ...command });
  if (!decision.ok) throw new Error(decision.refusal.message);
  return decision.writes.map((write) => happeningOf(write, incident)).filter(Boolean);
}

describe('what is told', () => {
  it('[MS1] is a severity raised, by change or by undo, and never one lowered or kept', () => {
    expect(told({ type: 'incident.change', changes: { severity: 'S1', tlp: 'GREEN' } })).toEqual([
      {
        kind: 'incident.raised',
        incident: 'EX-0001',
        version: 3,
        severity: 'S1',
        tlp: 'GREEN',
        clock: null,
        dueAt: null,
      },
    ]);
    expect(told({ type: 'incident.change', changes: { severity: 'S5' } })).toEqual([]);
    expect(told({ type: 'incident.change', changes: { title: 'x' } })).toEqual([]);
    const lowered = (desk: ReturnType<typeof deskWith>): void => {
      desk.must(BO, {
        type: 'incident.change',
        ...ID,
        expectedVersion: 2,
        changes: { severity: 'S4' },
      });
    };
    expect(told({ type: 'incident.undo', version: 3 }, lowered)).toMatchObject([
      { kind: 'incident.raised', severity: 'S3' },
    ]);
  });

  it('[MS1] is a breached limit, with its clock', () => {
    const incident = deskWith('new').incident();
    const write: Write = {
      aggregate: 'incident:EX-0001',
      expectedVersion: 1,
      event: { type: 'incident.sla-breached', data: { clock: 'act', dueAt: 7 } },
    };
    expect(happeningOf(write, incident)).toMatchObject({
      kind: 'sla.breach',
      clock: 'act',
      dueAt: 7,
    });
    expect(happeningOf(write, undefined)).toBeUndefined();
  });

  it('[MS2] goes to those who asked for it, at that severity or at any, and may know of it', () => {
    const happening = {
      kind: 'incident.opened' as const,
      incident: 'EX-0001',
      version: 1,
      severity: 'S1' as const,
      tlp: 'AMBER' as const,
      clock: null,
      dueAt: null,
    };
    const target = { clearance: 'AMBER' as const, events: ['incident.opened.S1'] };
    expect(wants(target, happening)).toBe(true);
    expect(wants({ ...target, events: ['incident.opened'] }, happening)).toBe(true);
    expect(wants({ ...target, events: ['incident.opened.S2', 'sla.breach'] }, happening)).toBe(
      false,
    );
    expect(wants({ ...target, clearance: 'GREEN' }, happening)).toBe(false);
    expect(wants({ ...target, clearance: 'AMBER+STRICT' }, { ...happening, tlp: 'RED' })).toBe(
      false,
    );
  });
});

describe('messages in the situation', () => {
  const situationAfter = (...events: MessageEvent[]) => {
    const situation = emptySituation();
    for (const [index, event] of events.entries())
      fold(situation, {
        personal: null,
        ...event,
        seq: index + 1,
        version: index + 1,
        at: NOW + index,
        by: { kind: 'system', id: 'outbox' },
        aggregate: 'message:m1',
      } as unknown as FoldEvent);
    return situation;
  };
  const queued: MessageEvent = {
    type: 'message.queued',
    data: {
      kind: 'sla.breach',
      incident: 'EX-0001',
      version: 4,
      severity: 'S1',
      clock: 'act',
      dueAt: NOW,
      target: 'pager',
    },
  };
  const claimed: MessageEvent = {
    type: 'message.claimed',
    data: { node: 'a', leaseMs: 60_000 },
  };
  const attempt = { status: 500, ms: 12, problem: 'answered 500' };

  it('[MS3] wait with how often and why they failed, and are gone once sent', () => {
    const failed: MessageEvent = { type: 'message.failed', data: { ...attempt, retryInMs: 5_000 } };
    const waiting = situationAfter(queued, claimed, failed);
    expect(waiting.messages.get('m1')).toMatchObject({
      happenedAt: NOW,
      attempts: 1,
      lastAttempt: { ...attempt, at: NOW + 2 },
      retryInMs: 5_000,
      claim: null,
      messageVersion: 3,
    });
    expect(decodeSituation(encodeSituation(waiting))).toEqual(waiting);
    const sent: MessageEvent = {
      type: 'message.sent',
      data: { ...attempt, status: 204, problem: null },
    };
    expect(situationAfter(queued, claimed, failed, claimed, sent).messages.size).toBe(0);
  });

  it('[MS3] given up are remembered by id until one is sent again', () => {
    const dead: MessageEvent = { type: 'message.failed', data: { ...attempt, retryInMs: null } };
    const before = situationAfter(queued, claimed);
    const message = before.messages.get('m1')!;
    const gone = situationAfter(queued, claimed, dead);
    expect([gone.messages.size, gone.deadMessages]).toEqual([0, ['m1']]);
    const again = situationAfter(queued, claimed, dead, {
      type: 'message.replayed',
      data: { message: { ...message, attempts: 1, state: 'dead' } },
    });
    expect(again.deadMessages).toEqual([]);
    expect(again.messages.get('m1')).toMatchObject({
      state: 'pending',
      attempts: 0,
      happenedAt: NOW,
      queuedAt: NOW + 3,
      claim: null,
    });
  });
});

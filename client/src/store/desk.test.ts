import type { Command, CommandResult, IncidentView, Refusal } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import { desk } from './desk.ts';
import { incidentStore } from './incidents.ts';
import { incidentView, manualTime, NOON } from './testing/records.ts';

type Done = Extract<CommandResult, { kind: 'done' }>;

function deskWith(...given: Partial<IncidentView>[]) {
  const time = manualTime();
  const incidents = incidentStore(time.schedule);
  incidents.replace({ incidents: given.map((one) => incidentView(one)) });
  const sent: Command[] = [];
  const answers: ((result: CommandResult) => void)[] = [];
  const struck: string[][] = [];
  const restored: string[][] = [];
  let ids = 0;
  const made = desk({
    feed: {
      serverNow: () => NOON,
      command: (command) => {
        sent.push(command);
        return new Promise((resolve) => answers.push(resolve));
      },
    },
    incidents,
    signals: { strike: (some) => struck.push([...some]), restore: (some) => restored.push([...some]) },
    me: () => 'me',
    newId: () => `c${(ids += 1)}`,
    after: time.after,
  });
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    desk: made,
    incidents,
    time,
    sent,
    struck,
    restored,
    settle,
    done(index: number, incident: IncidentView | null, more: Partial<Done> = {}) {
      const commandId = sent[index]?.commandId ?? '';
      answers[index]?.({ kind: 'done', commandId, repeated: false, incident, opened: null, signal: null, ...more });
      return settle();
    },
    refuse(index: number, refusal: Partial<Refusal>, current: IncidentView | null = null) {
      const commandId = sent[index]?.commandId ?? '';
      const full: Refusal = { kind: 'stale-version', message: 'It has changed.', ...refusal };
      answers[index]?.({ kind: 'refused', commandId, refusal: full, current, between: [] });
      return settle();
    },
  };
}

const assignToBo = { type: 'incident.assign', incident: 'US28-0001', assignee: 'bo' } as const;

describe('desk', () => {
  it('shows a change at once and sends it with the version that was seen', async () => {
    const it = deskWith({ id: 'US28-0001', version: 7 });
    void it.desk.run(assignToBo, 'Assigned');
    await it.settle();
    expect(it.incidents.get('US28-0001')?.assignee).toBe('bo');
    expect(it.sent[0]).toEqual({ ...assignToBo, commandId: 'c1', expectedVersion: 7 });
  });

  it('marks a change as not saved after 300 ms, not before', async () => {
    const it = deskWith({ id: 'US28-0001' });
    void it.desk.run(assignToBo, 'Assigned');
    it.time.pass(299);
    expect(it.desk.store.getState().slow.size).toBe(0);
    it.time.pass(1);
    expect([...it.desk.store.getState().slow.values()]).toEqual(['US28-0001']);
    await it.settle();
    await it.done(0, incidentView({ id: 'US28-0001', version: 2, assignee: 'bo' }));
    expect(it.desk.store.getState()).toMatchObject({ unanswered: 0 });
    expect(it.desk.store.getState().slow.size).toBe(0);
  });

  it('takes a refused change back and keeps the conflict until it is decided', async () => {
    const it = deskWith({ id: 'US28-0001', assignee: 'cy' });
    void it.desk.run(assignToBo, 'Assigned');
    await it.settle();
    await it.refuse(0, {}, incidentView({ id: 'US28-0001', version: 3, assignee: 'di', state: 'resolved' }));
    expect(it.incidents.get('US28-0001')).toMatchObject({ assignee: 'di', version: 3 });
    expect(it.desk.store.getState().conflicts.get('US28-0001')).toMatchObject({ intent: assignToBo, sawVersion: 1 });
    it.desk.settleConflict('US28-0001');
    expect(it.desk.store.getState().conflicts.size).toBe(0);
  });

  it('makes no conflict of a plain no', async () => {
    const it = deskWith({ id: 'US28-0001' });
    void it.desk.run(assignToBo, 'Assigned');
    await it.settle();
    await it.refuse(0, { kind: 'unknown-person' });
    expect(it.desk.store.getState().conflicts.size).toBe(0);
  });

  it('lets two quick changes of one person follow each other instead of conflicting', async () => {
    const it = deskWith({ id: 'US28-0001', version: 4 });
    void it.desk.run(assignToBo, 'Assigned');
    void it.desk.run({ type: 'incident.change', incident: 'US28-0001', changes: { severity: 'S1' } }, 'Set');
    await it.settle();
    expect(it.sent).toHaveLength(1);
    await it.done(0, incidentView({ id: 'US28-0001', version: 5, assignee: 'bo' }));
    expect(it.sent[1]).toMatchObject({ type: 'incident.change', expectedVersion: 5 });
  });

  it('does not claim to have seen what someone else did between two quick changes', async () => {
    const it = deskWith({ id: 'US28-0001', version: 4 });
    void it.desk.run({ type: 'incident.claim', incident: 'US28-0001' }, 'Claimed');
    void it.desk.run(assignToBo, 'Assigned');
    await it.settle();
    await it.done(0, incidentView({ id: 'US28-0001', version: 9 }));
    expect(it.sent[1]).toMatchObject({ expectedVersion: 4 });
  });

  it('strikes signals at once and gives them back when refused', async () => {
    const it = deskWith();
    void it.desk.run({ type: 'signal.dismiss', signals: ['s-1', 's-2'], reason: 'spam' }, 'Dismissed');
    await it.settle();
    expect(it.struck).toEqual([['s-1', 's-2']]);
    await it.refuse(0, { kind: 'already-decided' });
    expect(it.restored).toEqual([['s-1', 's-2']]);
  });

  it('undoes a change by the version it made, and dismissed signals by restoring them', async () => {
    const it = deskWith({ id: 'US28-0001' });
    void it.desk.run(assignToBo, 'Assigned');
    await it.settle();
    const by = { kind: 'person', id: 'me' } as const;
    await it.done(0, incidentView({ id: 'US28-0001', version: 2, undo: { version: 2, type: 'incident.assigned', by, at: NOON } }));
    void it.desk.run({ type: 'signal.dismiss', signals: ['s-1'], reason: 'spam' }, 'Dismissed');
    await it.settle();
    await it.done(1, null);
    void it.desk.undo();
    await it.settle();
    expect(it.sent[2]).toMatchObject({ type: 'signal.restore', signals: ['s-1'] });
    await it.done(2, null);
    void it.desk.undo();
    await it.settle();
    expect(it.sent[3]).toMatchObject({ type: 'incident.undo', incident: 'US28-0001', version: 2 });
  });

  it('undoes a group of commands as one', async () => {
    const it = deskWith();
    for (const id of ['s-1', 's-2']) {
      void it.desk.run({ type: 'signal.dismiss', signals: [id], reason: 'spam' }, 'Dismissed 2 signals', 'g');
    }
    await it.settle();
    await it.done(0, null);
    await it.done(1, null);
    const undone = it.desk.undo('g');
    await it.settle();
    await it.done(2, null);
    await it.done(3, null);
    expect((await undone).results).toHaveLength(2);
    expect(it.desk.store.getState().undoable).toEqual([]);
  });

  it('has nothing to undo at first', async () => {
    expect((await deskWith().desk.undo()).results).toEqual([]);
  });
});

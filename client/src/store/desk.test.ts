import type { Command, CommandResult, IncidentView, Refusal, TimelineEntry } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import { desk } from './desk.ts';
import { incidentStore } from './incidents.ts';
import { incidentView, manualTime, NOON, settled } from './testing/records.ts';

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
    signals: {
      strike: (some) => struck.push([...some]),
      restore: (some) => restored.push([...some]),
    },
    me: () => 'me',
    newId: () => `c${(ids += 1)}`,
    after: time.after,
  });
  return {
    desk: made,
    incidents,
    time,
    sent,
    struck,
    restored,
    settle: settled,
    done(index: number, incident: IncidentView | null, more: Partial<Done> = {}) {
      const commandId = sent[index]?.commandId ?? '';
      answers[index]?.({
        kind: 'done',
        commandId,
        repeated: false,
        incident,
        opened: null,
        signal: null,
        ...more,
      });
      return settled();
    },
    refuse(
      index: number,
      refusal: Partial<Refusal>,
      current: IncidentView | null = null,
      types: string[] = [],
    ) {
      const commandId = sent[index]?.commandId ?? '';
      const full: Refusal = { kind: 'stale-version', message: 'It has changed.', ...refusal };
      answers[index]?.({
        kind: 'refused',
        commandId,
        refusal: full,
        current,
        between: types.map(entryOf),
      });
      return settled();
    },
  };
}

const entryOf = (type: string, index: number): TimelineEntry => ({
  seq: index,
  version: index,
  type,
  at: NOON,
  by: { kind: 'person', id: 'ana' },
  via: 'board',
  data: {},
  texts: {},
  erased: false,
});

const assignToBo = { type: 'incident.assign', incident: 'US28-0001', assignee: 'bo' } as const;

describe('desk', () => {
  it('shows a change at once and sends it with the version that was seen', async () => {
    const at = deskWith({ id: 'US28-0001', version: 7 });
    void at.desk.run(assignToBo, 'Assigned');
    await at.settle();
    expect(at.incidents.get('US28-0001')?.assignee).toBe('bo');
    expect(at.sent[0]).toEqual({ ...assignToBo, commandId: 'c1', expectedVersion: 7 });
  });

  it('marks a change as not saved after 300 ms, not before', async () => {
    const at = deskWith({ id: 'US28-0001' });
    void at.desk.run(assignToBo, 'Assigned');
    at.time.pass(299);
    expect(at.desk.store.getState().slow.size).toBe(0);
    at.time.pass(1);
    expect([...at.desk.store.getState().slow.values()]).toEqual(['US28-0001']);
    await at.settle();
    await at.done(0, incidentView({ id: 'US28-0001', version: 2, assignee: 'bo' }));
    expect(at.desk.store.getState()).toMatchObject({ unanswered: 0 });
    expect(at.desk.store.getState().slow.size).toBe(0);
  });

  it('takes a refused change back and keeps the conflict until it is decided', async () => {
    const at = deskWith({ id: 'US28-0001', assignee: 'cy' });
    void at.desk.run(assignToBo, 'Assigned');
    await at.settle();
    await at.refuse(
      0,
      {},
      incidentView({ id: 'US28-0001', version: 3, assignee: 'di', state: 'resolved' }),
    );
    expect(at.incidents.get('US28-0001')).toMatchObject({ assignee: 'di', version: 3 });
    expect(at.desk.store.getState().conflicts.get('US28-0001')).toMatchObject({
      intent: assignToBo,
      sawVersion: 1,
    });
    at.desk.settleConflict('US28-0001');
    expect(at.desk.store.getState().conflicts.size).toBe(0);
  });

  it('makes no conflict of a plain no', async () => {
    const at = deskWith({ id: 'US28-0001' });
    void at.desk.run(assignToBo, 'Assigned');
    await at.settle();
    await at.refuse(0, { kind: 'unknown-person' });
    expect(at.desk.store.getState().conflicts.size).toBe(0);
  });

  it('lets two quick changes of one person follow each other instead of conflicting', async () => {
    const at = deskWith({ id: 'US28-0001', version: 4 });
    void at.desk.run(assignToBo, 'Assigned');
    void at.desk.run(
      { type: 'incident.change', incident: 'US28-0001', changes: { severity: 'S1' } },
      'Set',
    );
    await at.settle();
    expect(at.sent).toHaveLength(1);
    await at.done(0, incidentView({ id: 'US28-0001', version: 5, assignee: 'bo' }));
    expect(at.sent[1]).toMatchObject({ type: 'incident.change', expectedVersion: 5 });
  });

  it('does not claim to have seen what someone else did between two quick changes', async () => {
    const at = deskWith({ id: 'US28-0001', version: 4 });
    void at.desk.run({ type: 'incident.claim', incident: 'US28-0001' }, 'Claimed');
    void at.desk.run(assignToBo, 'Assigned');
    await at.settle();
    await at.done(0, incidentView({ id: 'US28-0001', version: 9 }));
    expect(at.sent[1]).toMatchObject({ expectedVersion: 4 });
  });

  it('sends the version that was seen when the person began, when a field changed since', async () => {
    const at = deskWith({ id: 'US28-0001', version: 4, severity: 'S3' });
    const seen = at.incidents.get('US28-0001');
    at.incidents.apply({
      upserts: [incidentView({ id: 'US28-0001', version: 6, severity: 'S1' })],
      removals: [],
    });
    void at.desk.run(assignToBo, 'Assigned', { seen });
    await at.settle();
    expect(at.sent[0]).toMatchObject({ expectedVersion: 4 });
  });

  it('takes the newest version when only notes or signals came along since the person began', async () => {
    const at = deskWith({ id: 'US28-0001', version: 4 });
    const seen = at.incidents.get('US28-0001');
    at.incidents.apply({
      upserts: [incidentView({ id: 'US28-0001', version: 6, noteCount: 2 })],
      removals: [],
    });
    void at.desk.run(assignToBo, 'Assigned', { seen });
    await at.settle();
    expect(at.sent[0]).toMatchObject({ expectedVersion: 6 });
  });

  it('tries again by itself when only notes or signals came between', async () => {
    const at = deskWith({ id: 'US28-0001', version: 4 });
    void at.desk.run(assignToBo, 'Assigned');
    await at.settle();
    await at.refuse(0, {}, incidentView({ id: 'US28-0001', version: 6 }), [
      'incident.noted',
      'incident.signals-linked',
    ]);
    expect(at.sent[1]).toMatchObject({ type: 'incident.assign', expectedVersion: 6 });
    expect(at.sent[1]?.commandId).not.toBe(at.sent[0]?.commandId);
    await at.done(1, incidentView({ id: 'US28-0001', version: 7, assignee: 'bo' }));
    expect(at.desk.store.getState().conflicts.size).toBe(0);
    expect(at.incidents.get('US28-0001')).toMatchObject({ version: 7, assignee: 'bo' });
  });

  it('does not try again when someone set a field', async () => {
    const at = deskWith({ id: 'US28-0001', version: 4 });
    void at.desk.run(assignToBo, 'Assigned');
    await at.settle();
    await at.refuse(0, {}, incidentView({ id: 'US28-0001', version: 6 }), [
      'incident.noted',
      'incident.resolved',
    ]);
    expect(at.sent).toHaveLength(1);
    expect(at.desk.store.getState().conflicts.size).toBe(1);
  });

  it('strikes signals at once and gives them back when refused', async () => {
    const at = deskWith();
    void at.desk.run(
      { type: 'signal.dismiss', signals: ['s-1', 's-2'], reason: 'spam' },
      'Dismissed',
    );
    await at.settle();
    expect(at.struck).toEqual([['s-1', 's-2']]);
    await at.refuse(0, { kind: 'already-decided' });
    expect(at.restored).toEqual([['s-1', 's-2']]);
  });

  it('undoes a change by the version it made, and dismissed signals by restoring them', async () => {
    const at = deskWith({ id: 'US28-0001' });
    void at.desk.run(assignToBo, 'Assigned');
    await at.settle();
    const by = { kind: 'person', id: 'me' } as const;
    await at.done(
      0,
      incidentView({
        id: 'US28-0001',
        version: 2,
        undo: { version: 2, type: 'incident.assigned', by, at: NOON },
      }),
    );
    void at.desk.run({ type: 'signal.dismiss', signals: ['s-1'], reason: 'spam' }, 'Dismissed');
    await at.settle();
    await at.done(1, null);
    void at.desk.undo();
    await at.settle();
    expect(at.sent[2]).toMatchObject({ type: 'signal.restore', signals: ['s-1'] });
    await at.done(2, null);
    void at.desk.undo();
    await at.settle();
    expect(at.sent[3]).toMatchObject({ type: 'incident.undo', incident: 'US28-0001', version: 2 });
  });

  it('undoes a group of commands as one', async () => {
    const at = deskWith();
    for (const id of ['s-1', 's-2']) {
      void at.desk.run(
        { type: 'signal.dismiss', signals: [id], reason: 'spam' },
        'Dismissed 2 signals',
        { group: 'g' },
      );
    }
    await at.settle();
    await at.done(0, null);
    await at.done(1, null);
    const undone = at.desk.undo('g');
    await at.settle();
    await at.done(2, null);
    await at.done(3, null);
    expect((await undone).results).toHaveLength(2);
    expect(at.desk.store.getState().undoable).toEqual([]);
  });

  it('has nothing to undo at first', async () => {
    expect((await deskWith().desk.undo()).results).toEqual([]);
  });

  it('sends an unsettled command again under its own id, and says so until it is settled', async () => {
    const on = deskWith({ id: 'US28-0001', version: 3 });
    const intent = { type: 'incident.resolve', incident: 'US28-0001', outcome: 'fixed' } as const;
    const first = on.desk.run(intent, 'Resolved US28-0001');
    await on.settle();
    await on.refuse(0, { kind: 'unsettled', message: 'Nobody knows.' });
    const refused = await first;
    const commandId = on.sent[0]?.commandId ?? '';
    expect(on.desk.store.getState().unsettled).toEqual(new Set([commandId]));
    expect(on.incidents.get('US28-0001')?.state).not.toBe('resolved');
    const again = on.desk.run(intent, 'Resolved US28-0001', {
      commandId: refused.kind === 'refused' ? (refused.commandId ?? undefined) : undefined,
    });
    await on.settle();
    expect(on.sent[1]).toEqual(on.sent[0]);
    await on.done(1, incidentView({ id: 'US28-0001', version: 4, state: 'resolved' }), {
      repeated: true,
    });
    expect((await again).kind).toBe('done');
    expect(on.desk.store.getState().unsettled.size).toBe(0);
  });

  it('takes back what was perhaps taken back under the same id', async () => {
    const on = deskWith({ id: 'US28-0001' });
    const linked = on.desk.run(
      { type: 'incident.link', incident: 'US28-0001', signals: ['a'] },
      'Linked a signal',
    );
    await on.settle();
    await on.done(0, incidentView({ id: 'US28-0001', version: 2 }));
    await linked;
    const first = on.desk.undo();
    await on.settle();
    await on.refuse(1, { kind: 'unsettled', message: 'Nobody knows.' });
    await first;
    void on.desk.undo();
    await on.settle();
    expect(on.sent[2]?.commandId).toBe(on.sent[1]?.commandId);
  });
});

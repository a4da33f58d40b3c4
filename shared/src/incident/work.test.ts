import { describe, expect, it } from 'vitest';
import { ANA, BO, CY, deskWith, RULES, testDesk, VI } from '../testing/rig.ts';
import type { TestDesk } from '../testing/rig.ts';

const ID = { incident: 'EX-0001' };
const TWO = { incident: 'EX-0002' };
const PLAYBOOKS = [
  { id: 'lines', title: 'Long lines', categories: ['OPS'], tasks: ['Call the county', 'Post it'] },
  { id: 'rumour', title: 'Rumour', categories: ['INFO.procedure'], tasks: ['Find the rule'] },
];

function deskWithPlaybooks(): TestDesk {
  return testDesk({ ...RULES, playbooks: PLAYBOOKS });
}

function refusal(desk: TestDesk, subject: typeof BO, command: Record<string, unknown>) {
  const decision = desk.do(subject, command);
  return decision.ok ? undefined : decision.refusal;
}

describe('tasks', () => {
  it('[IC32] adds, ticks, renames, gives and takes off tasks, and writes only what differs', () => {
    const desk = deskWith('triage');
    desk.must(BO, { type: 'incident.task-add', ...ID, title: 'Call the county', assignee: 'cy' });
    const task = desk.incident().tasks[0];
    expect(task).toMatchObject({ title: 'Call the county', assignee: 'cy', done: null });
    const on = { ...ID, task: task?.id };
    desk.must(CY, { type: 'incident.task-set', ...on, done: true });
    expect(desk.incident().tasks[0]?.done).toEqual({ by: 'cy', at: desk.now });
    expect(
      refusal(desk, BO, { type: 'incident.task-set', ...on, done: true, assignee: 'cy' })?.kind,
    ).toBe('nothing-changes');
    desk.must(BO, { type: 'incident.task-set', ...on, done: false, title: 'Call', assignee: null });
    expect(desk.incident().tasks[0]).toMatchObject({ title: 'Call', assignee: null, done: null });
    desk.must(BO, { type: 'incident.task-remove', ...on });
    expect(refusal(desk, BO, { type: 'incident.task-remove', ...on })?.kind).toBe('not-found');
  });

  it('[IC32] refuses the 61st, strangers, and work on what is closed', () => {
    const desk = deskWith('active');
    const add = { type: 'incident.task-add', ...ID, title: 'x' };
    for (let n = 0; n < 60; n += 1) desk.must(BO, add);
    expect(refusal(desk, BO, add)?.kind).toBe('too-many');
    expect(refusal(deskWith('active'), BO, { ...add, assignee: 'zed' })?.kind).toBe(
      'unknown-person',
    );
    expect(refusal(deskWith('closed'), ANA, add)?.kind).toBe('incident-closed');
  });

  it('[IC33] brings the tasks of the playbooks of its category or heading, once each', () => {
    const desk = deskWithPlaybooks();
    expect(
      desk.must(BO, { type: 'incident.open', title: 'Line', category: 'OPS.long-lines' }),
    ).toEqual(['incident.opened', 'incident.tasks-added']);
    expect(desk.incident().tasks.map(({ title, playbook }) => [title, playbook])).toEqual([
      ['Call the county', 'lines'],
      ['Post it', 'lines'],
    ]);
    const change = (category: string) =>
      desk.must(BO, {
        type: 'incident.change',
        ...ID,
        expectedVersion: desk.incident().version,
        changes: { category },
      });
    expect(change('INFO.procedure')).toEqual(['incident.changed', 'incident.tasks-added']);
    for (const task of desk.incident().tasks)
      desk.must(BO, { type: 'incident.task-remove', ...ID, task: task.id });
    expect(change('OPS.long-lines')).toEqual(['incident.changed']);
  });

  it('[IC33] leaves the tasks out where there is no room for them, and changes the category all the same', () => {
    const desk = deskWithPlaybooks();
    desk.must(BO, { type: 'incident.open', title: 'x' });
    for (let n = 0; n < 59; n += 1)
      desk.must(BO, { type: 'incident.task-add', ...ID, title: String(n) });
    desk.must(BO, {
      type: 'incident.change',
      ...ID,
      expectedVersion: desk.incident().version,
      changes: { category: 'OPS.long-lines' },
    });
    expect(desk.incident()).toMatchObject({ category: 'OPS.long-lines', playbooks: [] });
    expect(refusal(desk, BO, { type: 'incident.playbook', ...ID, playbook: 'lines' })?.kind).toBe(
      'too-many',
    );
  });

  it('[IC34] adds a playbook by hand, again only when none of its tasks is left', () => {
    const desk = deskWithPlaybooks();
    desk.must(BO, { type: 'incident.open', title: 'x' });
    const add = { type: 'incident.playbook', ...ID, playbook: 'rumour' };
    desk.must(BO, add);
    expect(refusal(desk, BO, add)?.kind).toBe('nothing-changes');
    desk.must(BO, { type: 'incident.task-remove', ...ID, task: desk.incident().tasks[0]?.id });
    desk.must(BO, add);
    expect(refusal(desk, BO, { ...add, playbook: 'none' })?.kind).toBe('not-found');
  });
});

describe('links', () => {
  const two = () => {
    const desk = deskWith('active');
    desk.must(BO, { type: 'incident.open', title: 'Two' });
    return desk;
  };

  it('[IC35] links both ends in one unit, with inverse kinds, and replaces the kind', () => {
    const desk = two();
    expect(
      desk.must(BO, { type: 'incident.relate', ...ID, other: 'EX-0002', kind: 'caused-by' }),
    ).toEqual(['incident.related', 'incident.related']);
    expect(desk.incident().links).toMatchObject([{ incident: 'EX-0002', kind: 'caused-by' }]);
    expect(desk.incident('EX-0002').links).toMatchObject([{ incident: 'EX-0001', kind: 'causes' }]);
    desk.must(BO, { type: 'incident.relate', ...TWO, other: 'EX-0001', kind: 'same-actor' });
    expect(desk.incident().links).toMatchObject([{ kind: 'same-actor' }]);
    expect(
      refusal(desk, BO, { type: 'incident.relate', ...ID, other: 'EX-0002', kind: 'same-actor' })
        ?.kind,
    ).toBe('nothing-changes');
  });

  it('[IC35] refuses itself, what was merged, and more than 60 on either end', () => {
    const desk = two();
    const relate = { type: 'incident.relate', ...ID };
    expect(refusal(desk, BO, { ...relate, other: 'EX-0001' })?.kind).toBe('malformed');
    for (let n = 3; n <= 62; n += 1) {
      desk.must(BO, { type: 'incident.open', title: String(n) });
      desk.must(BO, { ...relate, other: `EX-${String(n).padStart(4, '0')}` });
    }
    expect(refusal(desk, BO, { ...relate, other: 'EX-0002' })?.kind).toBe('too-many');
    expect(
      refusal(desk, BO, { type: 'incident.relate', ...TWO, other: 'EX-0001' })?.message,
    ).toContain('EX-0001 can be linked to at most 60');
    desk.must(BO, {
      type: 'incident.merge',
      incident: 'EX-0003',
      expectedVersion: 2,
      into: 'EX-0002',
    });
    expect(refusal(desk, BO, { type: 'incident.relate', ...TWO, other: 'EX-0003' })?.kind).toBe(
      'target-closed',
    );
  });

  it('[IC36] takes the link off both ends, and has none to show or take off where the other end is hidden', () => {
    const desk = two();
    desk.must(BO, { type: 'incident.relate', ...ID, other: 'EX-0002' });
    desk.must(ANA, {
      type: 'incident.change',
      ...TWO,
      expectedVersion: 2,
      changes: { tlp: 'RED', named: ['ana'] },
    });
    const off = { type: 'incident.unrelate', ...ID, other: 'EX-0002' };
    const hidden = refusal(desk, CY, off);
    expect(hidden?.kind).toBe('not-linked');
    expect(refusal(desk, CY, { ...off, other: 'EX-0099' })?.message).toBe(
      hidden?.message.replace('EX-0002', 'EX-0099'),
    );
    expect(refusal(desk, CY, { ...off, type: 'incident.relate' })?.kind).toBe('not-found');
    desk.must(ANA, off);
    expect([desk.incident().links, desk.incident('EX-0002').links]).toEqual([[], []]);
  });
});

describe('watching', () => {
  it('[IC37] watches and stops watching, each for themselves', () => {
    const desk = deskWith('closed');
    desk.must(BO, { type: 'incident.watch', ...ID });
    desk.must(CY, { type: 'incident.watch', ...ID });
    expect(refusal(desk, BO, { type: 'incident.watch', ...ID })?.kind).toBe('nothing-changes');
    desk.must(BO, { type: 'incident.unwatch', ...ID });
    expect(desk.incident().watchers).toEqual(['cy']);
    expect(refusal(desk, VI, { type: 'incident.watch', ...ID })?.kind).toBe('forbidden');
  });

  it('[IC37] makes watchers of those mentioned, and refuses who is unknown or may not see it, by id', () => {
    const rules = {
      ...RULES,
      people: () => [
        { id: 'ana', role: 'lead' as const, clearance: 'RED' as const },
        { id: 'bo', role: 'triager' as const, clearance: 'AMBER+STRICT' as const },
        { id: 'cy', role: 'triager' as const, clearance: 'GREEN' as const },
      ],
    };
    const desk = testDesk(rules);
    desk.must(BO, { type: 'incident.open', title: 'x' });
    const note = { type: 'incident.note', ...ID, text: 'see this' };
    desk.must(BO, { ...note, mentions: ['ana', 'ana'] });
    expect(desk.incident()).toMatchObject({ watchers: ['ana'], noteCount: 1 });
    expect(refusal(desk, BO, { ...note, mentions: ['zed'] })).toMatchObject({
      kind: 'unknown-person',
      path: 'mentions',
    });
    const hidden = refusal(desk, BO, { ...note, mentions: ['ana', 'cy'] });
    expect(hidden).toMatchObject({ kind: 'forbidden', who: 'cy', path: 'mentions' });
    expect(hidden?.message).toContain('"cy"');
    desk.must(ANA, {
      type: 'incident.change',
      ...ID,
      expectedVersion: 2,
      changes: { tlp: 'RED', named: ['ana'] },
    });
    expect(refusal(desk, ANA, { ...note, mentions: ['bo'] })?.kind).toBe('forbidden');
  });

  it('[IC37] gives work to nobody who may not see it: they would never hear of it', () => {
    const desk = testDesk({
      ...RULES,
      people: () =>
        RULES.people().map((one) => ({ ...one, clearance: one.id === 'cy' ? 'GREEN' : 'RED' })),
    });
    desk.must(BO, { type: 'incident.open', title: 'x' });
    desk.must(BO, { type: 'incident.task-add', ...ID, title: 'call them', assignee: 'bo' });
    const [task] = desk.incident().tasks;
    for (const command of [
      { type: 'incident.assign', ...ID, expectedVersion: 2, assignee: 'cy' },
      { type: 'incident.task-add', ...ID, title: 'call again', assignee: 'cy' },
      { type: 'incident.task-set', ...ID, task: task!.id, assignee: 'cy' },
    ])
      expect(refusal(desk, BO, command)).toMatchObject({
        kind: 'forbidden',
        who: 'cy',
        message: expect.stringContaining('cleared for it'),
      });
    desk.must(BO, { type: 'incident.task-set', ...ID, task: task!.id, assignee: null });
  });
});

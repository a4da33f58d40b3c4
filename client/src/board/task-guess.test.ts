import type { IncidentMore } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import { offeredPlaybooks, withoutTask, withTask } from './task-guess.ts';

const task = (id: string, playbook: string | null = null) => ({
  id,
  title: `Do ${id}`,
  assignee: null,
  done: null,
  playbook,
});
const more = (tasks: IncidentMore['tasks']): IncidentMore => ({
  incident: 'US28-0001',
  version: 1,
  tasks,
  links: [],
  evidence: [],
  watchers: [],
  escalation: null,
});

describe('tasks ahead of the answer', () => {
  it('are done, opened again, reworded, given and removed', () => {
    const before = more([task('a'), task('b')]);
    const done = withTask(before, 'a', { done: true }, 'ana', 5);
    expect(done.tasks[0]?.done).toEqual({ by: 'ana', at: 5 });
    expect(done.tasks[1]).toEqual(task('b'));
    expect(withTask(done, 'a', { done: false }, 'ana', 6).tasks[0]?.done).toBeNull();
    expect(
      withTask(before, 'b', { title: 'Call', assignee: 'bo' }, 'ana', 5).tasks[1],
    ).toMatchObject({ title: 'Call', assignee: 'bo', done: null });
    expect(withoutTask(before, 'a').tasks.map(({ id }) => id)).toEqual(['b']);
  });
});

describe('playbooks', () => {
  const playbooks = [
    { id: 'leak', categories: ['CYBER.leak'] },
    { id: 'info', categories: ['INFO'] },
    { id: 'rumour', categories: ['INFO.procedure'] },
  ];

  it('are offered with those that fit first, the more exact the sooner', () => {
    expect(
      offeredPlaybooks(playbooks, 'INFO.procedure', []).map(({ playbook, fits }) => [
        playbook.id,
        fits,
      ]),
    ).toEqual([
      ['rumour', true],
      ['info', true],
      ['leak', false],
    ]);
  });

  it('are not offered when in use, and all without a category', () => {
    expect(
      offeredPlaybooks(playbooks, 'INFO.procedure', [task('a', 'rumour')]).map(
        ({ playbook }) => playbook.id,
      ),
    ).toEqual(['info', 'leak']);
    expect(offeredPlaybooks(playbooks, null, []).every(({ fits }) => !fits)).toBe(true);
  });
});

import type { IncidentMore, Task } from '@warroom/shared';

/** What a person changes on a task. */
export interface TaskChange {
  done?: boolean;
  title?: string;
  assignee?: string | null;
}

/** The incident's tasks as they will most likely be after a change; `by` and `at` say who did it when. */
export function withTask(
  more: IncidentMore,
  id: string,
  change: TaskChange,
  by: string,
  at: number,
): IncidentMore {
  const set = (task: Task): Task => ({
    ...task,
    ...(change.done === undefined ? {} : { done: change.done ? { by, at } : null }),
    ...(change.title === undefined ? {} : { title: change.title }),
    ...(change.assignee === undefined ? {} : { assignee: change.assignee }),
  });
  return { ...more, tasks: more.tasks.map((task) => (task.id === id ? set(task) : task)) };
}

/** The same without a task. */
export function withoutTask(more: IncidentMore, id: string): IncidentMore {
  return { ...more, tasks: more.tasks.filter((task) => task.id !== id) };
}

/** Playbooks that are not in use yet: those that fit the category first, the more exact the sooner. */
export function offeredPlaybooks<P extends { id: string; categories: readonly string[] }>(
  playbooks: readonly P[],
  category: string | null,
  tasks: readonly Pick<Task, 'playbook'>[],
): { playbook: P; fits: boolean }[] {
  const used = new Set(tasks.map(({ playbook }) => playbook));
  const heading = category?.split('.')[0] ?? null;
  const rank = ({ categories }: P): number =>
    category !== null && categories.includes(category)
      ? 0
      : heading !== null && categories.includes(heading)
        ? 1
        : 2;
  return playbooks
    .filter(({ id }) => !used.has(id))
    .map((playbook) => ({ playbook, fits: rank(playbook) < 2 }))
    .sort((a, b) => rank(a.playbook) - rank(b.playbook));
}

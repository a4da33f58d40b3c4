import { accept, decline } from '../decision.ts';
import type { Decision, DecisionContext, Rules } from '../decision.ts';
import type { Playbook } from '../election/election.ts';
import { refuse } from '../refusal.ts';
import type { IncidentCommandOf } from './commands.ts';
import type { IncidentEvent } from './events.ts';
import { firstRefusal, knowing, knownPeople, stillOpen } from './guards.ts';
import type { Incident } from './incident.ts';
import type { Task } from './work.ts';
import { writesOn } from './writes.ts';

const MAX_TASKS = 60;

type TasksAdded = Extract<IncidentEvent, { type: 'incident.tasks-added' }>;

/** A task that someone thought of. */
export function decideTaskAdd(
  incident: Incident,
  command: IncidentCommandOf<'incident.task-add'>,
  context: DecisionContext,
): Decision {
  const refused = firstRefusal(
    stillOpen(incident, 'add a task'),
    knownPeople([command.assignee], context),
    knowing(command.assignee, incident, context),
    incident.tasks.length >= MAX_TASKS ? tooManyTasks(incident) : undefined,
  );
  if (refused) return decline(refused);
  const id = context.newId();
  return accept(
    writesOn(incident, {
      type: 'incident.tasks-added',
      data: { tasks: [{ id, assignee: command.assignee }], playbook: null },
      personal: { titles: { [id]: command.title } },
    }),
  );
}

/** Ticks a task off or on again, renames it, gives it to someone: only what differs is written. */
export function decideTaskSet(
  incident: Incident,
  command: IncidentCommandOf<'incident.task-set'>,
  context: DecisionContext,
): Decision {
  const { done, title, assignee } = command;
  const task = taskOf(incident, command.task);
  const refused = firstRefusal(
    stillOpen(incident, 'work on its tasks'),
    task ? undefined : noTask(incident),
    assignee === undefined ? undefined : knownPeople([assignee], context),
    assignee === undefined ? undefined : knowing(assignee, incident, context),
  );
  if (refused || !task) return decline(refused ?? noTask(incident));
  const data = {
    task: task.id,
    ...(done !== undefined && done !== (task.done !== null) ? { done } : {}),
    ...(assignee !== undefined && assignee !== task.assignee ? { assignee } : {}),
  };
  const renamed = title !== undefined && title !== task.title;
  if (Object.keys(data).length === 1 && !renamed)
    return decline(refuse('nothing-changes', 'The task stands like that already.'));
  return accept(
    writesOn(incident, {
      type: 'incident.task-set',
      data,
      ...(renamed ? { personal: { title } } : {}),
    }),
  );
}

/** Takes a task off the list. */
export function decideTaskRemove(
  incident: Incident,
  command: IncidentCommandOf<'incident.task-remove'>,
): Decision {
  const refused = firstRefusal(
    stillOpen(incident, 'take a task off'),
    taskOf(incident, command.task) ? undefined : noTask(incident),
  );
  return refused
    ? decline(refused)
    : accept(writesOn(incident, { type: 'incident.task-removed', data: { task: command.task } }));
}

/** Adds a playbook's tasks by hand; again only when none of them is left. */
export function decidePlaybook(
  incident: Incident,
  command: IncidentCommandOf<'incident.playbook'>,
  context: DecisionContext,
): Decision {
  const playbook = context.rules.playbooks.find(({ id }) => id === command.playbook);
  const refused = firstRefusal(
    stillOpen(incident, 'add tasks'),
    playbook
      ? undefined
      : refuse(
          'not-found',
          `This election has no playbook "${command.playbook}"; its file names those that there are.`,
          { path: 'playbook' },
        ),
    incident.tasks.some((task) => task.playbook === command.playbook)
      ? refuse(
          'nothing-changes',
          `${incident.id} has the tasks of this playbook already; take them off first to begin anew.`,
          { path: 'playbook' },
        )
      : undefined,
    playbook && incident.tasks.length + playbook.tasks.length > MAX_TASKS
      ? tooManyTasks(incident)
      : undefined,
  );
  if (refused || !playbook) return decline(refused ?? refuse('not-found', 'No such playbook.'));
  return accept(writesOn(incident, tasksOf(playbook, context)));
}

/**
 * The tasks that come by themselves with a category: of every playbook that names the category or its
 * heading, once per playbook and incident (`had`), as long as there is room: an incident is never
 * refused because of its tasks.
 */
export function tasksFor(
  category: string | null | undefined,
  had: { playbooks: readonly string[]; tasks: readonly Task[] },
  context: DecisionContext,
): TasksAdded[] {
  if (category === null || category === undefined) return [];
  let room = MAX_TASKS - had.tasks.length;
  return playbooksFor(category, context.rules).flatMap((playbook) => {
    if (had.playbooks.includes(playbook.id) || playbook.tasks.length > room) return [];
    room -= playbook.tasks.length;
    return [tasksOf(playbook, context)];
  });
}

/** The playbooks for a category: those that name it, or its heading (`INFO` for `INFO.procedure`). */
function playbooksFor(category: string, rules: Pick<Rules, 'playbooks'>): Playbook[] {
  const heading = category.replace(/\..*$/, '');
  return rules.playbooks.filter(
    ({ categories }) => categories.includes(category) || categories.includes(heading),
  );
}

function tasksOf(playbook: Playbook, context: DecisionContext): TasksAdded {
  const tasks = playbook.tasks.map((title) => ({ id: context.newId(), title }));
  return {
    type: 'incident.tasks-added',
    data: { tasks: tasks.map(({ id }) => ({ id, assignee: null })), playbook: playbook.id },
    personal: { titles: Object.fromEntries(tasks.map(({ id, title }) => [id, title])) },
  };
}

const taskOf = (incident: Incident, id: string): Task | undefined =>
  incident.tasks.find((task) => task.id === id);

const noTask = (incident: Incident) =>
  refuse('not-found', `${incident.id} has no such task (any more).`, { path: 'task' });

const tooManyTasks = (incident: Incident) =>
  refuse('too-many', `${incident.id} can hold at most ${MAX_TASKS} tasks; take off what is done.`);

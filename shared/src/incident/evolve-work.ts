import type { IncidentEvent } from './events.ts';
import type { Incident } from './incident.ts';
import type { Occurred } from './evolve.ts';
import type { Task } from './work.ts';

/** What people do around an incident (tasks, links, evidence, watching, snoozing) and its escalation. */
export type WorkEvent = Extract<
  Occurred<IncidentEvent>,
  {
    type:
      | 'incident.tasks-added'
      | 'incident.task-set'
      | 'incident.task-removed'
      | 'incident.related'
      | 'incident.unrelated'
      | 'incident.watched'
      | 'incident.unwatched'
      | 'incident.snoozed'
      | 'incident.woken'
      | 'incident.evidence-added'
      | 'incident.evidence-removed'
      | 'incident.escalation-started'
      | 'incident.escalation-stepped'
      | 'incident.escalation-stopped'
      | 'incident.nobody-notified';
  }
>;

/** The fields that such an event sets. */
export function applyWork(incident: Incident, event: WorkEvent): Partial<Incident> {
  const { at, by } = event;
  switch (event.type) {
    case 'incident.tasks-added': {
      const titles = event.personal?.titles ?? {};
      const { playbook } = event.data;
      const tasks = event.data.tasks.map(({ id, assignee }): Task => ({
        id,
        title: titles[id] ?? null,
        assignee,
        done: null,
        playbook,
      }));
      return {
        tasks: [...incident.tasks, ...tasks],
        ...(playbook === null
          ? {}
          : { playbooks: [...new Set([...incident.playbooks, playbook])] }),
      };
    }
    case 'incident.task-set': {
      const { task: id, done, assignee } = event.data;
      return {
        tasks: incident.tasks.map((task) =>
          task.id === id
            ? {
                ...task,
                ...(done === undefined ? {} : { done: done ? { by: by.id, at } : null }),
                ...(assignee === undefined ? {} : { assignee }),
                ...(event.personal ? { title: event.personal.title } : {}),
              }
            : task,
        ),
      };
    }
    case 'incident.task-removed':
      return { tasks: incident.tasks.filter((task) => task.id !== event.data.task) };
    case 'incident.related': {
      const { other, kind } = event.data;
      const links = incident.links.filter((link) => link.incident !== other);
      return { links: [...links, { incident: other, kind, by: by.id, at }] };
    }
    case 'incident.unrelated':
      return { links: incident.links.filter((link) => link.incident !== event.data.other) };
    case 'incident.watched':
      return { watchers: [...new Set([...incident.watchers, by.id])] };
    case 'incident.unwatched':
      return { watchers: incident.watchers.filter((person) => person !== by.id) };
    case 'incident.snoozed': {
      const { until, condition } = event.data;
      return {
        snooze: { by: by.id, at, until, condition, severity: incident.severity, linkedAt: [] },
      };
    }
    case 'incident.woken':
      // A snooze that has ended is not undone any more; what ended it may be.
      return {
        snooze: null,
        ...(incident.undo?.type === 'incident.snoozed' ? { undo: null } : {}),
      };
    case 'incident.evidence-added': {
      const { evidence: id, ...data } = event.data;
      const { personal } = event;
      return {
        evidence: [
          ...incident.evidence,
          {
            id,
            ...data,
            title: personal?.title ?? null,
            url: personal?.url ?? null,
            name: personal?.name ?? null,
            by: by.id,
            at,
          },
        ],
      };
    }
    case 'incident.evidence-removed':
      return { evidence: incident.evidence.filter(({ id }) => id !== event.data.evidence) };
    case 'incident.escalation-started':
      return {
        escalation: {
          ...event.data,
          startedAt: at,
          version: event.version,
          next: 0,
          paged: [],
          stoppedAt: null,
          why: null,
          nobodyAt: null,
        },
      };
    case 'incident.escalation-stepped': {
      const { step, people, reached } = event.data;
      return incident.escalation
        ? {
            escalation: {
              ...incident.escalation,
              next: Math.max(incident.escalation.next, step + 1),
              paged: [...incident.escalation.paged, { step, at, people, reached }],
              ...(reached.length > 0 ? { nobodyAt: null } : {}),
            },
          }
        : {};
    }
    case 'incident.escalation-stopped':
      return incident.escalation
        ? { escalation: { ...incident.escalation, stoppedAt: at, why: event.data.why } }
        : {};
    case 'incident.nobody-notified':
      return incident.escalation ? { escalation: { ...incident.escalation, nobodyAt: at } } : {};
  }
}

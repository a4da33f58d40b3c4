import type { IncidentEvent, LinkKind, SnoozeCondition, TimelineEntry } from '@warroom/shared';
import { formatAgeLong, formatBytes, plural } from '../ui/format.ts';
import type { Names } from './words.ts';

/** What people do around an incident, and how it escalates. */
export type WorkHappened = Happened<
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
  | 'incident.nobody-notified'
>;

type Happened<T extends IncidentEvent['type']> = {
  [K in T]: { type: K; data: Extract<IncidentEvent, { type: K }>['data'] };
}[T];

/** What such an event did, what was typed, and how much it weighs; who did it stands before. */
export interface WorkWords {
  what: string;
  quote?: string | undefined;
  weight?: 'key' | 'crit' | 'quiet';
}

/** How an incident stands to another, seen from the first: "caused by the outage US28-0007". */
export const LINK_WORDS: Record<LinkKind, string> = {
  related: 'related to',
  causes: 'causes',
  'caused-by': 'caused by',
  'same-actor': 'same actor as',
};

const WOKEN: Record<Extract<WorkHappened, { type: 'incident.woken' }>['data']['why'], string> = {
  person: 'woke it',
  time: 'woke it: its time has come',
  signals: 'woke it: as many more signals came as it was waiting for',
  severity: 'woke it: its severity was raised',
  over: 'woke it: it is over',
};

/** Puts the event in words. Titles of tasks and evidence come with the entry, where they were not erased. */
export function workWords(event: WorkHappened, entry: TimelineEntry, names: Names): WorkWords {
  const { texts } = entry;
  switch (event.type) {
    case 'incident.tasks-added': {
      const { tasks, playbook } = event.data;
      const titles = tasks.flatMap(({ id }) => texts[`titles.${id}`] ?? []);
      const [only] = tasks;
      if (playbook !== null)
        return {
          what: `added ${plural(tasks.length, 'task')} of the playbook “${names.playbook(playbook)}”`,
        };
      const forWhom = only && only.assignee !== null ? ` for ${names.person(only.assignee)}` : '';
      return {
        what: tasks.length === 1 ? `added a task${forWhom}` : `added ${tasks.length} tasks`,
        quote: titles.join('\n'),
      };
    }
    case 'incident.task-set': {
      const { done, assignee } = event.data;
      const parts = [
        ...(done === undefined ? [] : [done ? 'did a task' : 'opened a task again']),
        ...(assignee === undefined
          ? []
          : [
              assignee === null
                ? 'left a task to anyone'
                : `gave a task to ${names.person(assignee)}`,
            ]),
        ...(texts['title'] === undefined || done !== undefined ? [] : ['reworded a task']),
      ];
      return { what: parts.join(', ') || 'changed a task', quote: texts['title'] };
    }
    case 'incident.task-removed':
      return { what: 'removed a task', quote: texts['title'] };
    case 'incident.related':
      return { what: `linked it: ${LINK_WORDS[event.data.kind]} ${event.data.other}` };
    case 'incident.unrelated':
      return { what: `took off the link to ${event.data.other}` };
    case 'incident.watched':
      return { what: 'watches it', weight: 'quiet' };
    case 'incident.unwatched':
      return { what: 'no longer watches it', weight: 'quiet' };
    case 'incident.snoozed':
      return { what: `snoozed it ${snoozeWords(event.data, entry.at)}`, quote: texts['reason'] };
    case 'incident.woken':
      return { what: WOKEN[event.data.why] };
    case 'incident.evidence-added': {
      const { kind, mime, size } = event.data;
      const what =
        kind === 'url'
          ? 'added an address as evidence'
          : kind === 'text'
            ? 'added a text as evidence'
            : `added a file as evidence${size === null ? '' : ` (${mime ?? 'unknown type'}, ${formatBytes(size)})`}`;
      return { what, quote: texts['title'] || (texts['name'] ?? texts['url'] ?? texts['text']) };
    }
    case 'incident.evidence-removed':
      return { what: 'removed evidence', quote: texts['reason'] };
    case 'incident.escalation-started':
      return {
        what: `began the escalation “${event.data.name}”, ${plural(event.data.steps.length, 'step')}`,
        quote: texts['reason'],
      };
    case 'incident.escalation-stepped':
      return {
        what: pagedWords(event.data, names),
        quote: texts['reason'],
        weight: event.data.reached.length === 0 ? 'crit' : 'key',
      };
    case 'incident.escalation-stopped':
      return {
        what:
          event.data.why === 'acknowledged'
            ? 'stopped the escalation: acknowledged'
            : 'stopped the escalation: it is over',
        weight: 'quiet',
      };
    case 'incident.nobody-notified':
      return { what: `warns: no one was notified (step ${event.data.step + 1})`, weight: 'crit' };
  }
}

/** "paged Ana and Bo", and who of them could not be told. */
function pagedWords(
  page: { step: number; people: readonly string[]; reached: readonly string[] },
  names: Names,
): string {
  const { step, people, reached } = page;
  if (people.length === 0) return `found nobody to page, step ${step + 1}`;
  const all = listed(people.map(names.person));
  const missed = people.filter((person) => !reached.includes(person));
  if (missed.length === people.length) return `could not reach ${all}, step ${step + 1}`;
  const but =
    missed.length === 0 ? '' : `; ${listed(missed.map(names.person))} could not be reached`;
  return `paged ${listed(people.filter((person) => !missed.includes(person)).map(names.person))}, step ${step + 1}${but}`;
}

/** "for 30 min", "until 100 more signals in 1 h": what ends a snooze, seen from when it began. */
function snoozeWords(
  snooze: { until: number | null; condition: SnoozeCondition | null },
  from: number,
): string {
  const parts = [
    ...(snooze.until === null ? [] : [`for ${formatAgeLong(Math.max(0, snooze.until - from))}`]),
    ...(snooze.condition === null ? [] : [`until ${conditionWords(snooze.condition)}`]),
  ];
  return parts.join(' or ');
}

/** "100 more signals in 1 h". */
export function conditionWords(condition: SnoozeCondition): string {
  if (condition.kind === 'severity-raised') return 'its severity is raised';
  const within = formatAgeLong(condition.withinMin * 60_000);
  return `${condition.count} more ${condition.count === 1 ? 'signal' : 'signals'} in ${within}`;
}

/** "Ana, Bo and Cy". */
export function listed(all: readonly string[]): string {
  const last = all.at(-1) ?? '';
  return all.length < 2 ? last : `${all.slice(0, -1).join(', ')} and ${last}`;
}

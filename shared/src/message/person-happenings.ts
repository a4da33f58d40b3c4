import type { Role } from '../access.ts';
import type { Actor } from '../actor.ts';
import type { Write } from '../decision.ts';
import type { IncidentEvent } from '../incident/events.ts';
import type { Incident, Severity } from '../incident/incident.ts';
import type { PersonEvent } from '../notify/notify.ts';
import { personOfTarget } from './people.ts';
import type { Sections } from '../section.ts';
import type { Tlp } from '../tlp.ts';
import type { Message, MessageAbout } from './message.ts';

/** Something that one person should be told, by whichever ways they chose. */
export interface PersonHappening {
  person: string;
  event: PersonEvent;
  incident: string | null;
  version: number;
  severity: Severity | null;
  about: MessageAbout;
  /** Who may know of the incident once this is written; null where it is about none. */
  label: { tlp: Tlp; named: readonly string[] } | null;
}

/** What is looked at besides the write: all as it stood before it. */
export interface BeforeWrite {
  incident(id: string): Incident | undefined;
  message(id: string): Message | undefined;
  sections: Readonly<Pick<Sections, 'roster' | 'brief'>>;
  people(): readonly { id: string; role: Role }[];
}

/** Happenings that change an incident's state; a severity that changes is seen by its field. */
const STATE_CHANGES: ReadonlySet<string> = new Set<IncidentEvent['type']>([
  'incident.acknowledged',
  'incident.confirmed',
  'incident.mitigated',
  'incident.resolved',
  'incident.closed',
  'incident.reopened',
  'incident.dismissed',
  'incident.merged',
  'incident.unmerged',
  'incident.released',
]);

/**
 * Who should be told of a write, and of what: those whom an escalation reached, to whom something was
 * assigned, who were mentioned, who watch an incident whose state or severity changed, whose snooze
 * ended, who are to know of the roster, who are to accept a brief; leads of a message that was given up;
 * and leads and admins of a display that is missing. Nobody is told what they did themselves.
 */
export function personHappenings(write: Write, by: Actor, before: BeforeWrite): PersonHappening[] {
  const cut = write.aggregate.indexOf(':');
  const section = write.aggregate.slice(0, cut);
  const id = write.aggregate.slice(cut + 1);
  const version = write.expectedVersion + 1;
  const told =
    section === 'incident'
      ? ofIncident(write.event as IncidentEvent, by, before.incident(id))
      : ofOthers(write, id, before);
  const incident = section === 'incident' ? id : null;
  const byMe = by.kind === 'person' ? by.id : undefined;
  return told
    .filter(({ person }) => person !== byMe)
    .map((one) => ({ severity: null, label: null, ...one, incident, version }));
}

type Told = Pick<PersonHappening, 'person' | 'event' | 'about'> & Partial<PersonHappening>;

function ofIncident(event: IncidentEvent, by: Actor, before: Incident | undefined): Told[] {
  if (!before) return [];
  const changes =
    event.type === 'incident.changed'
      ? event.data.changes
      : event.type === 'incident.undone'
        ? event.data.restores
        : {};
  const severity = changes.severity ?? before.severity;
  const label = { tlp: changes.tlp ?? before.tlp, named: changes.named ?? before.named };
  const author = by.kind === 'person' ? { by: by.id } : {};
  const tell = (person: string, event_: PersonEvent, about: MessageAbout): Told => ({
    person,
    event: event_,
    severity,
    label,
    about: { ...about, ...author },
  });
  switch (event.type) {
    case 'incident.escalation-stepped': {
      const { step, reached } = event.data;
      return reached.map((person) => tell(person, 'page', { code: 'step', step }));
    }
    case 'incident.assigned':
      return event.data.to === null ? [] : [tell(event.data.to, 'assigned', { code: 'assigned' })];
    case 'incident.tasks-added': {
      const people = event.data.tasks.flatMap(({ assignee }) => assignee ?? []);
      return [...new Set(people)].map((person) => tell(person, 'assigned', { code: 'task' }));
    }
    case 'incident.task-set': {
      const { assignee } = event.data;
      return assignee == null ? [] : [tell(assignee, 'assigned', { code: 'task' })];
    }
    case 'incident.noted':
      return [...new Set(event.data.mentions ?? [])].map((person) =>
        tell(person, 'mention', { code: 'mention' }),
      );
    case 'incident.woken': {
      const { why } = event.data;
      return before.snooze === null || why === 'person'
        ? []
        : [tell(before.snooze.by, 'snooze-ended', { code: `woken-${why}` })];
    }
    default:
      return watched();
  }

  function watched(): Told[] {
    const isRaised = changes.severity !== undefined && changes.severity !== before?.severity;
    const restored = event.type === 'incident.undone' ? event.data.restores.state : undefined;
    const isState =
      (STATE_CHANGES.has(event.type) &&
        !(event.type === 'incident.acknowledged' && event.data.again) &&
        !(event.type === 'incident.released' && event.data.claimOnly)) ||
      restored !== undefined;
    if (!before || (!isRaised && !isState)) return [];
    return before.watchers.map((person) =>
      tell(person, 'watched', { code: isState ? 'state' : 'severity' }),
    );
  }
}

function ofOthers({ event }: Write, id: string, before: BeforeWrite): Told[] {
  const swapOf = (swap: string) => before.sections.roster.swaps.find((one) => one.id === swap);
  switch (event.type) {
    case 'roster.gap-found': {
      const { desk, from, until } = event.data;
      return leadsOf(before).map((person) => ({
        person,
        event: 'roster',
        about: { code: 'gap', desk, from, until },
      }));
    }
    case 'roster.swap-asked': {
      const { swap, desk, person: asker, from, until } = event.data;
      return leadsOf(before).map((person) => ({
        person,
        event: 'roster',
        about: { code: 'swap-asked', id: swap, by: asker, desk, from, until },
      }));
    }
    case 'roster.swap-taken':
    case 'roster.swap-approved':
    case 'roster.swap-declined': {
      const swap = swapOf(event.data.swap);
      if (!swap) return [];
      const { desk, from, until } = swap;
      const isTaken = event.type === 'roster.swap-taken';
      const code = isTaken
        ? 'swap-taken'
        : event.type === 'roster.swap-approved'
          ? 'swap-approved'
          : 'swap-declined';
      const taker = event.type === 'roster.swap-taken' ? event.data.to : swap.to;
      // Once it is taken a lead has to decide; then both want to know how.
      const people = isTaken
        ? [swap.person, ...leadsOf(before)]
        : [swap.person, ...(swap.to === null ? [] : [swap.to])];
      return [...new Set(people)].map((person) => ({
        person,
        event: 'roster',
        about: {
          code,
          id: swap.id,
          desk,
          from,
          until,
          ...(taker === null ? {} : { by: taker }),
        },
      }));
    }
    case 'message.failed': {
      const message = before.message(id);
      // That a message about messages, or one's own test, was given up needs no further message.
      if (event.data.retryInMs !== null || !message) return [];
      if (message.kind === 'undelivered' || message.kind === 'test') return [];
      const for_ = personOfTarget(message.target)?.person;
      return leadsOf(before)
        .filter((person) => person !== for_)
        .map((person) => ({ person, event: 'undelivered', about: { code: 'undelivered', id } }));
    }
    case 'wall.display-missing': {
      const { display, since } = event.data;
      return before
        .people()
        .filter(({ role }) => role === 'lead' || role === 'admin')
        .map((person) => ({
          person: person.id,
          event: 'display-missing',
          about: { code: 'missing', id: display, from: since },
        }));
    }
    default:
      return ofBrief(event, id, before);
  }
}

/** A signed brief waits for whoever takes over. */
function ofBrief(event: Write['event'], id: string, before: BeforeWrite): Told[] {
  if (event.type !== 'brief.signed') return [];
  const incoming = before.sections.brief[id]?.incoming ?? null;
  return incoming === null
    ? []
    : [{ person: incoming, event: 'handover', about: { code: 'brief', id } }];
}

/** Whoever leads; where nobody has that role, the admins. */
function leadsOf(before: Pick<BeforeWrite, 'people'>): string[] {
  const people = before.people();
  const leads = people.filter(({ role }) => role === 'lead');
  return (leads.length > 0 ? leads : people.filter(({ role }) => role === 'admin')).map(
    ({ id }) => id,
  );
}

import { audienceOf, audienceOfTarget, projectIncident } from '@warroom/shared';
import type {
  Absorbed,
  Audience,
  Election,
  Incident,
  Message,
  MessageKind,
  MessageTarget,
  PersonRules,
  Subject,
} from '@warroom/shared';
import type { Outgoing, Recipient } from './notifier.ts';
import { whatHappened } from './words.ts';

/** Whom people's messages go to: asked when they are sent, so that addresses need not be in the journal. */
export interface PeopleBook {
  /** Who someone is in the election now; undefined: not of it (any more). */
  subjectOf(person: string): Subject | undefined;
  nameOf(person: string): string | undefined;
  /** The account's address. */
  emailOf(person: string): string | undefined;
}

/** A book without anyone. */
export const NOBODY: PeopleBook = {
  subjectOf: () => undefined,
  nameOf: () => undefined,
  emailOf: () => undefined,
};

/** Where a message leads that is about no incident. */
const PAGES: Partial<Record<MessageKind, string>> = {
  roster: '/roster',
  handover: '/handover',
  undelivered: '/messages',
  'display-missing': '/walls',
  test: '/notify',
};

/**
 * What a target is told by a message: as little as wakes the right person, from the incident as it is now
 * and as the target may see it. Undefined when it may not know of the incident (any more). `tellings` are
 * what is told, the most pressing first; at least one.
 */
export function outgoingOf(options: {
  message: Message;
  tellings: readonly [Absorbed, ...Absorbed[]];
  incident: Incident | undefined;
  target: MessageTarget;
  election: Election;
  people: PeopleBook;
  rules: PersonRules | undefined;
  /** The address that people use, without a slash at the end. */
  publicUrl: string | undefined;
}): Outgoing | undefined {
  const { message, incident, target, election, publicUrl, people } = options;
  const [telling, ...also] = options.tellings;
  const audience = audienceFor(target, people);
  if (!audience) return undefined;
  const view = incident && projectIncident(incident, audience);
  if (!view && message.incident !== null) return undefined;
  const from = {
    election,
    incident: message.incident,
    state: view?.state ?? null,
    nameOf: people.nameOf,
  };
  const exercise = election.drill === true || view?.drill === true;
  const words = (told: Absorbed): string => whatHappened(told, from);
  const within = view ? `?sel=${encodeURIComponent(view.id)}` : (PAGES[telling.kind] ?? '');
  const path = `/e/${encodeURIComponent(election.id)}${within}`;
  return {
    id: message.id,
    kind: telling.kind,
    at: telling.at,
    election: { id: election.id, name: election.name },
    exercise,
    incident: view?.id ?? null,
    severity: view?.severity ?? null,
    title: view && view.tlp !== 'RED' ? view.title : null,
    state: view?.state ?? null,
    tlp: view?.tlp ?? null,
    what: `${exercise ? 'EXERCISE · ' : ''}${words(telling)}`,
    also: [...new Set(also.map(words))].filter((sentence) => sentence !== words(telling)),
    clock: telling.clock,
    dueAt: telling.dueAt,
    path,
    link: publicUrl === undefined ? null : `${publicUrl}${path}`,
    thread: view?.id ?? telling.kind,
    to: 'person' in target ? recipientOf(target.person, options.rules, people) : null,
  };
}

function audienceFor(target: MessageTarget, people: PeopleBook): Audience | undefined {
  if (!('person' in target)) return audienceOfTarget(target);
  const subject = people.subjectOf(target.person);
  return subject?.kind === 'person' ? audienceOf(subject) : undefined;
}

function recipientOf(
  person: string,
  rules: PersonRules | undefined,
  people: PeopleBook,
): Recipient {
  return {
    person,
    email: rules?.email ?? people.emailOf(person) ?? null,
    push: (rules?.push ?? []).flatMap(({ id, endpoint, p256dh, auth }) =>
      endpoint === null || p256dh === null || auth === null ? [] : [{ id, endpoint, p256dh, auth }],
    ),
  };
}

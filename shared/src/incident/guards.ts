import { audienceOf, can, sees } from '../access.ts';
import type { Subject } from '../access.ts';
import type { DecisionContext } from '../decision.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { isOpen } from './states.ts';
import type { Incident, IncidentState } from './incident.ts';

const STATE_WORDS: Record<IncidentState, string> = {
  new: 'new',
  triage: 'in triage',
  active: 'active',
  mitigated: 'mitigated',
  resolved: 'resolved',
  closed: 'closed',
  dismissed: 'dismissed',
  merged: 'merged into another',
};

/** The first refusal in a list of checks, if any. */
export function firstRefusal(...checks: (Refusal | undefined)[]): Refusal | undefined {
  return checks.find((check) => check !== undefined);
}

/**
 * Refuses unless the incident stands as the person saw it. What the clock has noted since is nobody's
 * change: an urgent incident gets such notes in its first seconds, and no one should lose work to them.
 */
export function atVersion(incident: Incident, expectedVersion: number): Refusal | undefined {
  const since = incident.version - (incident.noted ?? 0);
  if (expectedVersion >= since && expectedVersion <= incident.version) return undefined;
  return refuse(
    'stale-version',
    `${incident.id} has changed since you looked: you saw version ${expectedVersion}, it is at ${incident.version}.`,
    { at: incident.changedAt, who: incident.changedBy.id },
  );
}

/** Refuses unless the incident is in one of these states. */
export function inState(
  incident: Incident,
  states: readonly IncidentState[],
  what: string,
): Refusal | undefined {
  if (states.includes(incident.state)) return undefined;
  const kind = isOpen(incident.state) ? 'wrong-state' : 'incident-closed';
  return refuse(
    kind,
    `${incident.id} is ${STATE_WORDS[incident.state]}; to ${what} it must be ${states.map((s) => STATE_WORDS[s]).join(' or ')}.`,
    {
      at: incident.changedAt,
      who: incident.changedBy.id,
    },
  );
}

/** Refuses work on what is over; `what` is the verb. */
export function stillOpen(incident: Incident, what: string): Refusal | undefined {
  if (isOpen(incident.state) || incident.state === 'resolved') return undefined;
  return refuse(
    'incident-closed',
    `${incident.id} is ${STATE_WORDS[incident.state]}; reopen it to ${what}.`,
    {
      at: incident.changedAt,
      who: incident.changedBy.id,
    },
  );
}

/** Refuses those who are neither the assignee nor a lead. */
export function assigneeOrLead(
  incident: Incident,
  subject: Subject,
  what: string,
): Refusal | undefined {
  if (can(subject, 'incident.lead')) return undefined;
  if (subject.kind === 'person' && incident.assignee === subject.id) return undefined;
  return refuse(
    'forbidden',
    `Only the assignee or a lead can ${what} ${incident.id}. Assign it to yourself first, or ask a lead.`,
  );
}

/** Refuses jurisdictions that the election doesn't have. */
export function knownJurisdictions(
  ids: readonly string[] | undefined,
  context: DecisionContext,
): Refusal | undefined {
  const unknown = ids?.find((id) => !context.rules.hasJurisdiction(id));
  return unknown === undefined
    ? undefined
    : refuse(
        'unknown-jurisdiction',
        `This election has no jurisdiction "${unknown}"; use an id of its file, like US-AZ.`,
        { path: 'jurisdictions' },
      );
}

/** Refuses categories that the election's taxonomy doesn't have. */
export function knownCategory(
  code: string | null | undefined,
  context: DecisionContext,
): Refusal | undefined {
  return code === undefined || code === null || context.rules.hasCategory(code)
    ? undefined
    : refuse(
        'unknown-category',
        `This election's taxonomy has no category "${code}"; use one like INFO.procedure.`,
        { path: 'category' },
      );
}

/** Refuses people who do not work on this election. */
export function knownPeople(
  ids: readonly (string | null)[],
  context: DecisionContext,
): Refusal | undefined {
  const unknown = ids.find((id) => id !== null && !context.rules.hasPerson(id));
  return unknown === undefined || unknown === null
    ? undefined
    : refuse('unknown-person', `Nobody with the id "${unknown}" can work on this election.`, {
        path: 'assignee',
      });
}

/** Whether a person of the election may know of an incident, as far as that is known of them. */
export function mayKnow(
  id: string,
  incident: Pick<Incident, 'tlp' | 'named'>,
  people: ReturnType<DecisionContext['rules']['people']>,
): boolean {
  const person = people.find((one) => one.id === id);
  if (!person) return incident.tlp !== 'RED' || incident.named.includes(id);
  // Where a clearance is not known, RED can be judged still: it names its people.
  const { clearance = 'RED' } = person;
  const audience = audienceOf({ ...person, kind: 'person', clearance, organisation: null });
  return audience !== undefined && sees(audience, incident);
}

/** Refuses to give work on an incident to who may not know of it: they would never hear of it. */
export function knowing(
  id: string | null,
  incident: Incident,
  context: DecisionContext,
): Refusal | undefined {
  return id === null || mayKnow(id, incident, context.rules.people())
    ? undefined
    : refuse(
        'forbidden',
        `"${id}" may not see ${incident.id} (TLP:${incident.tlp}), so it can't be theirs. ${
          incident.tlp === 'RED' ? 'Name them on it first' : 'Pick someone who is cleared for it'
        }.`,
        { path: 'assignee', who: id },
      );
}

/** The incident with this number, if there is one that the subject may see. */
export function visible(id: string, context: DecisionContext): Incident | undefined {
  const incident = context.incident(id);
  if (!incident) return undefined;
  const audience = audienceOf(context.subject);
  return context.subject.kind === 'system' || (audience && sees(audience, incident))
    ? incident
    : undefined;
}

/** `{personal: {[key]: value}}`, or nothing when there is no text. */
export function personal<K extends string>(
  key: K,
  value: string | undefined,
): { personal?: { [k in K]: string } } {
  return value === undefined || value === ''
    ? {}
    : { personal: { [key]: value } as { [k in K]: string } };
}

/** Refused while someone else holds the claim. */
export function claimFree(incident: Incident, context: DecisionContext): Refusal | undefined {
  const { claim } = incident;
  if (!claim || claim.until <= context.now || claim.by === context.by.id) return undefined;
  return refuse(
    'already-claimed',
    `${incident.id} is claimed by someone else until the claim ends.`,
    { who: claim.by, until: claim.until },
  );
}

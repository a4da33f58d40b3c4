import type { Rules } from '../decision.ts';
import { mayKnow } from '../incident/guards.ts';
import type { Incident } from '../incident/incident.ts';
import { waysTo } from '../notify/ways.ts';
import { peopleAt } from '../roster/on-call.ts';
import type { Sections } from '../section.ts';
import type { EscalationStep, EscalationTarget } from './escalation.ts';
import { deskForCategory } from './policy.ts';

/** What an escalation looks at besides the incident. */
export interface EscalationContext {
  sections: Readonly<Pick<Sections, 'roster' | 'rules'>>;
  rules: Pick<Rules, 'desks' | 'policies' | 'people' | 'drill' | 'wayKinds'>;
}

/**
 * Whom a step pages at this moment, each once: people of the election only, and nobody who may not know
 * of the incident (not cleared for its label, or not named on a RED one): they would never hear of it,
 * and it would look as if they had.
 */
export function pagedBy(
  step: EscalationStep,
  incident: Incident,
  context: EscalationContext,
  now: number,
): string[] {
  const people = context.rules.people();
  const known = new Set(people.map(({ id }) => id));
  const found = step.targets.flatMap((target) => peopleOf(target, incident, context, people, now));
  return [...new Set(found)].filter((id) => known.has(id) && mayKnow(id, incident, people));
}

function peopleOf(
  target: EscalationTarget,
  incident: Incident,
  { sections, rules }: EscalationContext,
  people: ReturnType<Rules['people']>,
  now: number,
): readonly string[] {
  switch (target.kind) {
    case 'on-call': {
      const desk = target.desk ?? deskForCategory(incident.category, rules.desks)?.id;
      return desk === undefined ? [] : peopleAt(sections.roster, desk, now);
    }
    case 'on-shift':
      return peopleAt(sections.roster, null, now);
    case 'leads': {
      const leads = people.filter(({ role }) => role === 'lead');
      // Where nobody is lead, the admins are.
      const all = leads.length > 0 ? leads : people.filter(({ role }) => role === 'admin');
      return all.map(({ id }) => id);
    }
    case 'assignee':
      return incident.assignee === null ? [] : [incident.assignee];
    case 'person':
      return [target.person];
  }
}

/**
 * Who of them can be told by any way just now, by their own rules. In an exercise everyone counts: its
 * cast has no telephones, and that nobody answers is what is exercised elsewhere.
 */
export function reachedOf(
  people: readonly string[],
  incident: Pick<Incident, 'severity'>,
  { sections, rules }: EscalationContext,
  now: number,
): string[] {
  return people.filter(
    (id) =>
      rules.drill ||
      waysTo(sections.rules[id], 'page', incident.severity, now, rules.wayKinds).length > 0,
  );
}

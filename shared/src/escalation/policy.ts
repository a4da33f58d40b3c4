import type { Rules } from '../decision.ts';
import type { Incident } from '../incident/incident.ts';
import type { Roster } from '../roster/roster.ts';
import type { EscalationPolicy } from './escalation.ts';

/** The policies in force: the roster's where leads have set some, else those of the election's file. */
export function policiesInForce(
  roster: Pick<Roster, 'policies'>,
  rules: Pick<Rules, 'policies'>,
): readonly EscalationPolicy[] {
  return roster.policies ?? rules.policies;
}

/** The policy that starts by itself for an incident of this severity: the first that names it. */
export function policyFor(
  incident: Pick<Incident, 'severity'>,
  policies: readonly EscalationPolicy[],
): EscalationPolicy | undefined {
  for (const policy of policies) if (policy.severities.includes(incident.severity)) return policy;
  return undefined;
}

/**
 * The desk that an incident belongs to: the one that names its category, else the one that names its
 * heading, else (without a category, or where no desk wants it) the first of the election's file.
 * Undefined where the election has no desks.
 */
export function deskForCategory(category: string | null, desks: Rules['desks']) {
  const heading = category?.split('.')[0];
  return (
    desks.find((desk) => category !== null && desk.categories.includes(category)) ??
    desks.find((desk) => heading !== undefined && desk.categories.includes(heading)) ??
    desks[0]
  );
}

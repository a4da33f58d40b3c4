import type { Rules } from '../decision.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { EscalationPolicy } from './escalation.ts';

/**
 * Refuses policies that could not work: ids used twice, steps out of order, desks and people that the
 * election doesn't have.
 */
export function policyRefusal(
  policies: readonly EscalationPolicy[],
  rules: Pick<Rules, 'desks' | 'hasPerson'>,
): Refusal | undefined {
  const ids = new Set<string>();
  for (const policy of policies) {
    if (ids.has(policy.id))
      return refuse('malformed', `Two policies have the id "${policy.id}".`, { path: 'policies' });
    ids.add(policy.id);
    for (const [index, step] of policy.steps.entries()) {
      const before = policy.steps[index - 1];
      if (before && step.afterMin <= before.afterMin)
        return refuse(
          'malformed',
          `Each step of "${policy.name}" must come later than the one before: ${step.afterMin} min is not after ${before.afterMin} min.`,
          { path: 'policies' },
        );
      for (const target of step.targets) {
        if (target.kind === 'on-call' && target.desk !== null && !hasDesk(target.desk, rules))
          return refuse('not-found', `This election has no desk "${target.desk}".`, {
            path: 'policies',
          });
        if (target.kind === 'person' && !rules.hasPerson(target.person))
          return refuse('unknown-person', `Nobody with the id "${target.person}" works here.`, {
            path: 'policies',
          });
      }
    }
  }
  return undefined;
}

function hasDesk(desk: string, rules: Pick<Rules, 'desks'>): boolean {
  return rules.desks.some(({ id }) => id === desk);
}

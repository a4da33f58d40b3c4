import type { EscalationPolicy, EscalationStep, EscalationTarget } from '@warroom/shared';

/** A target as the id of an option: `on-call`, `on-call cyber`, `leads`, `person ana`. */
export function targetId(target: EscalationTarget): string {
  if (target.kind === 'person') return `person ${target.person}`;
  return target.kind === 'on-call' && target.desk !== null ? `on-call ${target.desk}` : target.kind;
}

/** The target that such an id stands for; what is none pages leads. */
export function targetOf(id: string): EscalationTarget {
  const [kind = '', of = ''] = id.split(/ (.*)/);
  switch (kind) {
    case 'on-call':
      return { kind, desk: of === '' ? null : of };
    case 'on-shift':
    case 'assignee':
      return { kind };
    case 'person':
      return { kind, person: of };
    default:
      return { kind: 'leads' };
  }
}

/** A policy with a step changed, or with null taken out. */
export function withStep(
  policy: EscalationPolicy,
  index: number,
  step: EscalationStep | null,
): EscalationPolicy {
  const steps = policy.steps.flatMap((one, at) =>
    at !== index ? [one] : step === null ? [] : [step],
  );
  return { ...policy, steps };
}

/** Why policies can't be saved yet; undefined when they can. */
export function policiesMissing(policies: readonly EscalationPolicy[]): string | undefined {
  for (const { name, steps } of policies) {
    if (name.trim() === '') return 'each policy needs a name';
    for (const [index, { afterMin, targets }] of steps.entries()) {
      if (!(afterMin >= 0 && afterMin <= 10_080))
        return `${name}, step ${index + 1}: minutes from 0 to 10,080`;
      if (targets.length === 0) return `${name}, step ${index + 1}: say whom to page`;
    }
  }
  return undefined;
}

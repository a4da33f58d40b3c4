import type { Election } from './election.ts';
import type { ElectionProblem } from './problems.ts';

/** What is wrong with desks and escalation: things named twice, or that the file doesn't have. */
export function deskProblems(election: Election): ElectionProblem[] {
  const { desks, escalation, taxonomy } = election;
  const codes = new Set(
    taxonomy.flatMap(({ code, subs }) => [code, ...subs.map((sub) => `${code}.${sub.code}`)]),
  );
  const ids = new Set(desks.map(({ id }) => id));
  const wanted = new Map<string, string>();
  const problems: ElectionProblem[] = [];
  const add = (path: (string | number)[], message: string): void =>
    void problems.push({ path, message });

  for (const [index, desk] of desks.entries()) {
    if (desks.findIndex(({ id }) => id === desk.id) < index)
      add(['desks', index, 'id'], `${desk.id} is used twice; ids must be unique`);
    for (const [at, category] of desk.categories.entries()) {
      const path = ['desks', index, 'categories', at];
      const other = wanted.get(category);
      if (!codes.has(category))
        add(
          path,
          `${category} is not in the taxonomy; right would be one such as ${[...codes][0]}`,
        );
      else if (other !== undefined)
        add(path, `${category} belongs to ${other} already; right would be one desk a category`);
      else wanted.set(category, desk.id);
    }
    if (desk.hours?.from === desk.hours?.until && desk.hours)
      add(['desks', index, 'hours'], 'begin and end at the same time; leave them out for always');
  }
  for (const [index, policy] of escalation.entries()) {
    if (escalation.findIndex(({ id }) => id === policy.id) < index)
      add(['escalation', index, 'id'], `${policy.id} is used twice; ids must be unique`);
    for (const [at, step] of policy.steps.entries()) {
      const before = policy.steps[at - 1];
      const path = ['escalation', index, 'steps', at];
      if (before && step.afterMin <= before.afterMin)
        add([...path, 'afterMin'], `must be more than the ${before.afterMin} of the step before`);
      for (const [place, target] of step.targets.entries())
        if (target.kind === 'on-call' && target.desk !== null && !ids.has(target.desk))
          add(
            [...path, 'targets', place, 'desk'],
            `there is no desk ${target.desk}; right would be ${[...ids].join(', ') || 'a desk of `desks`'}`,
          );
    }
  }
  return problems;
}

import type { Election } from './election.ts';
import type { ElectionProblem } from './problems.ts';

/** What is wrong with playbooks: ids used twice, categories that the file's taxonomy doesn't have, or named twice. */
export function playbookProblems({ playbooks, taxonomy }: Election): ElectionProblem[] {
  const codes = taxonomy.flatMap(({ code, subs }) => [
    code,
    ...subs.map((sub) => `${code}.${sub.code}`),
  ]);
  const example = codes.find((code) => code.includes('.')) ?? codes[0] ?? 'OPS.long-lines';
  return playbooks.flatMap(({ id, categories }, index): ElectionProblem[] => {
    const first = playbooks.findIndex((one) => one.id === id);
    const again: ElectionProblem[] =
      first === index
        ? []
        : [
            {
              path: ['playbooks', index, 'id'],
              message: `${id} is already used by entry ${first + 1} of playbooks; each needs its own`,
            },
          ];
    const wrong = categories.flatMap((category, at): ElectionProblem[] => {
      const path = ['playbooks', index, 'categories', at];
      if (!codes.includes(category))
        return [
          {
            path,
            message: `${category} is no heading or category of this file's taxonomy; right would be one such as ${example}`,
          },
        ];
      return categories.indexOf(category) === at
        ? []
        : [{ path, message: `${category} is named twice; once is enough` }];
    });
    return [...again, ...wrong];
  });
}

import { z } from 'zod';
import { Severity } from '../incident/incident.ts';
import { deskProblems } from './desk-problems.ts';
import { Election, SlaPolicy } from './election.ts';
import { playbookProblems } from './playbook-problems.ts';

/** One thing wrong in an election file: where (path into the document) and what, with what would be right. */
export interface ElectionProblem {
  path: (string | number)[];
  message: string;
}

/** An election, or everything that is wrong with it at once. */
export type ElectionReading =
  | { ok: true; election: Election }
  | { ok: false; problems: ElectionProblem[] };

/** Checks a parsed document (unknown shape) by the schema and across its parts, and returns all that is wrong. */
export function readElection(document: unknown): ElectionReading {
  const parsed = Election.safeParse(document);
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.flatMap(problemsOf)),
    ...crossProblems(Skeleton.parse(document)),
    ...(parsed.success ? phaseProblems(parsed.data) : []),
    ...(parsed.success ? deskProblems(parsed.data) : []),
    ...(parsed.success ? playbookProblems(parsed.data) : []),
  ];
  return parsed.success && problems.length === 0
    ? { ok: true, election: parsed.data }
    : { ok: false, problems };
}

function problemsOf(issue: z.core.$ZodIssue): ElectionProblem[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: `is no field of an election file; remove it or correct its name`,
      }));
    case 'invalid_value':
      return [
        {
          path,
          message: issue.message.startsWith('Invalid')
            ? `must be ${issue.values.join(', ').replace(/, ([^,]*)$/, ' or $1')}`
            : issue.message,
        },
      ];
    case 'invalid_type':
      return [
        {
          path,
          message:
            issue.input === undefined && /received undefined/.test(issue.message)
              ? `is missing; right would be a ${issue.expected}`
              : `must be a ${issue.expected}`,
        },
      ];
    default:
      return [{ path, message: issue.message }];
  }
}

const some = z.string().optional().catch(undefined);
const list = <T extends z.ZodType>(item: T) =>
  z.array(item.or(z.unknown().transform(() => undefined))).catch([]);

/** The few fields the cross checks look at; what is malformed elsewhere doesn't hide them. */
const Skeleton = z
  .object({
    jurisdictions: list(
      z.object({
        id: some,
        code: some,
        parent: some,
        tile: z.object({ row: z.number(), col: z.number() }).optional().catch(undefined),
      }),
    ),
    taxonomy: list(z.object({ code: some, subs: list(z.object({ code: some })) })),
    dismissReasons: list(z.object({ code: some })),
    outcomes: list(z.object({ code: some })),
    sources: list(z.object({ name: some })),
    webhooks: list(z.object({ name: some })),
    slack: list(z.object({ name: some })),
  })
  .catch({
    jurisdictions: [],
    taxonomy: [],
    dismissReasons: [],
    outcomes: [],
    sources: [],
    webhooks: [],
    slack: [],
  });
type Skeleton = z.infer<typeof Skeleton>;

function crossProblems(skeleton: Skeleton): ElectionProblem[] {
  const { jurisdictions } = skeleton;
  const parents = new Map(
    jurisdictions.flatMap((one) => (one?.id === undefined ? [] : [[one.id, one.parent] as const])),
  );
  return [
    ...repeated(
      ['jurisdictions'],
      'id',
      jurisdictions.map((one) => one?.id),
    ),
    ...repeated(
      ['jurisdictions'],
      'code',
      jurisdictions.map((one) => one?.code),
    ),
    ...repeated(
      ['jurisdictions'],
      'tile',
      jurisdictions.map((one) => one?.tile && `row ${one.tile.row}, col ${one.tile.col}`),
    ),
    ...jurisdictions.flatMap((one, index): ElectionProblem[] => {
      if (one?.parent === undefined) return [];
      const path = ['jurisdictions', index, 'parent'];
      if (!parents.has(one.parent))
        return [{ path, message: `${one.parent} is no id of a jurisdiction in this file` }];
      return one.id !== undefined && inRing(one.id, parents)
        ? [
            {
              path,
              message: `${one.parent} lies below ${one.id} itself; right would be a parent further up`,
            },
          ]
        : [];
    }),
    ...repeated(
      ['taxonomy'],
      'code',
      skeleton.taxonomy.map((one) => one?.code),
    ),
    ...skeleton.taxonomy.flatMap((one, index) =>
      repeated(
        ['taxonomy', index, 'subs'],
        'code',
        (one?.subs ?? []).map((sub) => sub?.code),
      ),
    ),
    ...repeated(
      ['dismissReasons'],
      'code',
      skeleton.dismissReasons.map((one) => one?.code),
    ),
    ...repeated(
      ['outcomes'],
      'code',
      skeleton.outcomes.map((one) => one?.code),
    ),
    ...repeated(
      ['sources'],
      'name',
      skeleton.sources.map((one) => one?.name),
    ),
    ...repeated(
      ['webhooks'],
      'name',
      skeleton.webhooks.map((one) => one?.name),
    ),
    ...repeated(
      ['slack'],
      'name',
      skeleton.slack.map((one) => one?.name),
    ),
    ...skeleton.slack.flatMap((one, index) =>
      one?.name !== undefined && skeleton.webhooks.some((webhook) => webhook?.name === one.name)
        ? [
            {
              path: ['slack', index, 'name'],
              message: `"${one.name}" is a webhook's name too; right would be another: messages are told apart by it`,
            },
          ]
        : [],
    ),
  ];
}

function repeated(
  path: (string | number)[],
  field: string,
  values: (string | undefined)[],
): ElectionProblem[] {
  return values.flatMap((value, index) => {
    const first = value === undefined ? index : values.indexOf(value);
    return first === index
      ? []
      : [
          {
            path: [...path, index, field],
            message: `${value} is already used by entry ${first + 1} of ${path.join('.')}; each needs its own`,
          },
        ];
  });
}

function inRing(start: string, parents: ReadonlyMap<string, string | undefined>): boolean {
  const seen = new Set<string>();
  let at = parents.get(start);
  while (at !== undefined && !seen.has(at)) {
    if (at === start) return true;
    seen.add(at);
    at = parents.get(at);
  }
  return false;
}

/** A phase changes single figures of a policy; what comes out must still be one. */
function phaseProblems(election: Election): ElectionProblem[] {
  return Object.entries(election.slaInPhase ?? {}).flatMap(([phase, bySeverity]) =>
    Severity.options.flatMap((severity) => {
      const tightening = bySeverity?.[severity];
      if (
        tightening === undefined ||
        SlaPolicy.safeParse({ ...election.sla[severity], ...tightening }).success
      )
        return [];
      return [
        {
          path: ['slaInPhase', phase, severity],
          message: `must grow: acknowledgeMin <= actMin <= resolveMin, once it is laid over sla.${severity}`,
        },
      ];
    }),
  );
}

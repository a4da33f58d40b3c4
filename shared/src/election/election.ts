import { z } from 'zod';
import { EscalationPolicy } from '../escalation/escalation.ts';
import { Category, DismissReason, Severity } from '../incident/incident.ts';
import { HappeningKind } from '../message/message.ts';
import { text } from '../text.ts';
import { Tlp } from '../tlp.ts';
import { existsIn, isZone, LOCAL_DATE, LOCAL_TIME } from './local-time.ts';

const name = text(1, 120);
const note = text(1, 400).optional();

const slug = z
  .string()
  .regex(
    /^[a-z0-9]+(?:-[a-z0-9]+)*$/,
    'must be small letters, digits and single hyphens, such as us-general',
  )
  .max(60);

const reasonCode = z
  .string()
  .regex(
    /^[a-z0-9]+(?:-[a-z0-9]+)*$/,
    'must be small letters, digits and single hyphens, such as not-election-related',
  )
  .max(40);

const zone = z.string().refine(isZone, {
  error: (issue) =>
    `${JSON.stringify(issue.input)} is no IANA time zone; right would be a name such as America/Denver`,
});

const localDate = z
  .string()
  .regex(LOCAL_DATE, 'must be a day such as 2028-11-07')
  .refine((day) => !LOCAL_DATE.test(day) || existsIn(day, 'UTC'), 'is no day of the calendar');

const localTime = z
  .string()
  .regex(LOCAL_TIME, 'must be a local time without an offset, such as 2028-11-07T19:00')
  .refine(
    (time) => !LOCAL_TIME.test(time) || existsIn(time, 'UTC'),
    'is no day and time of the calendar',
  );

/**
 * Where the election stands. `polls-open` and `last-hour` follow from the polling windows; the
 * others are dated in the calendar.
 */
export const Phase = z.enum([
  'before',
  'early-voting',
  'polls-open',
  'last-hour',
  'count',
  'certification',
]);
export type Phase = z.infer<typeof Phase>;

/**
 * One stretch during which people can vote. Times are local to `zone`, else to the jurisdiction's
 * main zone. `method: ballot-return` is a vote-by-mail state's span for handing a ballot in.
 */
export const PollWindow = z.strictObject({
  opens: localTime,
  closes: localTime,
  zone: zone.optional(),
  method: z.enum(['in-person', 'ballot-return']).optional(),
  note,
});
export type PollWindow = z.infer<typeof PollWindow>;

/** A node of the geography tree. Without `polls` of its own it takes those of its nearest ancestor. */
export const Jurisdiction = z
  .strictObject({
    id: z
      .string()
      .regex(
        /^[A-Z0-9]+(?:-[A-Z0-9]+)*$/,
        'must be capitals, digits and single hyphens, such as US-AZ',
      )
      .max(40),
    code: z.string().regex(/^[A-Z0-9]{1,6}$/, 'must be 1 to 6 capitals or digits, such as AZ'),
    name,
    parent: z.string().optional(),
    kind: z.enum([
      'country',
      'state',
      'territory',
      'county',
      'municipality',
      'district',
      'precinct',
    ]),
    /** The zone most people there live by. */
    zone,
    /** Further zones within its borders. */
    zones: z.array(zone).optional(),
    /** Place on the wall's tile grid, counted from 1 at the top left. */
    tile: z.strictObject({ row: z.int().min(1).max(40), col: z.int().min(1).max(40) }).optional(),
    polls: z.array(PollWindow).optional(),
    note,
  })
  .superRefine((jurisdiction, context) => {
    for (const [index, window] of (jurisdiction.polls ?? []).entries()) {
      const zoneOfWindow = window.zone ?? jurisdiction.zone;
      // These run beside the checks of the single fields, which have already said what is malformed.
      if (!LOCAL_TIME.test(window.opens) || !LOCAL_TIME.test(window.closes)) continue;
      if (window.closes <= window.opens) {
        context.addIssue({
          code: 'custom',
          path: ['polls', index, 'closes'],
          message: `closes at ${window.closes}, not after it opens at ${window.opens}; right would be a later time`,
        });
      }
      for (const field of ['opens', 'closes'] as const) {
        if (!isZone(zoneOfWindow) || !existsIn(window[field], 'UTC')) continue;
        if (existsIn(window[field], zoneOfWindow)) continue;
        context.addIssue({
          code: 'custom',
          path: ['polls', index, field],
          message: `${window[field]} is skipped by the clocks of ${zoneOfWindow} that day; right would be an hour later`,
        });
      }
    }
  });
export type Jurisdiction = z.infer<typeof Jurisdiction>;

/** One clock set: minutes from the opening of the incident; a warning at `warnAt` of each span. */
export const SlaPolicy = z
  .strictObject({
    acknowledgeMin: z.number().positive(),
    actMin: z.number().positive(),
    resolveMin: z.number().positive(),
    warnAt: z.number().gt(0).lt(1).default(0.75),
  })
  .refine(
    (policy) => policy.acknowledgeMin <= policy.actMin && policy.actMin <= policy.resolveMin,
    {
      message: 'must grow: acknowledgeMin <= actMin <= resolveMin',
    },
  );
export type SlaPolicy = z.infer<typeof SlaPolicy>;

const slaTightening = z.strictObject({
  acknowledgeMin: z.number().positive().optional(),
  actMin: z.number().positive().optional(),
  resolveMin: z.number().positive().optional(),
  warnAt: z.number().gt(0).lt(1).optional(),
});

/** A main heading of the taxonomy; a category is `code` or `code.sub`, such as `OPS.long-lines`. */
export const TaxonomyHeading = z.strictObject({
  code: z
    .string()
    .regex(/^[A-Z][A-Z_]{1,19}$/, 'must be 2 to 20 capitals, such as INFO or OUT_OF_SCOPE'),
  name,
  needsReason: z.boolean().optional(),
  subs: z.array(z.strictObject({ code: reasonCode, name, note })).default([]),
});
export type TaxonomyHeading = z.infer<typeof TaxonomyHeading>;

/** A source the election expects; `silentAfterMin` is how long without a signal counts as silence. */
export const ElectionSource = z.strictObject({
  name: slug,
  kind: z.enum(['post', 'tip', 'call', 'alert', 'partner']),
  title: name,
  silentAfterMin: z.number().positive().optional(),
  tlp: Tlp.optional(),
});
export type ElectionSource = z.infer<typeof ElectionSource>;

const WEB_ADDRESS = /^https?:\/\/(?:\[[0-9a-f:.]+\]|[^\s@/?#:[\]]+)(?::\d{1,5})?(?:[/?][^\s#]*)?$/i;

/** What a target may ask for: a kind, or a kind at one severity, such as `incident.opened.S1`. */
const WEBHOOK_EVENTS: readonly string[] = HappeningKind.options.flatMap((kind) => [
  kind,
  ...Severity.options.map((severity) => `${kind}.${severity}`),
]);

/** What places outside that are told have in common. */
const toldOutside = {
  name: slug,
  secretEnv: z
    .string()
    .regex(/^[A-Z_][A-Z0-9_]*$/, 'must name an environment variable, such as PAGER_SECRET')
    .max(100)
    .optional(),
  secretFile: z
    .string()
    .regex(
      /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/,
      "must be the name of a file in the data directory's secrets, such as pager.secret",
    )
    .max(100)
    .optional(),
  events: z
    .array(
      z.string().refine((event) => WEBHOOK_EVENTS.includes(event), {
        error: (issue) =>
          `${JSON.stringify(issue.input)} is nothing that can be told; right would be ${HappeningKind.options.join(', ')}, or one of these at a severity, such as incident.opened.S1`,
      }),
    )
    .min(1, 'must name at least one event, such as sla.breach'),
  /** What it may know: incidents with a more closed label are kept from it. */
  clearance: z.enum(['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT'], {
    error: 'must be CLEAR, GREEN, AMBER or AMBER+STRICT; RED is for named people only',
  }),
  /** Whether exercises reach it as well; they are marked. */
  drills: z.boolean().default(false),
};

/**
 * A place outside that is told, signed by Standard Webhooks (https://www.standardwebhooks.com). Its
 * secret is never in the file: `secretEnv` names an environment variable, `secretFile` a file in the
 * data directory's `secrets`.
 */
export const Webhook = z
  .strictObject({
    ...toldOutside,
    url: text(1, 2000).regex(
      WEB_ADDRESS,
      'must be an address such as https://pager.example.org/hook, without user name, password or fragment',
    ),
  })
  .refine((webhook) => (webhook.secretEnv === undefined) !== (webhook.secretFile === undefined), {
    message: 'needs its secret from one place: either secretEnv or secretFile',
  });
export type Webhook = z.infer<typeof Webhook>;

/**
 * A chat channel that is told, by an incoming webhook as Slack has them (also Mattermost, Rocket.Chat and
 * others). Whoever knows its address can post there, so the address is the secret: `secretEnv` names an
 * environment variable that holds it, `secretFile` a file in the data directory's `secrets`.
 */
export const Slack = z
  .strictObject(toldOutside)
  .refine((slack) => (slack.secretEnv === undefined) !== (slack.secretFile === undefined), {
    message: 'needs its address from one place: either secretEnv or secretFile',
  });
export type Slack = z.infer<typeof Slack>;

/** A desk that people are on call at. */
export const Desk = z.strictObject({
  id: slug,
  title: name,
  /** Headings or categories whose incidents are its own, such as CYBER or INFO.procedure. */
  categories: z.array(Category).default([]),
  /** How many are needed at a time. */
  least: z.number().int().min(1).max(50).default(1),
  /** Local hours when it is manned; without, always. `until` may be 24:00. */
  hours: z
    .strictObject({
      from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a local time such as 06:00'),
      until: z
        .string()
        .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a local time such as 22:00'),
    })
    .optional(),
});
export type Desk = z.infer<typeof Desk>;

/** Tasks for incidents of some categories. */
export const Playbook = z.strictObject({
  id: slug,
  title: name,
  /** Categories whose incidents get its tasks by themselves. */
  categories: z.array(Category).default([]),
  tasks: z.array(text(1, 240)).min(1).max(30),
});
export type Playbook = z.infer<typeof Playbook>;

const RESERVED_IDS = ['accounts', 'nodes'];

/**
 * One workspace, as its file in `server/elections/` states it: calendar, jurisdictions, taxonomy and
 * policies. Checks that look at the whole file (unique codes, known parents) are in `problems.ts`.
 */
export const Election = z.strictObject({
  /** The name in URLs and on the shared store, where the server keeps things of its own beside. */
  id: slug.refine((id) => !RESERVED_IDS.includes(id), {
    error: (issue) =>
      `${JSON.stringify(issue.input)} is a name under which the server keeps things of its own; right would be one that tells the election, such as us-2028`,
  }),
  name,
  /** Incident numbers are `${numberPrefix}-0042`. */
  numberPrefix: z
    .string()
    .regex(/^[A-Z][A-Z0-9]{0,7}$/, 'must be 1 to 8 capitals or digits, such as US28'),
  electionDay: localDate,
  /** The zone of the desk: wall clocks and calendar dates are in it. */
  zone,
  defaultTlp: Tlp.default('AMBER'),
  /** BCP 47, used where a signal names no language. */
  defaultLanguage: z
    .string()
    .regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]+)*$/, 'must be a language tag such as en or pt-BR')
    .optional(),
  /** True for an exercise: everything in it is marked EXERCISE and counted apart. */
  drill: z.boolean().optional(),
  /** For a drill, the id of the election it was made from. */
  drillOf: slug.optional(),
  /** One short line for walls, such as `Call the desk, ext. 4100`. */
  deskContact: text(1, 60).optional(),
  /** True: anyone may read `/status/ID`, which shows what is labelled CLEAR. A drill never has one. */
  publicStatus: z.boolean().optional(),
  calendar: z
    .array(
      z
        .strictObject({
          id: z.enum(['before', 'early-voting', 'count', 'certification'], {
            error:
              'must be before, early-voting, count or certification; polls-open and last-hour follow from the polling windows',
          }),
          from: z.union([localTime, localDate], {
            error: 'must be a day such as 2028-11-07 or a local time such as 2028-11-07T19:00',
          }),
          until: z
            .union([localTime, localDate], {
              error: 'must be a day such as 2028-11-07 or a local time such as 2028-11-07T19:00',
            })
            .optional(),
          note,
        })
        .refine((entry) => entry.until === undefined || entry.until > entry.from, {
          path: ['until'],
          message: 'must be later than from',
        }),
    )
    .default([]),
  jurisdictions: z.array(Jurisdiction).min(1, 'must hold at least one jurisdiction'),
  taxonomy: z.array(TaxonomyHeading).min(1, 'must hold at least one heading'),
  dismissReasons: z
    .array(z.strictObject({ code: DismissReason, name, note }))
    .min(1, 'must hold at least one reason'),
  outcomes: z
    .array(z.strictObject({ code: reasonCode, name, note }))
    .min(1, 'must hold at least one outcome'),
  /** The policy per severity, whatever the phase. */
  sla: z.strictObject({
    S1: SlaPolicy,
    S2: SlaPolicy,
    S3: SlaPolicy,
    S4: SlaPolicy,
    S5: SlaPolicy,
  }),
  /** What replaces single figures of `sla` while a phase lasts. */
  slaInPhase: z.partialRecord(Phase, z.partialRecord(Severity, slaTightening)).optional(),
  /** A signal this soon after resolving or dismissing may reopen the incident. */
  reopenWindowMin: z.number().positive().default(120),
  /** How long a claim lasts without activity. */
  claimMin: z.number().positive().default(15),
  sources: z.array(ElectionSource).default([]),
  /** Who outside is told of what. */
  webhooks: z.array(Webhook).default([]),
  /** Chat channels that are told. */
  slack: z.array(Slack).optional(),
  /** Where people are on call. */
  desks: z.array(Desk).default([]),
  /** What is to be done, by category. */
  playbooks: z.array(Playbook).default([]),
  /** Whom to page when nobody acknowledges; leads can replace them while the election runs. */
  escalation: z.array(EscalationPolicy).default([]),
});
export type Election = z.infer<typeof Election>;

import { z } from 'zod';
import { EpochMs, Id, IncidentId, WebUrl, text } from '../text.ts';
import { Tlp } from '../tlp.ts';
import { LinkKind, SnoozeCondition } from './work.ts';
import { Category, DismissReason, Occurrence, Severity, Veracity } from './incident.ts';

const commandId = Id;
const expectedVersion = z.int().min(1).max(1_000_000_000);
const signals = z.array(Id).min(1, 'name at least one signal').max(200, 'name at most 200 signals');
const jurisdictions = z.array(Id).max(60, 'name at most 60 jurisdictions');
const tag = text(1, 40);
const on = { commandId, incident: IncidentId };
const versioned = { ...on, expectedVersion };

/** The fields that `incident.change` sets; a new field is added here and shown in its view. */
export const IncidentChanges = z
  .strictObject({
    title: text(1, 240),
    nextStep: text(0, 500),
    severity: Severity,
    veracity: Veracity,
    occurrence: Occurrence,
    category: Category.nullable(),
    jurisdictions,
    tlp: Tlp,
    named: z.array(Id).max(100),
  })
  .partial();
export type IncidentChanges = z.infer<typeof IncidentChanges>;

/** All that can be asked of incidents. Commands that set a field carry `expectedVersion`; tags and notes commute. */
export const IncidentCommand = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('incident.open'),
    commandId,
    title: text(1, 240),
    signals: z.array(Id).max(200).default([]),
    severity: Severity.default('S3'),
    category: Category.nullable().default(null),
    jurisdictions: jurisdictions.default([]),
    tlp: Tlp.optional(),
    occurrence: Occurrence.default('happening'),
    veracity: Veracity.default('unverified'),
    note: text(0, 8000).optional(),
  }),
  z.strictObject({ type: z.literal('incident.link'), ...on, signals }),
  z.strictObject({
    type: z.literal('incident.unlink'),
    ...on,
    signals,
    reason: text(0, 500).optional(),
  }),
  z.strictObject({ type: z.literal('incident.claim'), ...on }),
  z.strictObject({ type: z.literal('incident.acknowledge'), ...on }),
  z.strictObject({ type: z.literal('incident.release'), ...on, reason: text(0, 500).optional() }),
  z.strictObject({ type: z.literal('incident.assign'), ...versioned, assignee: Id.nullable() }),
  z.strictObject({
    type: z.literal('incident.change'),
    ...versioned,
    changes: IncidentChanges,
    reason: text(0, 500).optional(),
  }),
  z.strictObject({
    type: z.literal('incident.tag'),
    ...on,
    add: z.array(tag).max(20).default([]),
    remove: z.array(tag).max(20).default([]),
  }),
  z.strictObject({
    type: z.literal('incident.note'),
    ...on,
    text: text(1, 8000),
    /** People named in it with @: they are told, and watch it from then on. */
    mentions: z.array(Id).max(20).optional(),
  }),
  z.strictObject({
    type: z.literal('incident.task-add'),
    ...on,
    title: text(1, 240),
    assignee: Id.nullable().default(null),
  }),
  z.strictObject({
    type: z.literal('incident.task-set'),
    ...on,
    task: Id,
    done: z.boolean().optional(),
    title: text(1, 240).optional(),
    assignee: Id.nullable().optional(),
  }),
  z.strictObject({ type: z.literal('incident.task-remove'), ...on, task: Id }),
  /** Adds the tasks of a playbook of the election. */
  z.strictObject({ type: z.literal('incident.playbook'), ...on, playbook: Id }),
  z.strictObject({
    type: z.literal('incident.relate'),
    ...on,
    other: IncidentId,
    kind: LinkKind.default('related'),
  }),
  z.strictObject({ type: z.literal('incident.unrelate'), ...on, other: IncidentId }),
  z.strictObject({ type: z.literal('incident.watch'), ...on }),
  z.strictObject({ type: z.literal('incident.unwatch'), ...on }),
  z.strictObject({
    type: z.literal('incident.snooze'),
    ...on,
    until: EpochMs.nullable().default(null),
    condition: SnoozeCondition.nullable().default(null),
    reason: text(0, 500).optional(),
  }),
  z.strictObject({ type: z.literal('incident.wake'), ...on }),
  /** Pages now whom the policy pages next, whatever the clock says. */
  z.strictObject({ type: z.literal('incident.escalate'), ...on, reason: text(0, 500).optional() }),
  /** Signals that belong elsewhere: unlinked here and linked there, at once. */
  z.strictObject({
    type: z.literal('incident.move-signals'),
    ...on,
    signals,
    to: IncidentId,
    reason: text(0, 500).optional(),
  }),
  /** Opens a new incident with some of the signals of this one, which lose their link here. */
  z.strictObject({
    type: z.literal('incident.split'),
    ...on,
    signals,
    title: text(1, 240),
    reason: text(0, 500).optional(),
  }),
  z.strictObject({
    type: z.literal('incident.evidence-add'),
    ...on,
    evidence: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('url'), url: WebUrl, title: text(0, 240).default('') }),
      z.strictObject({
        kind: z.literal('text'),
        text: text(1, 8000),
        title: text(0, 240).default(''),
      }),
      /** A file that was uploaded before: `upload` is the token that the upload answered with. */
      z.strictObject({
        kind: z.literal('file'),
        upload: text(1, 1000),
        title: text(0, 240).default(''),
      }),
    ]),
  }),
  z.strictObject({
    type: z.literal('incident.evidence-remove'),
    ...on,
    evidence: Id,
    reason: text(1, 500),
  }),
  z.strictObject({
    type: z.literal('incident.dismiss'),
    ...versioned,
    reason: DismissReason,
    text: text(0, 2000).optional(),
  }),
  z.strictObject({
    type: z.literal('incident.keep'),
    ...versioned,
    text: text(0, 2000).optional(),
  }),
  z.strictObject({ type: z.literal('incident.confirm'), ...versioned }),
  z.strictObject({
    type: z.literal('incident.mitigate'),
    ...versioned,
    text: text(0, 2000).optional(),
  }),
  z.strictObject({
    type: z.literal('incident.resolve'),
    ...versioned,
    outcome: Id,
    text: text(0, 2000).optional(),
  }),
  z.strictObject({
    type: z.literal('incident.close'),
    ...versioned,
    review: z.enum(['done', 'waived']),
    text: text(0, 2000).optional(),
  }),
  z.strictObject({ type: z.literal('incident.reopen'), ...versioned, reason: text(1, 2000) }),
  z.strictObject({ type: z.literal('incident.merge'), ...versioned, into: IncidentId }),
  z.strictObject({ type: z.literal('incident.unmerge'), ...versioned }),
  z.strictObject({ type: z.literal('incident.undo'), ...on, version: expectedVersion }),
]);
export type IncidentCommand = z.infer<typeof IncidentCommand>;
export type IncidentCommandOf<T extends IncidentCommand['type']> = Extract<
  IncidentCommand,
  { type: T }
>;

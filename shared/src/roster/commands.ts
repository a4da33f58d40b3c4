import { z } from 'zod';
import { EscalationPolicy } from '../escalation/escalation.ts';
import { EpochMs, Id, text } from '../text.ts';
import { Override, Rotation, Shift } from './roster.ts';

const commandId = Id;
/** An id of the caller's own for what is made, so that it can take it back at once; made up when left out. */
const id = Id.optional();
/** The roster's version that was seen: refused when the entry was set anew since. */
const expectedVersion = z.int().min(0).optional();
const reason = text(0, 500).optional();

/** What can be asked of the roster. */
export const RosterCommand = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('roster.shift-add'), commandId, ...Shift.shape, id }),
  z.strictObject({
    type: z.literal('roster.shift-change'),
    commandId,
    shift: Id,
    ...Shift.omit({ id: true }).partial().shape,
    expectedVersion,
  }),
  z.strictObject({ type: z.literal('roster.shift-remove'), commandId, shift: Id, expectedVersion }),
  z.strictObject({
    type: z.literal('roster.override-add'),
    commandId,
    ...Override.shape,
    id,
    instead: Id.nullable().default(null),
  }),
  z.strictObject({ type: z.literal('roster.override-remove'), commandId, override: Id }),
  z.strictObject({
    type: z.literal('roster.rotation-add'),
    commandId,
    ...Rotation.shape,
    id,
    until: Rotation.shape.until.default(null),
    /** Left out: the election's. */
    zone: Rotation.shape.zone.optional(),
  }),
  z.strictObject({
    type: z.literal('roster.rotation-change'),
    commandId,
    rotation: Id,
    ...Rotation.omit({ id: true }).partial().shape,
    expectedVersion,
  }),
  z.strictObject({
    type: z.literal('roster.rotation-remove'),
    commandId,
    rotation: Id,
    expectedVersion,
  }),
  /** To be relieved of a turn of one's own at a desk, or of part of it. */
  z.strictObject({
    type: z.literal('roster.swap-ask'),
    commandId,
    id,
    desk: Id,
    from: EpochMs,
    until: EpochMs,
    reason,
  }),
  z.strictObject({ type: z.literal('roster.swap-take'), commandId, swap: Id }),
  z.strictObject({ type: z.literal('roster.swap-approve'), commandId, swap: Id }),
  z.strictObject({ type: z.literal('roster.swap-decline'), commandId, swap: Id, reason }),
  z.strictObject({ type: z.literal('roster.swap-withdraw'), commandId, swap: Id }),
  z.strictObject({
    type: z.literal('roster.policies-set'),
    commandId,
    policies: z.array(EscalationPolicy).max(20),
    expectedVersion,
  }),
  /** Back to those of the election's file. */
  z.strictObject({ type: z.literal('roster.policies-reset'), commandId, expectedVersion }),
  /** A new address for one's own calendar; the old one ends. */
  z.strictObject({ type: z.literal('roster.feed-renew'), commandId }),
]);
export type RosterCommand = z.infer<typeof RosterCommand>;
export type RosterCommandOf<T extends RosterCommand['type']> = Extract<RosterCommand, { type: T }>;

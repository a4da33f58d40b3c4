import { z } from 'zod';
import { Id, text } from '../text.ts';
import { PersonEvent, QuietHours, WayKind } from './notify.ts';

/** Plain addresses only: no names, no quotes, nothing that a mail header could take for something else. */
export const EmailAddress = z
  .string()
  .trim()
  .max(254)
  .regex(
    /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/,
    'must be an address like ana@example.org',
  );

const base64url = (min: number, max: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]+={0,2}$/, 'must be base64url, as the browser gives it')
    .min(min)
    .max(max);

/** What people can ask of their own rules; nobody can set another's. */
export const RulesCommand = z.discriminatedUnion('type', [
  /** What is left out stays. */
  z.strictObject({
    type: z.literal('rules.set'),
    commandId: Id,
    /** Null: the account's address. */
    email: EmailAddress.nullable().optional(),
    /** By event; an event that is left out stays as it is, null takes it back to the default. */
    ways: z.partialRecord(PersonEvent, z.array(WayKind).max(2).nullable()).optional(),
    quiet: QuietHours.nullable().optional(),
  }),
  /** A browser's push subscription (https://www.w3.org/TR/push-api/). */
  z.strictObject({
    type: z.literal('rules.push-add'),
    commandId: Id,
    label: text(1, 80),
    endpoint: text(12, 1_000).regex(/^https:\/\/[^\s<>"@#]+$/, 'must be an https address'),
    p256dh: base64url(80, 100),
    auth: base64url(20, 40),
  }),
  z.strictObject({ type: z.literal('rules.push-remove'), commandId: Id, push: Id }),
  /** A message to oneself, to see that it arrives. */
  z.strictObject({ type: z.literal('rules.test'), commandId: Id, way: WayKind }),
]);
export type RulesCommand = z.infer<typeof RulesCommand>;

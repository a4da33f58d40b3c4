import { z } from 'zod';
import { Severity } from '../incident/incident.ts';
import { text } from '../text.ts';

/** A way to reach a person. Slack-compatible and plain webhooks are the election's, not a person's. */
export const WayKind = z.enum(['email', 'push']);
export type WayKind = z.infer<typeof WayKind>;

/** What a person can be told of. `page` is an escalation that reached them, `undelivered` a message given up. */
export const PersonEvent = z.enum([
  'page',
  'assigned',
  'mention',
  'watched',
  'snooze-ended',
  'roster',
  'handover',
  'undelivered',
  'display-missing',
]);
export type PersonEvent = z.infer<typeof PersonEvent>;

/** Local times when only pages at `exceptFrom` or worse come through. */
export const QuietHours = z.strictObject({
  from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  until: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  zone: text(1, 60),
  /** Pages at this severity or worse come through all the same; null: none do. */
  exceptFrom: Severity.nullable(),
});
export type QuietHours = z.infer<typeof QuietHours>;

/** How one person wants to be told. Addresses are personal: in the journal they can be erased. */
export interface PersonRules {
  version: number;
  /** An address for e-mail of their own choosing; null: the account's (they set none, or it was erased). */
  email: string | null;
  /** Browsers that take web push, by id; the endpoint's secrets stay in the journal's personal part. */
  push: readonly {
    id: string;
    label: string;
    endpoint: string | null;
    p256dh: string | null;
    auth: string | null;
    addedAt: number;
  }[];
  /** For each event, by which ways. */
  ways: Readonly<Partial<Record<PersonEvent, readonly WayKind[]>>>;
  quiet: QuietHours | null;
  /** When they last sent themselves a test; absent: never. */
  testedAt?: number;
}

/** How many browsers a person can have told of. */
export const MAX_PUSH = 10;
/** A test message can be sent so often. */
export const TEST_EVERY_MS = 20_000;

/** The journal's aggregate of a person's rules. */
export function rulesAggregate(person: string): string {
  return `rules:${person}`;
}

/** One's own rules as the page of notifications reads them: without the secrets of subscriptions. */
export interface NotifyView {
  rules: Omit<PersonRules, 'push'> & {
    push: readonly { id: string; label: string; endpoint: string | null; addedAt: number }[];
  };
  /** The account's address, used where none of one's own is set. */
  account: string;
  /** The ways by which this server can tell people. */
  ways: readonly WayKind[];
  /** Base64url, for a browser's subscription; null where the server sends no push messages. */
  vapidPublicKey: string | null;
  /** The desk's. */
  zone: string;
  /** An exercise tells only those who set rules in it. */
  drill: boolean;
}

import type { PersonEvent, QuietHours, WayKind } from './notify.ts';

/** What happens to a person's rules. Addresses and the secrets of subscriptions are personal: erasable. */
export type RulesEvent =
  | {
      type: 'rules.set';
      data: {
        /** `own`: the one in the personal part; `account`: none of their own (any more). */
        email?: 'own' | 'account';
        /** Null: back to the default. */
        ways?: Partial<Record<PersonEvent, WayKind[] | null>>;
        quiet?: QuietHours | null;
      };
      personal?: { email: string };
    }
  | {
      type: 'rules.push-added';
      data: { push: string };
      personal: { label: string; endpoint: string; p256dh: string; auth: string };
    }
  /** `gone`: the push service said that the subscription is no more. */
  | { type: 'rules.push-removed'; data: { push: string; why: 'person' | 'replaced' | 'gone' } }
  | { type: 'rules.tested'; data: { way: WayKind; message: string } };

import { z } from 'zod';
import { Category, Severity } from '../incident/incident.ts';
import type { Claim, DismissReason } from '../incident/incident.ts';
import { EpochMs, Id, WebUrl, text } from '../text.ts';
import type { Tlp } from '../tlp.ts';

/** By which channel a signal reached its source. */
export const Channel = z.enum([
  'post',
  'tip',
  'call',
  'alert',
  'partner',
  'mail',
  'sms',
  'desk',
  'other',
]);
export type Channel = z.infer<typeof Channel>;

export const SignalState = z.enum(['undecided', 'linked', 'dismissed']);
export type SignalState = z.infer<typeof SignalState>;

/** BCP 47, as far as we use it: `en`, `es-MX`, `zh-Hant`. */
export const Language = z
  .string()
  .regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}$/, 'is not a language tag like en or es-MX');

/** ISO 8601 with a zone, or epoch milliseconds. */
const ObservedAt = z.union(
  [
    EpochMs,
    z
      .string()
      .max(40)
      .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/)
      .refine((value) => !Number.isNaN(Date.parse(value)))
      .transform((value) => Date.parse(value)),
  ],
  { error: 'is not a time with a zone like 2028-11-07T18:14:05Z, nor epoch milliseconds' },
);

/** A signal as a source posts it; everything but `text` is optional. Unknown fields are refused: put them in `raw`. */
export const SignalInput = z.strictObject({
  externalId: text(1, 512).optional(),
  observedAt: ObservedAt.optional(),
  text: text(1, 32_000),
  url: WebUrl.optional(),
  author: text(1, 256).optional(),
  language: Language.optional(),
  channel: Channel.optional(),
  jurisdiction: Id.optional(),
  category: Category.optional(),
  severity: Severity.optional(),
  raw: z.unknown().optional(),
});
export type SignalInput = z.infer<typeof SignalInput>;

/** A signal as the journal folds it, without its text: texts are paged from the library. */
export interface Signal {
  id: string;
  version: number;
  source: string;
  channel: Channel;
  observedAt: number;
  receivedAt: number;
  language: string | null;
  jurisdiction: string | null;
  category: string | null;
  severity: Severity | null;
  tlp: Tlp;
  drill: boolean;
  state: SignalState;
  incidents: string[];
  claim: Claim | null;
  dismissal: { reason: DismissReason; at: number } | null;
  sourceResolvedAt: number | null;
}

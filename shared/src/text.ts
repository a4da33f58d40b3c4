import { z } from 'zod';

/** Half of a surrogate pair standing alone: it can't be written as UTF-8, so it would not come back as it went in. */
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/**
 * Says what makes a text unfit to be kept, or undefined when it is fit.
 * Refused: NUL (cut off by some stores) and lone surrogates (not valid Unicode).
 */
export function unfitText(text: string): string | undefined {
  if (text.includes('\u0000')) return 'holds a NUL character; remove it';
  if (LONE_SURROGATE.test(text)) return 'holds half a surrogate pair, which is not valid Unicode';
  return undefined;
}

/** A text of `min` to `max` UTF-16 units, trimmed, free of NUL and lone surrogates. */
export function text(min: number, max: number) {
  return z
    .string()
    .trim()
    .min(min, min === 1 ? 'must not be empty' : `needs at least ${min} characters`)
    .max(max, `is longer than ${max} characters`)
    .superRefine((value, context) => {
      const unfit = unfitText(value);
      if (unfit !== undefined) context.addIssue({ code: 'custom', message: unfit });
    });
}

/** Epoch milliseconds between 1970 and 2200: later ones are most often microseconds sent by mistake. */
export const EpochMs = z.int().min(0).max(7_258_118_400_000);
export type EpochMs = z.infer<typeof EpochMs>;

/** Ids made by us or by a client: short, plain, safe in a URL, a file name and a log. */
export const Id = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._:+-]{0,127}$/,
    'is not an id (letters, digits and . _ : + - only)',
  );
export type Id = z.infer<typeof Id>;

/** An incident's human number, as in `US28-0042`. */
export const IncidentId = z
  .string()
  .regex(/^[A-Z][A-Z0-9]{0,9}-\d{4,9}$/, 'is not an incident number like US28-0042');
export type IncidentId = z.infer<typeof IncidentId>;

/** An address of the web. */
export const WebUrl = text(1, 2048).refine(
  (value) => /^https?:\/\/[^\s<>"]+$/i.test(value),
  'is not a web address that starts with http:// or https://',
);

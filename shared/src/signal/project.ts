import { sees } from '../access.ts';
import type { Audience } from '../access.ts';
import { scrub } from '../redact.ts';
import type { SignalText } from './events.ts';
import type { Signal } from './signal.ts';

/** A signal as an audience gets it: with its text, without what the source sent raw. */
export interface SignalView extends Omit<Signal, 'dismissal'> {
  text: string;
  url: string | null;
  author: string | null;
  erased: boolean;
  dismissReason: string | null;
}

/** The signal as this audience may see it, or undefined. `texts` is null when they were erased. */
export function projectSignal(
  signal: Signal,
  texts: Pick<SignalText, 'text' | 'url' | 'author'> | null,
  audience: Audience,
  names: readonly string[] = [],
): SignalView | undefined {
  if (!sees(audience, signal)) return undefined;
  const { dismissal, ...rest } = signal;
  const visitor = audience.redaction === 'visitor';
  const text = texts?.text ?? '(text erased)';
  return {
    ...rest,
    source: visitor ? signal.channel : signal.source,
    claim: audience.redaction === 'none' ? signal.claim : null,
    text: visitor ? scrub(text, names) : text,
    url: visitor ? null : (texts?.url ?? null),
    author: audience.redaction === 'none' ? (texts?.author ?? null) : null,
    erased: texts === null,
    dismissReason: dismissal?.reason ?? null,
  };
}

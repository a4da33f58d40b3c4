import { audienceOf, sees } from '../access.ts';
import type { DecisionContext } from '../decision.ts';
import type { SignalFilters } from './commands.ts';
import type { Signal } from './signal.ts';

/**
 * The oldest undecided signals that fit, that nobody holds (the asker neither) and that the asker may
 * see: at most `count`, oldest first. Whoever has lost a race looks a little further down the queue, each
 * person elsewhere, so that many who ask at once don't keep meeting at its head.
 */
export function nextBatch(
  { count, filters }: { count: number; filters: SignalFilters },
  context: Pick<DecisionContext, 'now' | 'subject' | 'by' | 'queue' | 'tries'>,
): Signal[] {
  const { subject, now, tries } = context;
  const audience = audienceOf(subject);
  const skip = tries === 0 ? 0 : placeOf(`${subject.id}:${tries}`, tries * 2) * count;
  const skipped: Signal[] = [];
  const batch: Signal[] = [];
  for (const signal of context.queue()) {
    if (signal.claim && signal.claim.until > now) continue;
    if (!fits(signal, filters)) continue;
    if (subject.kind !== 'system' && !(audience && sees(audience, signal))) continue;
    if (skipped.length < skip) skipped.push(signal);
    else batch.push(signal);
    if (batch.length === count) return batch;
  }
  // The end of the queue: what was passed over, newest first, so that older ones stay for its head.
  while (batch.length < count) {
    const signal = skipped.pop();
    if (!signal) break;
    batch.unshift(signal);
  }
  return batch;
}

function fits(signal: Signal, filters: SignalFilters): boolean {
  const { source, language, jurisdiction, severity } = filters;
  return (
    (source === undefined || signal.source === source) &&
    (jurisdiction === undefined || signal.jurisdiction === jurisdiction) &&
    (severity === undefined || signal.severity === severity) &&
    (language === undefined ||
      signal.language === language ||
      signal.language?.startsWith(`${language}-`) === true)
  );
}

/** A place from 0 to `places` - 1 that depends on the text alone (FNV-1a). */
function placeOf(text: string, places: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1)
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash % places;
}

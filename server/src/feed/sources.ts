import type { Audience, SourceView, Tlp } from '@warroom/shared';
import { sees } from '@warroom/shared';

/**
 * How the sources stand, as an audience may know it. Counts are kept for all labels together, so only those
 * who see what comes in by default (`defaultTlp`) get them; others learn whether a source speaks, by the
 * minute. Visitors don't learn what the sources are called.
 */
export function sourcesFor(
  sources: readonly SourceView[],
  audience: Audience,
  defaultTlp: Tlp,
): SourceView[] {
  const counted = sees(audience, { tlp: defaultTlp });
  return sources.map((source, index) => {
    const lastAt = counted || source.lastAt === null ? source.lastAt : wholeMinute(source.lastAt);
    const view = { ...source, lastAt, count: counted ? source.count : 0 };
    if (audience.redaction !== 'visitor') return view;
    return { ...view, name: `source-${index + 1}`, title: source.kind };
  });
}

function wholeMinute(at: number): number {
  return Math.floor(at / 60_000) * 60_000;
}

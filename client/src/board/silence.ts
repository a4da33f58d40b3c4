import type { SourceView } from '@warroom/shared';

export interface SilentSource {
  source: SourceView;
  silentMs: number;
}

/** Sources that should have reported by now, longest silent first. One that never has is counted from never. */
export function silentSources(sources: readonly SourceView[], now: number): SilentSource[] {
  return sources
    .flatMap((source) => {
      if (source.silentAfterMs === null || source.lastAt === null) return [];
      const silentMs = now - source.lastAt;
      return silentMs > source.silentAfterMs ? [{ source, silentMs }] : [];
    })
    .toSorted((a, b) => b.silentMs - a.silentMs);
}

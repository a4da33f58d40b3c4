import type { Audience, TrackedIncident } from '@warroom/shared';
import { labelAt, sees } from '@warroom/shared';

/**
 * The seq at which an audience last saw anything of an incident: its last change while visible, or the
 * change that hid it. 0 when it never could. What happens to it while hidden does not move this.
 */
export function lastVisibleChange(tracked: TrackedIncident, audience: Audience): number {
  if (sees(audience, tracked.incident)) return tracked.seq;
  const { labels } = tracked;
  for (let index = labels.length - 2; index >= 0; index -= 1) {
    const label = labels[index];
    if (label && sees(audience, label)) return labels[index + 1]?.seq ?? 0;
  }
  return 0;
}

/**
 * What an audience that stood at `seq` must be told of an incident: that it is new or changed (`upsert`),
 * that it may no longer see it (`removal`: only if it could at `seq`), or nothing.
 */
export function changeSince(
  tracked: TrackedIncident,
  audience: Audience,
  seq: number,
): 'upsert' | 'removal' | undefined {
  if (tracked.seq <= seq) return undefined;
  if (sees(audience, tracked.incident)) return 'upsert';
  const then = labelAt(tracked, seq);
  return then && sees(audience, then) ? 'removal' : undefined;
}

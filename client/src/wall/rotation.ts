/** A scene's turn in the rotation. */
export interface Turn {
  /** The same scene may have several turns. */
  key: string;
  dwellMs: number;
  hasContent: boolean;
}

/**
 * The key of the turn that is on at `nowMs`, server time; null when none has content. A function of time
 * alone: walls with the same turns agree and nothing has to fire. An empty turn's time goes to the
 * next one with content, so that content coming and going does not shift the others.
 */
export function turnAt(turns: readonly Turn[], nowMs: number): string | null {
  if (!turns.some((turn) => turn.hasContent)) return null;
  const cycleMs = turns.reduce((total, turn) => total + turn.dwellMs, 0);
  let left = ((nowMs % cycleMs) + cycleMs) % cycleMs;
  let index = 0;
  for (const [place, turn] of turns.entries()) {
    index = place;
    if (left < turn.dwellMs) break;
    left -= turn.dwellMs;
  }
  for (let step = 0; step < turns.length; step += 1) {
    const turn = turns[(index + step) % turns.length];
    if (turn?.hasContent === true) return turn.key;
  }
  return null;
}

/** How long before its turn a scene is drawn, hidden, and how long it stays after, for the cross-fade. */
export const LEAD_MS = 2_000;
const TRAIL_MS = 500;

/** Keys of the turns to be mounted at `nowMs`, the one on show first; `keyAt` says which is on when. */
export function mountedAt(keyAt: (atMs: number) => string | null, nowMs: number): string[] {
  const keys = [nowMs, nowMs - TRAIL_MS, nowMs + LEAD_MS].map(keyAt);
  return [...new Set(keys.filter((key) => key !== null))];
}

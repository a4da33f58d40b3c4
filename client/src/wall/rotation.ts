/** A scene's turn in the rotation. */
export interface Turn {
  id: string;
  dwellMs: number;
  hasContent: boolean;
}

/**
 * The id of the scene on show at `nowMs`, server time; null when none has content. A function of time
 * alone: walls with the same turns agree and nothing has to fire. An empty scene's time goes to the
 * next one with content, so that content coming and going does not shift the others.
 */
export function sceneAt(turns: readonly Turn[], nowMs: number): string | null {
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
    if (turn?.hasContent === true) return turn.id;
  }
  return null;
}

/** How long before its turn a scene is drawn, hidden, and how long it stays after, for the cross-fade. */
export const LEAD_MS = 2_000;
const TRAIL_MS = 500;

/** Ids of the scenes to be mounted at `nowMs`, the one on show first. */
export function mountedAt(turns: readonly Turn[], nowMs: number): string[] {
  const ids = [nowMs, nowMs - TRAIL_MS, nowMs + LEAD_MS].map((at) => sceneAt(turns, at));
  return [...new Set(ids.filter((id) => id !== null))];
}

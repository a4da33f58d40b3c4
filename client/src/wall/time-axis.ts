const MINUTE = 60_000;
const STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map((minutes) => minutes * MINUTE);

/** A point of time on an axis: where, from 0 at the left to 1, and when. */
export interface Mark {
  at: number;
  share: number;
}

/**
 * Round times within a span, at most three, none so far right that its label would be cut. `offsetMs`
 * is the zone's distance from UTC, so that steps of hours fall on whole hours there.
 */
export function roundMarks(fromMs: number, toMs: number, offsetMs: number): Mark[] {
  const spanMs = Math.max(1, toMs - fromMs);
  const step = STEPS_MS.find((each) => spanMs / each <= 3.2) ?? 1_440 * MINUTE;
  const marks: Mark[] = [];
  for (let at = Math.ceil((fromMs + offsetMs) / step) * step - offsetMs; at <= toMs; at += step) {
    const share = (at - fromMs) / spanMs;
    if (share <= 0.86) marks.push({ at, share });
  }
  return marks;
}

/**
 * How high a stacked chart must reach so that what stands at its left stays under a title of
 * `titleShare` of its height and `titleWidth` of its width. `totals` runs from left to right.
 */
export function headroom(
  totals: readonly number[],
  titleShare: number,
  titleWidth: number,
): number {
  const highest = Math.max(1, ...totals);
  const left = totals.slice(0, Math.ceil(totals.length * titleWidth));
  return Math.max(highest, Math.max(0, ...left) / (1 - titleShare));
}

import type { Rules, Write } from '../decision.ts';
import { gapKey } from './evolve.ts';
import { gapsBetween } from './on-call.ts';
import { ROSTER_AGGREGATE } from './roster.ts';
import type { Gap, Roster } from './roster.ts';

const HOUR_MS = 3_600_000;
/** So long before a gap begins it is told. */
export const GAP_HORIZON_MS = 24 * HOUR_MS;
/** Where none is in sight, the clock looks again after so long. */
const LOOK_AGAIN_MS = 6 * HOUR_MS;

type GapRules = Pick<Rules, 'desks' | 'zone'>;

/** The key of what is written of a gap: the same on every node. */
export function gapFoundKey(gap: Gap): string {
  return `roster-gap:${gapKey(gap)}`;
}

function untold(
  roster: Roster,
  rules: GapRules,
  now: number,
  done: ReadonlySet<string> | undefined,
): Gap[] {
  const gaps = gapsBetween(
    roster,
    rules.desks,
    rules.zone,
    now,
    now + GAP_HORIZON_MS + LOOK_AGAIN_MS,
  );
  return gaps.filter(
    (gap) => !roster.gapsTold.includes(gapKey(gap)) && done?.has(gapFoundKey(gap)) !== true,
  );
}

/**
 * When the clock has next to look for gaps, epoch ms: at once when one begins within a day that was not
 * told, else when the next does; undefined while there is no roster.
 */
export function nextGapLookAt(
  roster: Roster,
  rules: GapRules,
  now: number,
  done?: ReadonlySet<string>,
): number | undefined {
  if (roster.version === 0 || rules.desks.length === 0) return undefined;
  const [first] = untold(roster, rules, now, done);
  return first ? Math.max(now, first.from - GAP_HORIZON_MS) : now + LOOK_AGAIN_MS;
}

/** Gaps that begin within a day and were not told: one keyed write each, so that it happens once. */
export function decideGaps(
  roster: Roster,
  rules: GapRules,
  now: number,
  done?: ReadonlySet<string>,
): { key: string; writes: Write[] }[] {
  if (roster.version === 0) return [];
  return untold(roster, rules, now, done)
    .filter(({ from }) => from <= now + GAP_HORIZON_MS)
    .map((gap, index) => ({
      key: gapFoundKey(gap),
      writes: [
        {
          aggregate: ROSTER_AGGREGATE,
          expectedVersion: roster.version + index,
          event: { type: 'roster.gap-found', data: gap },
        },
      ],
    }));
}

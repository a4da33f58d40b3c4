import { presences, turnsBetween } from '../roster/turns.ts';
import type { Roster } from '../roster/roster.ts';

const HOUR_MS = 3_600_000;
/** A turn that ended so long ago is still the one handed over. */
const LATE_MS = 2 * HOUR_MS;

/**
 * The time a brief is about unless it is said: the person's turn that is on, else the one that ended
 * within the last two hours, at that desk (null: at any); without one, the last 8 hours. Epoch ms.
 */
export function shiftSpan(
  roster: Roster,
  person: string,
  desk: string | null,
  now: number,
): { from: number; until: number } {
  const own = presences(turnsBetween(roster, now - 24 * HOUR_MS, now + HOUR_MS)).filter(
    (turn) => turn.person === person && (desk === null || turn.desk === desk) && turn.from <= now,
  );
  const on = own.findLast((turn) => turn.until > now);
  const late = own.findLast((turn) => turn.until > now - LATE_MS);
  const turn = on ?? late;
  return turn ? { from: turn.from, until: turn.until } : { from: now - 8 * HOUR_MS, until: now };
}

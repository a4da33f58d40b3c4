import type { ScheduleRule, Walls } from '@warroom/shared';
import { targetKey } from '@warroom/shared';
import { isAlways } from './schedule-words.ts';

/** At most so many rules; the server's bound. */
export const MOST_RULES = 50;

const LOCAL_TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** A rule for all displays at any time, to be narrowed. */
export function newRule(id: string, playlist: string): ScheduleRule {
  return { id, target: { kind: 'all' }, playlist, hours: null, days: null, phases: null };
}

/** What is wrong with a rule, in words; undefined where nothing is. */
export function ruleProblem(rule: ScheduleRule, playlists: Walls['playlists']): string | undefined {
  if (playlists[rule.playlist] === undefined) return 'choose a playlist';
  const { hours, days, phases } = rule;
  if (hours !== null && !(LOCAL_TIME.test(hours.from) && LOCAL_TIME.test(hours.until)))
    return 'hours are written like 18:30';
  if (hours !== null && hours.from === hours.until)
    return 'it begins and ends at the same time; make it all day, or give it another end';
  if (days !== null && days.length === 0) return 'choose a day, or every day';
  if (phases !== null && phases.length === 0) return 'choose a phase, or any';
  return undefined;
}

/** The first problem of a schedule with the number of its rule, counted from 1; undefined where it can be saved. */
export function scheduleProblem(
  rules: readonly ScheduleRule[],
  playlists: Walls['playlists'],
): string | undefined {
  return rules
    .map((rule, at) => {
      const problem = ruleProblem(rule, playlists);
      return problem === undefined ? undefined : `rule ${at + 1}: ${problem}`;
    })
    .find((problem) => problem !== undefined);
}

/** The number (from 1) of the earlier rule because of which this one never shows; null where it may. */
export function hiddenBy(rules: readonly ScheduleRule[], at: number): number | null {
  const rule = rules[at];
  if (rule === undefined) return null;
  const by = rules
    .slice(0, at)
    .findIndex(
      (other) =>
        isAlways(other) &&
        (other.target.kind === 'all' || targetKey(other.target) === targetKey(rule.target)),
    );
  return by === -1 ? null : by + 1;
}

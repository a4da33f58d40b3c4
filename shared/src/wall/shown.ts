import { localDateOf, localMinuteOf } from '../election/local-time.ts';
import type { Phase } from '../election/election.ts';
import { isPinnedAt } from './evolve.ts';
import type { PlaylistTurn, WallProgram } from './wall.ts';

/** A display that follows nothing but its own scenes. */
export const NO_PROGRAM: WallProgram = {
  rules: [],
  pin: null,
  pausedAt: null,
  announcements: [],
  views: [],
};

/** What a schedule is judged by besides the time. */
export interface When {
  /** The election's, IANA. */
  zone: string;
  /** The election's at that time. */
  phaseNow: Phase;
}

type Rule = WallProgram['rules'][number];

/**
 * The turns that the schedule has for a time (epoch ms, the server's); null where no rule holds: then the
 * display's own scenes, or all. Hours and days go by what clocks in the zone show: when they go back,
 * an hour that is shown twice counts twice; one that is skipped never comes.
 */
export function turnsAt(program: WallProgram, now: number, when: When): PlaylistTurn[] | null {
  return ruleAt(program, now, when)?.turns ?? null;
}

/** The first rule that holds at that time, or undefined. */
export function ruleAt(
  { rules }: Pick<WallProgram, 'rules'>,
  now: number,
  { zone, phaseNow }: When,
): Rule | undefined {
  return rules.find(
    ({ hours, days, phases }) =>
      (phases === null || phases.includes(phaseNow)) && isWithin(hours, days, now, zone),
  );
}

const DAY_MS = 86_400_000;

function isWithin(hours: Rule['hours'], days: Rule['days'], now: number, zone: string): boolean {
  if (hours === null && days === null) return true;
  const minute = localMinuteOf(now, zone);
  const from = hours === null ? 0 : minuteOf(hours.from);
  const until = hours === null ? 1_440 : minuteOf(hours.until);
  const isOverMidnight = until <= from;
  const isIn = isOverMidnight ? minute >= from || minute < until : minute >= from && minute < until;
  if (!isIn || days === null) return isIn;
  // After midnight it is the evening before that counts.
  const isSince = isOverMidnight && minute < until;
  const dateMs = Date.parse(`${localDateOf(now, zone)}T00:00:00Z`) - (isSince ? DAY_MS : 0);
  return days.includes(new Date(dateMs).getUTCDay());
}

function minuteOf(local: string): number {
  return Number(local.slice(0, 2)) * 60 + Number(local.slice(3, 5));
}

/** What a display shows at a time, before it is asked what has content. */
export interface Shown {
  /** A scene that stays while it has anything to show. */
  pin: PlaylistTurn | null;
  /** The schedule's turns, or null for the display's own scenes. */
  turns: PlaylistTurn[] | null;
  /** The time that the rotation is at, epoch ms: now, or when it was paused. */
  at: number;
}

/** What a display shows at `now` (epoch ms, server time): a pin over a pause, over the schedule, over its own scenes. */
export function shownAt(
  program: WallProgram,
  now: number,
  { zone, phaseAt }: { zone: string; phaseAt(at: number): Phase },
): Shown {
  const at = program.pausedAt === null ? now : Math.min(now, program.pausedAt);
  // Asked for only where it matters: it looks at every polling place.
  const needsPhase = program.rules.some(({ phases }) => phases !== null);
  const turns = turnsAt(program, at, { zone, phaseNow: needsPhase ? phaseAt(at) : 'before' });
  return { pin: isPinnedAt(program.pin, now) ? program.pin.turn : null, turns, at };
}

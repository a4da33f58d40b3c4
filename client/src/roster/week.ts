import { dayNumberOf, dayOf, instantOf, localDateOf, phaseAt } from '@warroom/shared';
import type { CompiledElection, Phase } from '@warroom/shared';

const HOUR_MS = 3_600_000;
const DAYS = 7;

/** A local day of a week on show. */
export interface WeekDay {
  /** Days since 1970-01-01, of its calendar date. */
  number: number;
  /** Like 2028-11-05. */
  date: string;
  from: number;
  until: number;
  /** 24, but 23 or 25 where clocks change. */
  hours: number;
  /** What the calendar says of it: "Election day", "Count"; empty where nothing. */
  note: string;
}

/** Seven local days, Sunday first, with their real lengths. */
export interface Week {
  from: number;
  until: number;
  days: readonly WeekDay[];
}

const NOTES: Partial<Record<Phase, string>> = {
  'early-voting': 'Early voting',
  'polls-open': 'Polls open',
  'last-hour': 'Polls open',
  count: 'Count',
  certification: 'Certification',
};

/** The week of a day (`2028-11-07`) in the election's zone; the week of `now` where the text is no day. */
export function weekOf(election: CompiledElection, day: string, now: number): Week {
  const { zone, electionDay } = election.election;
  const asked = dayNumberOf(day);
  const number = Number.isNaN(asked) ? dayNumberOf(localDateOf(now, zone)) : asked;
  // 1970-01-01 was a Thursday.
  const first = number - ((((number + 4) % DAYS) + DAYS) % DAYS);
  const days = Array.from({ length: DAYS }, (_, index): WeekDay => {
    const one = first + index;
    const from = instantOf(one, 0, zone);
    const until = instantOf(one + 1, 0, zone);
    const date = dayOf(one);
    const note =
      date === electionDay
        ? 'Election day'
        : (NOTES[phaseAt(election, from + (until - from) / 2)] ?? '');
    return { number: one, date, from, until, hours: (until - from) / HOUR_MS, note };
  });
  return { from: days[0]?.from ?? now, until: days.at(-1)?.until ?? now, days };
}

/** The first day of the week so many weeks on, for the address. */
export function weekAfter(week: Week, weeks: number): string {
  return dayOf((week.days[0]?.number ?? 0) + weeks * DAYS);
}

/** Where an instant stands in a week: 0 at its begin, 1 at its end, never outside. */
export function shareOf(week: Pick<Week, 'from' | 'until'>, at: number): number {
  return Math.min(1, Math.max(0, (at - week.from) / (week.until - week.from)));
}

/** The day on which a time is drawn first; the first for what began before the week. -1 outside. */
export function dayIndexOf(week: Week, from: number, until: number): number {
  if (until <= week.from || from >= week.until) return -1;
  const index = week.days.findIndex((day) => from < day.until);
  return Math.max(0, index);
}

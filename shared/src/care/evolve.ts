import type { SectionFold } from '../sections.ts';
import type { SectionOccurred, Sections } from '../section.ts';
import { CARE_DAYS } from './care.ts';
import type { Care } from './care.ts';
import type { CareEvent } from './events.ts';

/** The section before the first event, and what each event makes of it. */
export const careSection: SectionFold<Sections['care']> = {
  empty: () => ({}),
  evolve: (state, person, event) =>
    event.type === 'care.reported' ? { ...state, [person]: reported(state[person], event) } : state,
};

function reported(before: Care | undefined, event: SectionOccurred): Care {
  const { day, minutes } = event.data as CareEvent['data'];
  const days = { ...before?.minutesByDay };
  // Tenths, so that sums stay as they read.
  days[day] = Math.round(((days[day] ?? 0) + minutes) * 10) / 10;
  const kept = Object.entries(days)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(-CARE_DAYS);
  return { minutesByDay: Object.fromEntries(kept), lastAt: event.at };
}

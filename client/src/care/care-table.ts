import type { Care, CareView } from '@warroom/shared';

const DAYS = 7;
const DAY_MS = 86_400_000;

/** The last seven local days, newest first, and the minutes of each person in them. */
export function careTable(
  view: Pick<CareView, 'today'>,
  people: readonly { name: string; care: Care }[],
): {
  days: { day: string; words: string }[];
  rows: { key: string; name: string; minutes: number[]; sum: number }[];
} {
  // Days are named, not counted in hours: at noon UTC no change of clocks plays a part.
  const noon = Date.parse(`${view.today}T12:00:00Z`);
  const days = Array.from({ length: DAYS }, (_, back) => {
    const day = new Date(noon - back * DAY_MS).toISOString().slice(0, 10);
    return { day, words: back === 0 ? 'today' : dayWords(day) };
  });
  const rows = people
    .map(({ name, care }, index) => {
      const minutes = days.map(({ day }) => care.minutesByDay[day] ?? 0);
      const sum = minutes.reduce((before, one) => before + one, 0);
      return { key: `${index} ${name}`, name, minutes, sum };
    })
    .filter(({ sum }) => sum > 0);
  return { days, rows };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "6 Nov". */
function dayWords(day: string): string {
  return `${Number(day.slice(8, 10))} ${MONTHS[Number(day.slice(5, 7)) - 1] ?? ''}`;
}

/** "–", "under 1 min", "12 min", "2 h 05". */
export function minutesWords(minutes: number): string {
  if (minutes === 0) return '–';
  if (minutes < 1) return 'under 1 min';
  const whole = Math.floor(minutes);
  return whole < 60
    ? `${whole} min`
    : `${Math.floor(whole / 60)} h ${String(whole % 60).padStart(2, '0')}`;
}

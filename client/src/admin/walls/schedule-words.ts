import type { Phase, ScheduleRule } from '@warroom/shared';
import { targetWords } from '../../wall-control/targets.ts';
import type { WallsView } from '../../wall-control/walls-view.ts';

/** The election's phases as people call them, in their order. */
export const PHASES: readonly { id: Phase; label: string }[] = [
  { id: 'before', label: 'Before voting' },
  { id: 'early-voting', label: 'Early voting' },
  { id: 'polls-open', label: 'Polls open' },
  { id: 'last-hour', label: 'Last hour' },
  { id: 'count', label: 'Count' },
  { id: 'certification', label: 'Certification' },
];

/** The days of the week, Monday first; 0 is Sunday, as the server has it. */
export const DAYS: readonly { id: number; label: string }[] = [
  { id: 1, label: 'Mon' },
  { id: 2, label: 'Tue' },
  { id: 3, label: 'Wed' },
  { id: 4, label: 'Thu' },
  { id: 5, label: 'Fri' },
  { id: 6, label: 'Sat' },
  { id: 0, label: 'Sun' },
];

/** "18:00–06:00", "all day". */
function hoursWords(hours: ScheduleRule['hours']): string {
  return hours === null ? 'all day' : `${hours.from}–${hours.until}`;
}

/** "Mon–Fri", "Mon, Wed", "every day". */
export function daysWords(days: ScheduleRule['days']): string {
  if (days === null || days.length === 7) return 'every day';
  const places = DAYS.flatMap(({ id }, place) => (days.includes(id) ? [place] : []));
  const [first] = places;
  const last = places.at(-1);
  const label = (place: number | undefined): string => DAYS[place ?? 0]?.label ?? '';
  const isRun =
    places.length > 2 && last !== undefined && last - (first ?? 0) === places.length - 1;
  return isRun ? `${label(first)}–${label(last)}` : places.map(label).join(', ');
}

/** "in any phase", "polls open, last hour". */
function phasesWords(phases: ScheduleRule['phases']): string {
  if (phases === null || phases.length === PHASES.length) return 'in any phase';
  return PHASES.filter(({ id }) => phases.includes(id))
    .map(({ label }) => label.toLowerCase())
    .join(', ');
}

/** "Night on group North, 18:00–06:00, Mon–Fri, in any phase". */
export function ruleWords(
  rule: ScheduleRule,
  { walls, displays }: Pick<WallsView, 'walls' | 'displays'>,
): string {
  const title = walls.playlists[rule.playlist]?.title ?? 'a playlist that is gone';
  return [
    `${title} on ${targetWords(rule.target, { displays })}`,
    hoursWords(rule.hours),
    daysWords(rule.days),
    phasesWords(rule.phases),
  ].join(', ');
}

/** Whether a rule holds at any time for all that it names: what comes after it for them never shows. */
export function isAlways({ hours, days, phases }: ScheduleRule): boolean {
  return hours === null && days === null && phases === null;
}

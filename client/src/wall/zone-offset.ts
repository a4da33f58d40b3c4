import { formatClock, formatMinute } from '../ui/format.ts';

/** How far a zone's clocks are ahead of UTC at an instant, ms, to the minute; negative to the west. */
export function zoneOffsetMs(atMs: number, zone: string): number {
  const minutesOf = (clock: string): number => {
    const [hours = 0, minutes = 0] = clock.split(':').map(Number);
    return hours * 60 + minutes;
  };
  const apart = minutesOf(formatMinute(atMs, zone)) - minutesOf(formatClock(atMs, 'UTC'));
  // Clocks are at most 14 hours ahead and 12 behind: what seems more is the next or the last day.
  const minutes = apart > 14 * 60 ? apart - 1_440 : apart < -12 * 60 ? apart + 1_440 : apart;
  return minutes * 60_000;
}

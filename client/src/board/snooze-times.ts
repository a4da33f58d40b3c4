import { epochMsOf, localDateOf, nextPollsEvents } from '@warroom/shared';
import type { CompiledElection } from '@warroom/shared';

/** An end of a snooze that can be taken with one key. */
export interface SnoozePreset {
  id: string;
  label: string;
  /** Epoch ms. */
  until: number;
}

const MINUTE_MS = 60_000;
const MORNING = '08:00';

/** Ends to choose from, as they stand now: half an hour, two, until polls close, tomorrow in the election's zone. */
export function snoozePresets(election: CompiledElection, now: number): SnoozePreset[] {
  const { zone } = election.election;
  const closes = nextPollsEvents(election, now, 20).find(({ kind }) => kind === 'closes');
  return [
    { id: '30min', label: '30 minutes', until: now + 30 * MINUTE_MS },
    { id: '2h', label: '2 hours', until: now + 120 * MINUTE_MS },
    ...(closes
      ? [
          {
            id: 'polls',
            label: `Until polls close: ${closes.jurisdictions.slice(0, 3).join(', ')}`,
            until: closes.at,
          },
        ]
      : []),
    { id: 'tomorrow', label: `Tomorrow ${MORNING}`, until: tomorrowAt(MORNING, now, zone) },
  ];
}

/** A local time on the day after today, in a zone. */
function tomorrowAt(time: string, now: number, zone: string): number {
  // Noon, so that no change of clocks can lead to another day.
  const noon = epochMsOf(`${localDateOf(now, zone)}T12:00`, zone);
  return epochMsOf(`${localDateOf(noon + 24 * 60 * MINUTE_MS, zone)}T${time}`, zone);
}

/** What a field for a local time and date holds (`2028-11-07T18:30`), read in a zone; NaN when it is none. */
export function momentOf(local: string, zone: string): number {
  return epochMsOf(local, zone);
}

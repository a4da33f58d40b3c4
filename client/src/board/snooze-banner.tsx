import type { IncidentView, TimelineEntry } from '@warroom/shared';
import { useStore } from 'zustand';
import { useAtNow } from '../store/ticker.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { formatAgeLong, formatMoment } from '../ui/format.ts';
import { performOnIncident } from './perform.ts';
import { useBlocked, useKeyOf, useNames, useRoom } from './room-context.ts';
import { conditionWords } from './work-words.ts';

/** Says until when or until what an incident is out of sight, how far that has come, and wakes it. */
export function SnoozeBanner({
  incident,
  canWrite,
}: {
  incident: IncidentView;
  canWrite: boolean;
}) {
  const room = useRoom();
  const names = useNames();
  const blocked = useBlocked() ?? undefined;
  const wakeKey = useKeyOf('snooze');
  const entries = useStore(room.timeline.store, (state) => state.entries);
  const { snooze } = incident;
  const { zone } = room.election.election;
  const left = useAtNow(room.clock, (now) =>
    snooze?.until == null ? '' : formatAgeLong(Math.max(0, snooze.until - now)),
  );
  const soFar = useAtNow(room.clock, (now) =>
    snooze?.condition?.kind === 'signals'
      ? linkedWithin(entries, snooze.condition.withinMin, now)
      : 0,
  );
  if (snooze === null) return null;
  const { until, condition, by } = snooze;
  const parts = [
    ...(until === null
      ? []
      : [`until ${formatMoment(until, room.feed.serverNow(), zone)} (${left} left)`]),
    ...(condition === null ? [] : [`until ${conditionWords(condition)}`]),
  ];
  const progress = condition?.kind === 'signals' ? `${soFar} of ${condition.count} so far. ` : '';
  const who = by === null ? '' : `By ${by === room.me ? 'you' : names.person(by)}. `;
  return (
    <Banner
      title={`Snoozed ${parts.join(' or ')}`}
      actions={
        canWrite && (
          <Button
            size="s"
            keyHint={wakeKey}
            disabledReason={blocked}
            onClick={() => performOnIncident(room, incident.id, 'wake')}
          >
            Wake
          </Button>
        )
      }
    >
      {`${progress}${who}Its clocks go on.`}
    </Banner>
  );
}

/** Signals linked since the incident was last snoozed, within the last so many minutes before `now`. */
export function linkedWithin(
  entries: readonly Pick<TimelineEntry, 'type' | 'at' | 'data'>[],
  withinMin: number,
  now: number,
): number {
  const from = entries.findLastIndex(({ type }) => type === 'incident.snoozed');
  return entries
    .slice(from + 1)
    .filter(({ type, at }) => type === 'incident.signals-linked' && at > now - withinMin * 60_000)
    .reduce(
      (sum, { data }) => sum + (Array.isArray(data['signals']) ? data['signals'].length : 0),
      0,
    );
}

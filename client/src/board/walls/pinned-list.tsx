import { isPinnedAt } from '@warroom/shared';
import type { Target } from '@warroom/shared';
import { Button } from '../../ui/button.tsx';
import { formatMoment } from '../../ui/format.ts';
import { targetWords } from '../../wall-control/targets.ts';
import type { TurnNames } from '../../wall-control/turns.ts';
import { turnWords } from '../../wall-control/turns.ts';
import control from '../../wall-control/wall-control.module.css';
import type { WallsView } from '../../wall-control/walls-view.ts';
import { useBlocked, useNames, useRoom } from '../room-context.ts';

interface PinnedListProps {
  view: WallsView;
  names: TurnNames;
  onUnpin: (target: Target) => void;
}

/** What somebody put on walls by hand, each with a way to take it off. */
export function PinnedList({ view, names, onUnpin }: PinnedListProps) {
  const room = useRoom();
  const people = useNames();
  const blocked = useBlocked() ?? undefined;
  const now = room.feed.serverNow();
  const { zone } = room.election.election;
  const pinned = Object.entries(view.walls.controls).flatMap(([key, { target, pin }]) =>
    isPinnedAt(pin, now) ? [{ key, target, pin }] : [],
  );
  if (pinned.length === 0) return null;
  return (
    <ul className={control.list} aria-label="On walls now">
      {pinned.map(({ key, target, pin }) => (
        <li key={key}>
          <span>
            <b>{turnWords(pin.turn, names)}</b> on {targetWords(target, view)}
            <small>
              by {people.person(pin.by)},{' '}
              {pin.until === null
                ? 'until taken off'
                : `until ${formatMoment(pin.until, now, zone)}`}
            </small>
          </span>
          <Button size="s" disabledReason={blocked} onClick={() => onUnpin(target)}>
            Take it off
          </Button>
        </li>
      ))}
    </ul>
  );
}

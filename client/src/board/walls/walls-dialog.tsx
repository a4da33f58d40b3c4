import { targetKey } from '@warroom/shared';
import { useState } from 'react';
import { api } from '../../api.ts';
import { AppLink } from '../../ui/app-link.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { formatAgeLong } from '../../ui/format.ts';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { missingDisplays } from '../../wall-control/missing.ts';
import { LONGEST_REASON, steer } from '../../wall-control/steer.ts';
import type { Ordered, WallDeed } from '../../wall-control/steer.ts';
import { targetOfKey, targetOptions } from '../../wall-control/targets.ts';
import { WallButtons } from '../../wall-control/wall-buttons.tsx';
import control from '../../wall-control/wall-control.module.css';
import type { ShownDisplay } from '../../wall-control/walls-view.ts';
import { closeOverlay, openOverlay } from '../board-ui.ts';
import type { BoardRoom } from '../board-room.ts';
import { send } from '../perform.ts';
import { useActionContext, useRoom } from '../room-context.ts';
import { PinnedList } from './pinned-list.tsx';
import { useWallsView } from './use-walls-view.ts';

/** Does something with walls from the board. */
export async function steerWalls(
  room: BoardRoom,
  target: string,
  deed: WallDeed,
  displays: readonly ShownDisplay[] = [],
  why = '',
): Promise<void> {
  const base = `/api/elections/${encodeURIComponent(room.election.election.id)}`;
  await steer(
    {
      command: (command, words) => send(room, command, words),
      post: (path, body) => api<Ordered>(`${base}/${path}`, { method: 'POST', body }),
      displays,
    },
    targetOfKey(target),
    deed,
    why,
  );
}

/** Everything that can be done with walls without leaving the board. */
export function WallsDialog() {
  const room = useRoom();
  const context = useActionContext();
  const { view, problem } = useWallsView();
  const [target, setTarget] = useState('all');
  const [why, setWhy] = useState('');
  const isLead = context.role === 'lead' || context.role === 'admin';
  const mayWork = isLead || context.role === 'triager';
  const { now } = context;
  const blocked = context.blocked ?? (mayWork ? undefined : 'needs the role of triager');
  const missing = view === null ? [] : missingDisplays(view);
  const names = {
    views: room.views.store.getState().all,
    announcements: view?.walls.announcements ?? {},
  };
  return (
    <Dialog
      isOpen
      onClose={() => closeOverlay(room.ui)}
      title="Walls"
      width={620}
      footer={
        <AppLink
          className={buttonClass({})}
          href={`/e/${encodeURIComponent(room.election.election.id)}/walls`}
        >
          Playlists, schedule, announcements
        </AppLink>
      }
    >
      {view === null ? (
        problem === null ? (
          <Skeleton label="Loading: displays" rows={4} />
        ) : (
          <p className={control.blocked}>{problem.message}</p>
        )
      ) : (
        <div className={control.form}>
          {missing.map(({ id, name, since }) => (
            <p key={id} className={control.bad}>
              {name} is missing for {formatAgeLong(Math.max(0, now - since))}.
            </p>
          ))}
          <Select
            label="Do with"
            value={target}
            onChange={setTarget}
            options={targetOptions(view)}
          />
          <WallButtons
            {...{ target, now, isLead, blocked }}
            walls={view.walls}
            displays={view.displays}
            onPin={() => openOverlay(room.ui, { kind: 'pin-wall', target })}
            onDeed={(deed) => {
              void steerWalls(room, target, deed, view.displays, why);
              setWhy('');
            }}
          />
          <TextField
            label="Why, if you like"
            hint="Stands in the record beside a pause and visitor mode."
            value={why}
            maxLength={LONGEST_REASON}
            autoComplete="off"
            onChange={setWhy}
          />
          <PinnedList
            view={view}
            names={names}
            onUnpin={(of) => void steerWalls(room, targetKey(of), 'unpin', view.displays)}
          />
        </div>
      )}
    </Dialog>
  );
}

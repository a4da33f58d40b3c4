import { covers } from '@warroom/shared';
import type { Tlp } from '@warroom/shared';
import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { plural } from '../../ui/format.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { HOW_LONG, howLongWords } from '../../wall-control/how-long.ts';
import { pinCommand } from '../../wall-control/pin-command.ts';
import { PinFields, USUAL_HOW_LONG } from '../../wall-control/pin-fields.tsx';
import type { PinDraft } from '../../wall-control/pin-fields.tsx';
import { aimedAt, targetOfKey, targetWords } from '../../wall-control/targets.ts';
import { turnOfScene, turnProblem, turnWords } from '../../wall-control/turns.ts';
import control from '../../wall-control/wall-control.module.css';
import type { WallsView } from '../../wall-control/walls-view.ts';
import { closeOverlay } from '../board-ui.ts';
import type { Overlay } from '../board-ui.ts';
import { send } from '../perform.ts';
import { openIncidents } from '../picks.ts';
import { useBlocked, useRoom } from '../room-context.ts';
import { PinnedList } from './pinned-list.tsx';
import { useWallsView } from './use-walls-view.ts';

const EMPTY: Pick<WallsView, 'displays' | 'groups'> = { displays: [], groups: [] };

/** Puts an incident, or another scene, on walls for a while; and shows what is there, to be taken off. */
export function PinWallDialog({ overlay }: { overlay: Extract<Overlay, { kind: 'pin-wall' }> }) {
  const room = useRoom();
  const blocked = useBlocked() ?? undefined;
  const { incident } = overlay;
  const { view, problem } = useWallsView();
  const saved = useStore(room.views.store, ({ all }) => all);
  const [draft, setDraft] = useState<PinDraft>({
    target: overlay.target ?? 'all',
    turn:
      incident === undefined ? turnOfScene('overview') : { ...turnOfScene('incident'), incident },
    howLong: USUAL_HOW_LONG,
    reason: '',
  });
  const choices = useMemo(
    () => ({
      views: saved.flatMap(({ saved: one }) => (one?.scope === 'team' ? [one] : [])),
      announcements: view?.walls.announcements ?? {},
      incidents: openIncidents(room.incidents.values()).map(({ id, title }) => ({ id, title })),
    }),
    [saved, view, room],
  );
  const missing = blocked ?? turnProblem(draft.turn);
  const where = targetWords(targetOfKey(draft.target), view ?? EMPTY);
  const tlp =
    draft.turn.incident === undefined ? undefined : room.incidents.get(draft.turn.incident)?.tlp;

  function close(): void {
    closeOverlay(room.ui);
  }

  function pin(): void {
    if (missing !== undefined) return;
    const forMin = HOW_LONG.find(({ id }) => id === draft.howLong)?.forMin ?? null;
    close();
    const what = turnWords(draft.turn, choices);
    void send(room, pinCommand(draft), `${what} is on ${where} ${howLongWords(forMin)}`);
  }

  return (
    <Dialog
      isOpen
      isKept
      onClose={close}
      title={incident === undefined ? 'Pin a scene on walls' : `Push ${incident} to walls`}
      sub="It stays in place of the rotation. A critical incident that nobody has acknowledged still takes over."
      width={560}
      footer={
        <>
          <Button look="primary" keyHint="mod+enter" disabledReason={missing} onClick={pin}>
            {incident === undefined ? 'Pin it' : 'Push it'}
          </Button>
          <Button look="quiet" keyHint="escape" onClick={close}>
            Cancel
          </Button>
        </>
      }
    >
      <div
        className={control.form}
        role="presentation"
        onKeyDownCapture={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          pin();
        }}
      >
        {view === null && problem === null ? (
          <Skeleton label="Loading: displays" rows={3} />
        ) : (
          <PinFields
            draft={draft}
            onChange={setDraft}
            view={view ?? EMPTY}
            choices={incident === undefined ? choices : undefined}
          />
        )}
        {tlp !== undefined && view !== null && (
          <NotCleared tlp={tlp} target={draft.target} view={view} />
        )}
        {problem !== null && (
          <p className={control.blocked}>
            The displays could not be read: {problem.message} All of them can still be reached.
          </p>
        )}
        {blocked !== undefined && <p className={control.blocked}>{blocked}</p>}
        {view !== null && (
          <PinnedList
            view={view}
            names={choices}
            onUnpin={(target) =>
              void send(
                room,
                { type: 'wall.unpin', target },
                `Took the pin off ${targetWords(target, view)}`,
              )
            }
          />
        )}
      </div>
    </Dialog>
  );
}

interface NotClearedProps {
  tlp: Tlp;
  target: string;
  view: WallsView;
}

/** Which of the displays won't show it, because of its label. */
function NotCleared({ tlp, target, view }: NotClearedProps) {
  const aimed = aimedAt(target, view.displays);
  if (tlp === 'RED')
    return <p className={control.blocked}>TLP:RED never goes on a wall: none will show it.</p>;
  const below = aimed.filter(({ clearance }) => !covers(clearance, tlp));
  if (aimed.length === 0)
    return <p className={control.blocked}>No display is meant by it at the moment.</p>;
  if (below.length === 0) return null;
  return (
    <p className={control.blocked}>
      {below.length} of {plural(aimed.length, 'display')} will not show it, cleared below TLP:{tlp}:{' '}
      {below.map(({ name }) => name).join(', ')}.
    </p>
  );
}

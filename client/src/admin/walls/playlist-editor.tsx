import type { PlaylistTurn } from '@warroom/shared';
import { useState } from 'react';
import { useDesk } from '../../desk-frame/desk-context.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { announceNow } from '../../ui/live-region.tsx';
import { Menu } from '../../ui/menu.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { sceneLabel, SCENES, turnOfScene, turnWords } from '../../wall-control/turns.ts';
import { ChangedBanner } from './changed-banner.tsx';
import {
  LONGEST_TITLE,
  MOST_TURNS,
  NEW_PLAYLIST,
  playlistDraft,
  playlistProblem,
  roundWords,
} from './playlist-draft.ts';
import type { PlaylistDraft } from './playlist-draft.ts';
import { RemoveDialog } from './remove-dialog.tsx';
import { moved, replaced, without, withOneAt } from './reorder.ts';
import { TurnRow } from './turn-row.tsx';
import { useDraft } from './use-draft.ts';
import { useDragOrder } from './use-drag-order.ts';
import { WallPreview } from './wall-preview.tsx';
import { useWalls } from './walls-context.ts';
import styles from './walls.module.css';

interface PlaylistEditorProps {
  id: string;
  isNew: boolean;
  /** What a new one begins with. */
  begun: PlaylistDraft | null;
  onDuplicate: (draft: PlaylistDraft) => void;
  onGone: () => void;
}

/** One playlist: its title, its turns in their order, a preview. Saved as one. */
export function PlaylistEditor({ id, isNew, begun, onDuplicate, onGone }: PlaylistEditorProps) {
  const { feed } = useDesk();
  const { view, readOnly, choices, person, zone, election, send } = useWalls();
  const known = view.walls.playlists[id];
  // Removed by someone while it was open, it stays here with what was typed.
  const [last, setLast] = useState(known);
  if (known !== undefined && known !== last) setLast(known);
  const shown = known ?? last;
  const draft = useDraft<PlaylistDraft>(
    id,
    shown === undefined
      ? { value: begun ?? NEW_PLAYLIST, version: 0 }
      : { value: playlistDraft(shown), version: shown.version },
  );
  const [isPending, setPending] = useState(false);
  const [isRemoving, setRemoving] = useState(false);
  const [preview, setPreview] = useState<{ title: string; what: Record<string, string> } | null>(
    null,
  );
  const { title, turns } = draft.value;
  const setTurns = (next: PlaylistTurn[]): void => draft.set({ ...draft.value, turns: next });
  const order = useDragOrder((from, to) => move(from, to));
  const isGone = known === undefined && last !== undefined;

  if (shown === undefined && !isNew && begun === null) {
    return (
      <EmptyState
        className={styles.empty}
        title="There is no such playlist"
        actions={<Button onClick={onGone}>To the others</Button>}
      >
        It may have been removed. What the schedule names can’t be.
      </EmptyState>
    );
  }

  const others = Object.values(view.walls.playlists)
    .filter((each) => each.id !== id)
    .map((each) => each.title);
  const uses = view.walls.schedule.filter(({ playlist }) => playlist === id).length;
  const isUnsaved = draft.isDirty || isNew || isGone;
  const problem = playlistProblem(draft.value, others);

  function move(from: number, to: number): void {
    if (readOnly !== undefined) return;
    setTurns(moved(turns, from, to));
    announceNow(
      `${sceneLabel(turns[from]?.scene ?? '')} is turn ${to + 1} of ${turns.length} now.`,
    );
  }

  async function save(): Promise<void> {
    if (isPending || problem !== undefined || readOnly !== undefined) return;
    setPending(true);
    const result = await send(
      {
        type: 'wall.playlist-save',
        playlist: id,
        title: title.trim(),
        turns,
        ...(known === undefined ? {} : { expectedVersion: draft.version }),
      },
      `Saved the playlist ${title.trim()}`,
    );
    setPending(false);
    if (result.kind === 'done') draft.saved();
  }

  return (
    <section className={styles.editor} aria-label={`Playlist ${title}`}>
      {isGone && (
        <Banner tone="late" isAlert title="Someone removed this playlist meanwhile.">
          What stands here is kept; saving makes it anew.
        </Banner>
      )}
      {known !== undefined && (
        <ChangedBanner
          what="this playlist"
          draft={draft}
          by={person(known.changedBy)}
          at={known.changedAt}
          now={feed.serverNow()}
          zone={zone}
          theirs={`${known.title}, ${roundWords(known.turns)}`}
        />
      )}
      <div className={styles.titleRow}>
        <TextField
          className={styles.title}
          label="Title"
          value={title}
          readOnly={readOnly !== undefined}
          maxLength={LONGEST_TITLE}
          autoFocus={isNew}
          autoComplete="off"
          onChange={(typed) => draft.set({ ...draft.value, title: typed })}
        />
        <span className={styles.tally}>{roundWords(turns)}</span>
      </div>
      <ol className={styles.rows} aria-label="Turns">
        {turns.map((turn, at) => (
          <TurnRow
            // Turns have no names of their own: the same scene may stand twice.
            key={at}
            {...{ turn, at, choices, readOnly, order }}
            count={turns.length}
            onChange={(next) => setTurns(replaced(turns, at, next))}
            onMove={(to) => move(at, to)}
            onDuplicate={() => setTurns(withOneAt(turns, at + 1, turn))}
            onRemove={() => setTurns(without(turns, at))}
            onPreview={() => setPreview({ title: turnWords(turn, choices), what: addressOf(turn) })}
          />
        ))}
      </ol>
      <div className={styles.acts}>
        <Menu
          label="Add a scene"
          disabledReason={
            readOnly ?? (turns.length >= MOST_TURNS ? `${MOST_TURNS} turns at most` : undefined)
          }
          groups={[
            { items: SCENES.map(({ id: scene, label, detail }) => ({ id: scene, label, detail })) },
          ]}
          onAction={(scene) => {
            const turn = SCENES.find((each) => each.id === scene);
            if (turn) setTurns([...turns, turnOfScene(turn.id)]);
          }}
        >
          Add a scene
        </Menu>
      </div>
      <div className={styles.acts}>
        <Button
          look="primary"
          isPending={isPending}
          disabledReason={readOnly ?? problem ?? (isUnsaved ? undefined : 'nothing was changed')}
          onClick={() => void save()}
        >
          Save
        </Button>
        {draft.isDirty && <Button onClick={draft.reset}>Undo changes</Button>}
        <Button
          disabledReason={known === undefined ? 'save it first' : undefined}
          onClick={() => setPreview({ title: known?.title ?? title, what: { playlist: id } })}
        >
          Preview
        </Button>
        <Button disabledReason={readOnly} onClick={() => onDuplicate(draft.value)}>
          Duplicate
        </Button>
        {isNew ? (
          <Button onClick={onGone}>Discard</Button>
        ) : (
          <Button
            disabledReason={
              readOnly ?? (uses > 0 ? 'it is on the schedule: take it off there first' : undefined)
            }
            onClick={() => setRemoving(true)}
          >
            Remove…
          </Button>
        )}
        {draft.isDirty && <span className={styles.warn}>Not saved yet.</span>}
      </div>
      {preview !== null && (
        <WallPreview {...preview} election={election} onClose={() => setPreview(null)} />
      )}
      {isRemoving && (
        <RemoveDialog
          title={`Remove the playlist ${title}?`}
          will="Its turns and their order are lost; displays that show it go on with what the schedule has next."
          command={{ type: 'wall.playlist-remove', playlist: id }}
          done={`Removed the playlist ${title}`}
          onClose={() => setRemoving(false)}
          onRemoved={onGone}
        />
      )}
    </section>
  );
}

/** A turn as the address of a wall has it. */
function addressOf({ dwellS: _dwell, ...turn }: PlaylistTurn): Record<string, string> {
  return Object.fromEntries(
    Object.entries(turn).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

import { useState } from 'react';
import { newId } from '../../desk-frame/new-id.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { plural } from '../../ui/format.ts';
import { ItemButton } from './item-button.tsx';
import { copyTitle, NEW_PLAYLIST, roundWords } from './playlist-draft.ts';
import type { PlaylistDraft } from './playlist-draft.ts';
import { PlaylistEditor } from './playlist-editor.tsx';
import { useWalls } from './walls-context.ts';
import styles from './walls.module.css';

interface PlaylistsTabProps {
  /** The playlist that is open; null: the first. */
  item: string | null;
  select: (id: string | null) => void;
}

/** The playlists at the left, the one that is open beside them. */
export function PlaylistsTab({ item, select }: PlaylistsTabProps) {
  const { view, readOnly } = useWalls();
  const { playlists, schedule } = view.walls;
  // Its id is given here, so that it can be opened by it once it is saved.
  const [begun, setBegun] = useState<{ id: string; draft: PlaylistDraft } | null>(null);
  const all = Object.values(playlists).toSorted((a, b) => a.title.localeCompare(b.title));
  const isNew = begun !== null && playlists[begun.id] === undefined && item === begun.id;
  // What stands open stays so, whatever others remove or put before it.
  const [first, setFirst] = useState<string | null>(null);
  const [top] = all;
  if (first === null && top !== undefined) setFirst(top.id);
  const open = item ?? first;

  function leave(): void {
    setFirst(all.find(({ id }) => id !== open)?.id ?? null);
    select(null);
  }

  function begin(draft: PlaylistDraft): void {
    const id = newId();
    setBegun({ id, draft });
    select(id);
  }

  return (
    <div className={styles.two}>
      <nav className={styles.list} aria-label="Playlists">
        <div className={styles.listHead}>
          <h2>Playlists</h2>
          <Button size="s" disabledReason={readOnly} onClick={() => begin(NEW_PLAYLIST)}>
            New playlist
          </Button>
        </div>
        {isNew && (
          <ItemButton id={begun.id} isSelected onSelect={select} sub="not saved yet">
            New playlist
          </ItemButton>
        )}
        {all.map(({ id, title, turns }) => {
          const uses = schedule.filter(({ playlist }) => playlist === id).length;
          return (
            <ItemButton
              key={id}
              id={id}
              isSelected={id === open}
              onSelect={select}
              sub={`${roundWords(turns)}${uses === 0 ? ', not on the schedule' : `, ${plural(uses, 'rule')}`}`}
            >
              {title}
            </ItemButton>
          );
        })}
      </nav>
      {open === null ? (
        <EmptyState
          className={styles.empty}
          title="No playlist yet"
          actions={
            <Button look="primary" disabledReason={readOnly} onClick={() => begin(NEW_PLAYLIST)}>
              New playlist
            </Button>
          }
        >
          Displays show their own scenes in turn. A playlist says which scenes, in which order and
          for how long; the schedule says where and when.
        </EmptyState>
      ) : (
        <PlaylistEditor
          key={open}
          id={open}
          isNew={isNew}
          begun={isNew ? begun.draft : null}
          onDuplicate={(draft) =>
            begin({
              ...draft,
              title: copyTitle(
                draft.title,
                all.map(({ title }) => title),
              ),
            })
          }
          onGone={leave}
        />
      )}
    </div>
  );
}

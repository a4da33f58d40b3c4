import { useState } from 'react';
import { useDesk } from '../../desk-frame/desk-context.ts';
import { newId } from '../../desk-frame/new-id.ts';
import { useAtNow } from '../../store/ticker.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatMoment } from '../../ui/format.ts';
import { standing } from './announcement-draft.ts';
import { AnnouncementEditor } from './announcement-editor.tsx';
import { ItemButton } from './item-button.tsx';
import { useWalls } from './walls-context.ts';
import styles from './walls.module.css';

const ORDER = { current: 0, later: 1, over: 2 } as const;

interface AnnouncementsTabProps {
  /** The one that is open; null: the first. */
  item: string | null;
  select: (id: string | null) => void;
}

/** Announcements at the left, the one that is open beside them. */
export function AnnouncementsTab({ item, select }: AnnouncementsTabProps) {
  const { clock } = useDesk();
  const { view, readOnly, zone } = useWalls();
  const { announcements } = view.walls;
  const now = useAtNow(clock, (at) => Math.floor(at / 15_000) * 15_000);
  const [begun, setBegun] = useState<string | null>(null);
  const all = Object.values(announcements).toSorted(
    (a, b) => ORDER[standing(a, now)] - ORDER[standing(b, now)] || a.title.localeCompare(b.title),
  );
  const isNew = begun !== null && announcements[begun] === undefined && item === begun;
  // What stands open stays so, whatever others remove or put before it.
  const [first, setFirst] = useState<string | null>(null);
  const [top] = all;
  if (first === null && top !== undefined) setFirst(top.id);
  const open = item ?? first;

  function leave(): void {
    setFirst(all.find(({ id }) => id !== open)?.id ?? null);
    select(null);
  }

  function begin(): void {
    const id = newId();
    setBegun(id);
    select(id);
  }

  return (
    <div className={styles.two}>
      <nav className={styles.list} aria-label="Announcements">
        <div className={styles.listHead}>
          <h2>Announcements</h2>
          <Button size="s" disabledReason={readOnly} onClick={begin}>
            New
          </Button>
        </div>
        {isNew && (
          <ItemButton id={begun} isSelected onSelect={select} sub="not saved yet">
            New announcement
          </ItemButton>
        )}
        {all.map((one) => {
          const stands = standing(one, now);
          const words =
            stands === 'over'
              ? 'over'
              : stands === 'later'
                ? `from ${formatMoment(one.from ?? now, now, zone)}`
                : one.until === null
                  ? 'current, until taken down'
                  : `current, until ${formatMoment(one.until, now, zone)}`;
          return (
            <ItemButton
              key={one.id}
              id={one.id}
              isSelected={one.id === open}
              onSelect={select}
              sub={`${words}, TLP:${one.tlp}${one.forVisitors ? ', also for visitors' : ''}`}
            >
              {one.title}
            </ItemButton>
          );
        })}
      </nav>
      {open === null ? (
        <EmptyState
          className={styles.empty}
          title="No announcement yet"
          actions={
            <Button look="primary" disabledReason={readOnly} onClick={begin}>
              New announcement
            </Button>
          }
        >
          Free text for walls, shown by the scene Announcement of a playlist, or pinned. No display
          shows one above its clearance.
        </EmptyState>
      ) : (
        <AnnouncementEditor key={open} id={open} isNew={isNew} onGone={leave} />
      )}
    </div>
  );
}

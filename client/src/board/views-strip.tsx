import { lazy, Suspense, useState } from 'react';
import { useStore } from 'zustand';
import { sortOf } from '../store/views.ts';
import type { View } from '../store/views.ts';
import { AppLink } from '../ui/app-link.tsx';
import { Button } from '../ui/button.tsx';
import { formatWhole } from '../ui/format.ts';
import { Severity } from '../ui/severity.tsx';
import { useBlocked, useBoard, useRoom } from './room-context.ts';
import styles from './board.module.css';
import { writeBoardUrl } from './url-state.ts';
import { useView } from './use-view.ts';
import { ViewMenu } from './view-menu.tsx';
import own from './views-strip.module.css';

const SaveViewDialog = lazy(() =>
  import('./save-view-dialog.tsx').then((module) => ({ default: module.SaveViewDialog })),
);

/** All views with how much is in each: the election's, the team's, one's own; and what can be done with them. */
export function ViewsStrip() {
  const room = useRoom();
  const blocked = useBlocked() ?? undefined;
  const all = useStore(room.views.store, (state) => state.all);
  const current = useView();
  const [edited, setEdited] = useState<'new' | View | null>(null);
  return (
    <nav className={styles.views} aria-label="Views">
      <span className={styles.group}>Team</span>
      {all
        .filter(({ group }) => group === 'team')
        .map((view) => (
          <ViewLink key={view.id} view={view} onRename={setEdited} />
        ))}
      <span className={styles.bar} />
      <span className={styles.group}>Private</span>
      {all
        .filter(({ group }) => group === 'private')
        .map((view) => (
          <ViewLink key={view.id} view={view} onRename={setEdited} />
        ))}
      <span className={own.grow} />
      <Button
        look="quiet"
        size="s"
        className={own.save}
        disabledReason={blocked}
        onClick={() => setEdited('new')}
      >
        Save view
      </Button>
      {edited !== null && (
        <Suspense fallback={null}>
          <SaveViewDialog
            view={edited === 'new' ? null : edited}
            from={current}
            onClose={() => setEdited(null)}
          />
        </Suspense>
      )}
    </nav>
  );
}

function ViewLink({ view, onRename }: { view: View; onRename: (view: View) => void }) {
  const { url } = useBoard();
  const room = useRoom();
  const incidents = useStore(room.counts, (counts) => counts.byView[view.id]);
  const undecided = useStore(room.lane.store, (lane) => lane.undecided);
  const counted = useStore(room.signalCounts.store, (counts) => counts.get(view.query));
  const isCurrent = useView().id === view.id;
  const count = view.lanes !== 'signals' ? incidents : view.saved ? counted?.signals : undecided;
  const isMore = view.lanes === 'signals' && counted?.isMore === true;
  const sort = view.saved ? sortOf(view) : url.sort;
  const next = { ...url, view: view.id, sel: null, sort };
  const href = `/e/${room.election.election.id}${writeBoardUrl(next)}`;
  return (
    <>
      <AppLink
        href={href}
        className={styles.view}
        aria-current={isCurrent ? 'page' : undefined}
        title={view.saved ? view.query : undefined}
      >
        {view.id === 'unowned' && (count ?? 0) > 0 && (
          <Severity level="S1" show="glyph" className={styles.alarm} />
        )}
        {view.title}
        {count !== undefined && count !== null && (
          <span className={styles.viewCount}>
            {formatWhole(count)}
            {isMore && '+'}
          </span>
        )}
      </AppLink>
      {isCurrent && view.saved && (
        <ViewMenu view={view} saved={view.saved} onRename={() => onRename(view)} />
      )}
    </>
  );
}

import { useStore } from 'zustand';
import { VIEWS } from '../store/views.ts';
import type { View } from '../store/views.ts';
import { AppLink } from '../ui/app-link.tsx';
import { formatWhole } from '../ui/format.ts';
import { Severity } from '../ui/severity.tsx';
import { useBoard, useRoom } from './room-context.ts';
import styles from './board.module.css';
import { writeBoardUrl } from './url-state.ts';

/** The views that every board has, with how much is in each. */
export function ViewsStrip() {
  const team = VIEWS.filter((view) => view.group === 'team');
  const own = VIEWS.filter((view) => view.group === 'private');
  return (
    <nav className={styles.views} aria-label="Views">
      <span className={styles.group}>Team</span>
      {team.map((view) => (
        <ViewLink key={view.id} view={view} />
      ))}
      <span className={styles.bar} />
      <span className={styles.group}>Private</span>
      {own.map((view) => (
        <ViewLink key={view.id} view={view} />
      ))}
    </nav>
  );
}

function ViewLink({ view }: { view: View }) {
  const { url } = useBoard();
  const room = useRoom();
  const incidents = useStore(room.counts, (counts) => counts.byView[view.id]);
  const undecided = useStore(room.lane.store, (lane) => lane.undecided);
  const count = view.lanes === 'signals' ? (undecided ?? undefined) : incidents;
  const isCurrent = url.view === view.id;
  const href = `/e/${room.election.election.id}${writeBoardUrl({ ...url, view: view.id, sel: null })}`;
  return (
    <AppLink href={href} className={styles.view} aria-current={isCurrent ? 'page' : undefined}>
      {view.id === 'unowned' && (count ?? 0) > 0 && (
        <Severity level="S1" show="glyph" className={styles.alarm} />
      )}
      {view.title}
      {count !== undefined && <span className={styles.viewCount}>{formatWhole(count)}</span>}
    </AppLink>
  );
}

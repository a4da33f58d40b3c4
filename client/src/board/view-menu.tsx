import type { SavedView } from '@warroom/shared';
import { Ellipsis } from 'lucide-react';
import type { View } from '../store/views.ts';
import { Menu } from '../ui/menu.tsx';
import { changeView, moveView, removeView } from './save-view.ts';
import { useBlocked, useBoard, useRole } from './room-context.ts';
import { bothQueries, formatQuery, parseQuery } from '../store/query.ts';
import own from './views-strip.module.css';

type Act = 'rename' | 'update' | 'left' | 'right' | 'share' | 'remove';

/** What can be done with the saved view at hand; all of it by keyboard as well. */
export function ViewMenu({
  view,
  saved,
  onRename,
}: {
  view: View;
  saved: SavedView;
  onRename: () => void;
}) {
  const { room, url, go } = useBoard();
  const role = useRole();
  const blocked = useBlocked();
  const isOwner = saved.owner === room.me;
  const mayChange = isOwner || (saved.scope === 'team' && (role === 'lead' || role === 'admin'));
  const searched = formatQuery(bothQueries(view.asks, parseQuery(url.q)));
  const isOther = url.q.trim() !== '' || url.sort !== saved.sort;
  if (!mayChange) return null;

  function act(id: Act): void {
    switch (id) {
      case 'rename':
        return onRename();
      case 'update':
        void changeView(room, saved, { query: searched, sort: url.sort }).then((isDone) => {
          if (isDone) go({ q: '' }, true);
        });
        return;
      case 'left':
      case 'right':
        void moveView(room, saved, id === 'left' ? -1 : 1);
        return;
      case 'share':
        void changeView(room, saved, { scope: saved.scope === 'team' ? 'private' : 'team' });
        return;
      case 'remove':
        void removeView(room, saved).then((isDone) => {
          if (isDone) go({ view: 'open', sel: null });
        });
    }
  }

  return (
    <Menu<Act>
      label={`More for the view ${view.title}`}
      look="quiet"
      size="s"
      isIcon
      className={own.menu}
      disabledReason={blocked ?? undefined}
      groups={[
        {
          items: [
            ...(isOther
              ? [{ id: 'update' as const, label: 'Keep this search and order in it' }]
              : []),
            { id: 'rename' as const, label: 'Rename…' },
            { id: 'left' as const, label: 'Move left' },
            { id: 'right' as const, label: 'Move right' },
            ...(isOwner && (saved.scope === 'team' || role !== 'viewer')
              ? [
                  {
                    id: 'share' as const,
                    label: saved.scope === 'team' ? 'Make it private' : 'Give it to the team',
                  },
                ]
              : []),
            { id: 'remove' as const, label: 'Remove' },
          ],
        },
      ]}
      onAction={act}
    >
      <Ellipsis size={14} aria-hidden="true" />
    </Menu>
  );
}

import type { Command, SavedView } from '@warroom/shared';
import { toast } from '../ui/toasts.ts';
import type { BoardRoom } from './board-room.ts';
import { newId } from './new-id.ts';

type Room = Pick<BoardRoom, 'feed' | 'views'>;
type Fields = Pick<SavedView, 'title' | 'query' | 'lanes' | 'sort' | 'scope'>;

/** Saves a view; answers its id, or what stood in the way. */
export async function saveView(
  room: Room,
  fields: Fields,
): Promise<{ ok: true; id: string } | { ok: false; why: string }> {
  const result = await room.feed.command({ type: 'view.save', commandId: newId(), ...fields });
  if (result.kind === 'refused') return { ok: false, why: result.refusal.message };
  await room.views.reload();
  return { ok: true, id: result.made ?? '' };
}

/** Changes a view; answers whether it was done, and says why where not. */
export function changeView(room: Room, view: SavedView, changes: Partial<Fields>) {
  return told(room, `Changed the view ${view.title}.`, {
    type: 'view.change',
    commandId: newId(),
    view: view.id,
    expectedVersion: view.version,
    changes,
  });
}

/** Removes a view, which can be taken back for a while. */
export async function removeView(room: Room, view: SavedView): Promise<boolean> {
  const command = { type: 'view.remove', commandId: newId(), view: view.id } as const;
  const isDone = await told(room, null, command);
  if (!isDone) return false;
  const { title, query, lanes, sort, scope } = view;
  toast({
    text: `Removed the view ${title}.`,
    action: {
      label: 'Undo',
      run: () => void saveView(room, { title, query, lanes, sort, scope }),
    },
  });
  return true;
}

/** Moves a view among its like by one, to the left (-1) or right (1). */
export async function moveView(room: Room, view: SavedView, by: -1 | 1): Promise<boolean> {
  const like = room.views.store
    .getState()
    .all.flatMap(({ saved }) => (saved && saved.scope === view.scope ? [saved.id] : []));
  const at = like.indexOf(view.id);
  const to = at + by;
  if (at < 0 || to < 0 || to >= like.length) return false;
  const before = by < 0 ? like[to] : (like[to + 1] ?? null);
  return told(room, null, {
    type: 'view.move',
    commandId: newId(),
    view: view.id,
    before: before ?? null,
  });
}

async function told(room: Room, done: string | null, command: Command): Promise<boolean> {
  const result = await room.feed.command(command);
  if (result.kind === 'refused') {
    toast({ text: 'The view was not changed', detail: result.refusal.message, tone: 'bad' });
    // It may be another's change that stood in the way.
    void room.views.reload();
    return false;
  }
  await room.views.reload();
  if (done !== null) toast({ text: done });
  return true;
}

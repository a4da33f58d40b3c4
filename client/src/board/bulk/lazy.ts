import type { ActionContext } from '../actions.ts';
import type { BoardRoom } from '../board-room.ts';
import type { BulkDeed } from './staged.ts';

/** Work on many loads apart, with the first sign of a person: nobody needs it to see what is going on. */
export const loadBulk = () => import('./perform-bulk.ts');

/** As `stage` in perform-bulk. */
export function stage(room: BoardRoom, deed: BulkDeed, context: ActionContext): void {
  void loadBulk().then((bulk) => bulk.stage(room, deed, context));
}

/** As `runStaged` in perform-bulk. */
export function runStaged(room: BoardRoom, context: ActionContext): void {
  void loadBulk().then((bulk) => bulk.runStaged(room, context));
}

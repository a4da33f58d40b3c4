import { announceNow } from '../ui/live-region.tsx';
import { toast } from '../ui/toasts.ts';
import type { ActionContext, IncidentActionId, SignalActionId } from './actions.ts';
import type { BoardRoom } from './board-room.ts';
import { openOverlay } from './board-ui.ts';
import { loadBulk, stage } from './bulk/lazy.ts';
import { send } from './perform.ts';

/**
 * Starts an action on signals: on the one at hand at once, or by asking first. On the chosen, what will
 * happen to each is shown before it happens.
 */
export function performOnSignals(
  room: BoardRoom,
  signals: readonly string[],
  action: SignalActionId,
  context: ActionContext,
): void {
  const ids = [...signals];
  const isMany = room.ui.getState().chosen.size > 0;
  switch (action) {
    case 'claim':
      if (isMany) return stage(room, { do: 'claim' }, context);
      return void send(room, { type: 'signal.claim', signals: ids }, 'Claimed a signal');
    case 'release':
      if (isMany) return stage(room, { do: 'release' }, context);
      return void send(room, { type: 'signal.release', signals: ids }, 'Released a signal');
    case 'link':
      return openOverlay(room.ui, { kind: 'pick-link', signals: ids });
    case 'dismiss':
      return openOverlay(room.ui, { kind: 'dismiss', target: { signals: ids } });
    case 'open':
      if (!isMany) return openOverlay(room.ui, { kind: 'open-incident', signals: ids });
      return void loadBulk().then((bulk) =>
        openOverlay(room.ui, { kind: 'open-incident', signals: bulk.linkable(room, context) }),
      );
  }
}

/** Those that can be done on many incidents at once. */
export const ON_MANY: readonly IncidentActionId[] = [
  'acknowledge',
  'merge',
  'dismiss',
  'assign',
  'assign-me',
  'severity',
  'veracity',
  'category',
  'snooze',
  'wake',
  'resolve',
  'claim',
  'release',
  'watch',
];

/** Starts an action on the chosen incidents: asked first where it needs a value, then shown for each. */
export function performOnIncidents(
  room: BoardRoom,
  incidents: readonly string[],
  action: IncidentActionId,
  context: ActionContext,
): void {
  const { ui, me } = room;
  const [first = ''] = incidents;
  switch (action) {
    case 'acknowledge':
    case 'claim':
    case 'release':
    case 'wake':
    case 'watch':
      return stage(room, { do: action }, context);
    case 'assign-me':
      return stage(room, { do: 'assign', assignee: me }, context);
    case 'assign':
    case 'severity':
    case 'veracity':
    case 'category':
    case 'merge':
      return openOverlay(ui, { kind: 'pick', pick: action, incident: first, incidents });
    case 'dismiss':
      return openOverlay(ui, { kind: 'dismiss', target: { incidents } });
    case 'snooze':
      return openOverlay(ui, { kind: 'snooze', incidents });
    case 'resolve':
      return openOverlay(ui, { kind: 'resolve-many', incidents });
    default: {
      const text = 'That is done on one incident at a time.';
      toast({ id: 'not-allowed', text });
      announceNow(text);
    }
  }
}

import { isDistressing } from '@warroom/shared';
import type { IncidentView, SignalView } from '@warroom/shared';
import { useIsVeiled } from '../care/veil.tsx';
import type { BoardRoom } from './board-room.ts';
import { useRoom } from './room-context.ts';
import type { Selected } from './url-state.ts';

/** The name under which an item is asked for. */
export function veilItem({ kind, id }: Selected): string {
  return `${kind}:${id}`;
}

/** Whether a signal may distress: by itself, or by an incident that it is linked to. */
export function signalDistresses(room: BoardRoom, signal: SignalView): boolean {
  return isDistressing(
    signal,
    signal.incidents.flatMap((id) => room.incidents.get(id) ?? []),
  );
}

/** Whether an incident's material may distress. */
export function incidentDistresses(incident: IncidentView): boolean {
  return isDistressing(incident);
}

/** Whether a signal's text is veiled in a row. An incident that was asked for shows its signals as well. */
export function useSignalVeiled(signal: SignalView, within?: IncidentView): boolean {
  const room = useRoom();
  const item = within
    ? veilItem({ kind: 'incident', id: within.id })
    : veilItem({ kind: 'signal', id: signal.id });
  return useIsVeiled({
    person: room.me,
    looking: room.looking,
    item,
    isDistressing:
      signalDistresses(room, signal) || (within !== undefined && incidentDistresses(within)),
  });
}

/** Shows what is open or veils it again; false where nothing of it is veiled. */
export function toggleVeil(room: BoardRoom, shown: Selected | null): boolean {
  if (shown === null) return false;
  const incident = shown.kind === 'incident' ? room.incidents.get(shown.id) : undefined;
  const signal = shown.kind === 'signal' ? room.lane.records.get(shown.id) : undefined;
  // A signal that the lane doesn't hold can be veiled all the same.
  const may = incident ? incidentDistresses(incident) : !signal || signalDistresses(room, signal);
  if (may) room.looking.toggle(veilItem(shown));
  return may;
}

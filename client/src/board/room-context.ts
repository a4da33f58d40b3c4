import { createContext, useContext, useSyncExternalStore } from 'react';
import type { IncidentView, Role, SignalView } from '@warroom/shared';
import { useStore } from 'zustand';
import { useFeedPart, useIncident } from '../store/use-live.ts';
import { useNow } from '../store/ticker.ts';
import type { ActionContext } from './actions.ts';
import type { BoardRoom } from './board-room.ts';
import type { BoardUiState } from './board-ui.ts';
import { isSingleCharacter, keyOf } from '../ui/keys/keymap.ts';
import type { KeyAction } from '../ui/keys/keymap.ts';
import type { BoardUrl } from './url-state.ts';
import type { Names } from './words.ts';

interface BoardContext {
  room: BoardRoom;
  url: BoardUrl;
  /** Changes the address; `replace` without a step back. */
  go(changes: Partial<BoardUrl>, replace?: boolean): void;
}

export const RoomContext = createContext<BoardContext | null>(null);

/** The board around. */
export function useBoard(): BoardContext {
  const context = useContext(RoomContext);
  if (!context) throw new Error('this belongs inside a board');
  return context;
}

export function useRoom(): BoardRoom {
  return useBoard().room;
}

export function useUi<T>(select: (state: BoardUiState) => T): T {
  return useStore(useRoom().ui, select);
}

export function useNames(): Names {
  return useStore(useRoom().lists, (lists) => lists.names);
}

/** One incident of this board. */
export function useBoardIncident(id: string | null): IncidentView | undefined {
  return useIncident(useRoom().incidents, id);
}

/** One signal of this board's lane. */
export function useLaneSignal(id: string): SignalView | undefined {
  const { lane } = useRoom();
  return useSyncExternalStore(
    (listener) => lane.records.subscribe(id, listener),
    () => lane.records.get(id),
  );
}

/** Why nothing can be written just now; null when it can. */
export function useBlocked(): string | null {
  const { feed } = useRoom();
  return useFeedPart(feed, ({ phase, readOnly, bye }) => {
    if (phase === 'ended') return bye?.message ?? 'signed out';
    if (phase !== 'live') return 'offline: nothing can be saved until the connection is back';
    return readOnly;
  });
}

export function useRole(): Role {
  const { feed } = useRoom();
  return useFeedPart(feed, ({ hello }) =>
    hello?.subject.kind === 'person' ? hello.subject.role : 'viewer',
  );
}

/** The key of an action as this person has it; undefined where it has none, or typing keys are off. */
export function useKeyOf(action: KeyAction): string | undefined {
  return useUi(({ ownKeys, keysOn }) => {
    const key = keyOf(ownKeys, action);
    return key === undefined || (!keysOn && isSingleCharacter(key)) ? undefined : key;
  });
}

/** What actions are judged by, ticking. */
export function useActionContext(): ActionContext {
  const room = useRoom();
  const names = useNames();
  const now = useNow(room.clock);
  const own = useUi((state) => state.ownKeys);
  const keysOn = useUi((state) => state.keysOn);
  return {
    me: room.me,
    role: useRole(),
    now,
    blocked: useBlocked(),
    person: names.person,
    keyOf(action) {
      const key = keyOf(own, action);
      return key === undefined || (!keysOn && isSingleCharacter(key)) ? undefined : key;
    },
  };
}

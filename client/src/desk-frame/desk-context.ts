import { createContext, useCallback, useContext, useState } from 'react';
import type { PersonView, Role } from '@warroom/shared';
import { useFeedPart } from '../store/use-live.ts';
import { readKeptKeys } from '../ui/keys/kept-keys.ts';
import { keyOf } from '../ui/keys/keymap.ts';
import type { KeyAction } from '../ui/keys/keymap.ts';
import type { DeskRoom } from './desk-room.ts';
import { personName } from './desk-room.ts';

export const DeskContext = createContext<DeskRoom | null>(null);

const NOBODY: readonly PersonView[] = [];

/** The desk page around. */
export function useDesk(): DeskRoom {
  const room = useContext(DeskContext);
  if (room === null) throw new Error('this belongs inside a DeskPage');
  return room;
}

/** The election's people, as last told; empty before the server was heard. */
export function usePeople(): readonly PersonView[] {
  return useFeedPart(useDesk().feed, ({ hello }) => hello?.people ?? NOBODY);
}

/** Names people by id; whoever is not on the list has left. */
export function useNames(): (id: string) => string {
  const people = usePeople();
  return useCallback((id) => personName(people, id), [people]);
}

/** Whose page it is may do; `viewer` before the server was heard. */
export function useRole(): Role {
  return useFeedPart(useDesk().feed, ({ hello }) =>
    hello?.subject.kind === 'person' ? hello.subject.role : 'viewer',
  );
}

/** Whether this person leads (lead or admin). */
export function useIsLead(): boolean {
  const role = useRole();
  return role === 'lead' || role === 'admin';
}

/** Why nothing can be written just now; null when it can. */
export function useBlocked(): string | null {
  return useFeedPart(useDesk().feed, ({ phase, readOnly, bye }) => {
    if (phase === 'ended') return bye?.message ?? 'signed out';
    if (phase !== 'live') return 'offline: nothing can be saved until the connection is back';
    return readOnly;
  });
}

/** The key that this person gave to something on the board that a page does too; undefined where it has none. */
export function useKeyOf(action: KeyAction): string | undefined {
  const { me } = useDesk();
  const [own] = useState(() => readKeptKeys(me));
  return keyOf(own, action);
}

import { useRouter, useRouterState } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import type { BoardRoom } from './board-room.ts';
import { Board } from './board.tsx';
import { RoomContext } from './room-context.ts';
import { readBoardUrl, writeBoardUrl } from './url-state.ts';
import type { BoardUrl } from './url-state.ts';

/** Ties the board to the address. */
export function Routed({ room }: { room: BoardRoom }) {
  const router = useRouter();
  const search = useRouterState({ select: (state) => state.location.searchStr });
  const url = useMemo(() => readBoardUrl(search), [search]);
  const go = useCallback(
    (changes: Partial<BoardUrl>, replace = false) => {
      const now = readBoardUrl(router.state.location.searchStr);
      const next = `/e/${room.election.election.id}${writeBoardUrl({ ...now, ...changes })}`;
      if (changes.sel !== undefined) room.ui.setState({ peek: null });
      if (replace) router.history.replace(next);
      else router.history.push(next);
    },
    [router, room],
  );
  const context = useMemo(() => ({ room, url, go }), [room, url, go]);
  return (
    <RoomContext value={context}>
      <Board />
    </RoomContext>
  );
}

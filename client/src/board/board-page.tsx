import { useParams, useRouter, useRouterState } from '@tanstack/react-router';
import type { Election } from '@warroom/shared';
import { compileElection } from '@warroom/shared';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { api } from '../api.ts';
import type { ApiError } from '../api.ts';
import { BUILD } from '../build.ts';
import { usePerson } from '../session.ts';
import { AppFrame, StatusBar, TopBar } from '../ui/app-frame.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { openBoardRoom } from './board-room.ts';
import type { BoardRoom } from './board-room.ts';
import { Board } from './board.tsx';
import styles from './board.module.css';
import { sweepDrafts } from './drafts.ts';
import { exposeForMeasuring } from './measure.ts';
import { RoomContext } from './room-context.ts';
import { readBoardUrl, writeBoardUrl } from './url-state.ts';
import type { BoardUrl } from './url-state.ts';

/** The triage board of one election, at `/e/<election>`. */
export default function BoardPage() {
  const { election } = useParams({ strict: false });
  const person = usePerson();
  if (election === undefined || person === null) return null;
  return <OpenBoard key={`${election} ${person.id}`} election={election} me={person.id} />;
}

function OpenBoard({ election, me }: { election: string; me: string }) {
  const [room, setRoom] = useState<BoardRoom | null>(null);
  const [problem, setProblem] = useState<ApiError | null>(null);
  const [turn, setTurn] = useState(0);

  useEffect(() => {
    const leave = new AbortController();
    let opened: BoardRoom | null = null;
    let hide: (() => void) | undefined;
    void api<Election>(`/api/elections/${encodeURIComponent(election)}`, {
      signal: leave.signal,
    }).then((result) => {
      if (leave.signal.aborted) return;
      if (!result.ok) {
        setProblem(result.error);
        return;
      }
      opened = openBoardRoom({ election: compileElection(result.value), me, build: BUILD });
      hide = exposeForMeasuring(opened);
      sweepDrafts(Date.now());
      setProblem(null);
      setRoom(opened);
    });
    return () => {
      leave.abort();
      hide?.();
      opened?.close();
      setRoom(null);
    };
  }, [election, me, turn]);

  if (room !== null) return <Routed room={room} />;
  return (
    <AppFrame
      top={<TopBar name="Election War Room" />}
      status={<StatusBar>{problem === null ? 'Loading…' : 'Not loaded'}</StatusBar>}
    >
      {problem === null ? (
        <div className={styles.main}>
          <Skeleton label="Loading the board" rows={18} />
        </div>
      ) : (
        <EmptyState
          title="The board could not be opened"
          actions={<Button onClick={() => setTurn(turn + 1)}>Try again</Button>}
        >
          {problem.message}
        </EmptyState>
      )}
    </AppFrame>
  );
}

/** Ties the board to the address. */
function Routed({ room }: { room: BoardRoom }) {
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

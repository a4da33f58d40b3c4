import { useParams } from '@tanstack/react-router';
import type { Election } from '@warroom/shared';
import { compileElection } from '@warroom/shared';
import { useEffect, useState } from 'react';
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
import styles from './board.module.css';
import { sweepDrafts } from './drafts.ts';
import { exposeForMeasuring } from './measure.ts';
import { Routed } from './routed.tsx';

/** The triage board of one election, at `/e/<election>`. */
export default function BoardPage() {
  const { election } = useParams({ strict: false });
  const person = usePerson();
  const [turn, setTurn] = useState(0);
  if (election === undefined || person === null) return null;
  return (
    <OpenBoard
      key={`${election} ${person.id} ${turn}`}
      election={election}
      me={person.id}
      onRetry={() => setTurn(turn + 1)}
    />
  );
}

interface OpenBoardProps {
  election: string;
  me: string;
  onRetry: () => void;
}

function OpenBoard({ election, me, onRetry }: OpenBoardProps) {
  const [room, setRoom] = useState<BoardRoom | null>(null);
  const [problem, setProblem] = useState<ApiError | null>(null);

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
  }, [election, me]);

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
          actions={<Button onClick={onRetry}>Try again</Button>}
        >
          {problem.message}
        </EmptyState>
      )}
    </AppFrame>
  );
}

import { useEffect, useState } from 'react';
import { api } from '../../api.ts';
import type { ApiError } from '../../api.ts';
import type { WallsView } from '../../wall-control/walls-view.ts';
import { useRoom } from '../room-context.ts';

/** What walls show, read when a dialog opens and whenever it changes. */
export function useWallsView(): { view: WallsView | null; problem: ApiError | null } {
  const { feed, election } = useRoom();
  const { id } = election.election;
  const [view, setView] = useState<WallsView | null>(null);
  const [problem, setProblem] = useState<ApiError | null>(null);
  useEffect(() => {
    const leave = new AbortController();
    let known = feed.status().hello?.stamps.wall;
    async function read(): Promise<void> {
      const path = `/api/elections/${encodeURIComponent(id)}/walls`;
      const result = await api<WallsView>(path, { signal: leave.signal });
      if (leave.signal.aborted) return;
      if (result.ok) setView(result.value);
      setProblem(result.ok ? null : result.error);
    }
    const stop = feed.on('stamps', ({ wall }) => {
      if (wall === known) return;
      known = wall;
      void read();
    });
    void read();
    return () => {
      leave.abort();
      stop();
    };
  }, [feed, id]);
  return { view, problem };
}

import { useCallback, useEffect, useState } from 'react';
import { api } from '../api.ts';

/** One thing the server looked at: `GET /api/server/checks`. */
export interface ServerCheck {
  name: string;
  ok: boolean;
  /** What was found: "read back", "212 GB free". */
  detail: string;
}

export type Checks =
  | { status: 'waiting' }
  | { status: 'known'; checks: readonly ServerCheck[]; atMs: number }
  | { status: 'failed'; message: string };

const AGAIN_MS = 5 * 60_000;

/** The server's checks of itself, asked again every five minutes; `again` asks at once. */
export function useServerChecks(isAllowed: boolean): { state: Checks; again: () => void } {
  const [state, setState] = useState<Checks>({ status: 'waiting' });
  const again = useCallback(() => {
    void api<ServerCheck[]>('/api/server/checks').then((result) =>
      setState(
        result.ok
          ? { status: 'known', checks: result.value, atMs: Date.now() }
          : { status: 'failed', message: result.error.message },
      ),
    );
  }, []);
  useEffect(() => {
    if (!isAllowed) return;
    again();
    const timer = setInterval(again, AGAIN_MS);
    return () => clearInterval(timer);
  }, [isAllowed, again]);
  return { state, again };
}

import { useCallback, useState } from 'react';
import type { ApiError } from '../api.ts';
import type { Answer } from './admin-types.ts';

export interface Act {
  /** The name of what is on its way, or null. */
  pending: string | null;
  error: ApiError | null;
  /** Sends one request at a time and waits; resolves to its value, or undefined when it was refused. */
  run: <T>(name: string, send: () => Promise<Answer<T>>) => Promise<T | undefined>;
  clear: () => void;
}

/** Requests that change something: nothing is shown as done before the server says so. */
export function useAct(): Act {
  const [pending, setPending] = useState<string | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const run = useCallback(async <T>(name: string, send: () => Promise<Answer<T>>) => {
    setPending(name);
    setError(null);
    const answer = await send();
    setPending(null);
    if (answer.ok) return answer.value;
    setError(answer.error);
    return undefined;
  }, []);
  const clear = useCallback(() => setError(null), []);
  return { pending, error, run, clear };
}

import { useSyncExternalStore } from 'react';

const QUERY = '(max-width: 1279px)';

/** Whether the window is too narrow for a rail beside the detail; it then becomes tabs. */
export function useIsNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = window.matchMedia(QUERY);
      query.addEventListener('change', listener);
      return () => query.removeEventListener('change', listener);
    },
    () => window.matchMedia(QUERY).matches,
  );
}

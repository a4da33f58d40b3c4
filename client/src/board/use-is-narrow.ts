import { useCallback, useSyncExternalStore } from 'react';

/** Where the rail beside the detail becomes tabs. */
const WITHOUT_RAIL_PX = 1_279;

/** Whether the window is at most so wide; unless said, too narrow for a rail beside the detail. */
export function useIsNarrow(mostPx = WITHOUT_RAIL_PX): boolean {
  const query = `(max-width: ${mostPx}px)`;
  const follow = useCallback(
    (listener: () => void) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(follow, () => window.matchMedia(query).matches);
}

import type { IncidentView } from '@warroom/shared';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { IncidentStore } from '../store/incidents.ts';
import type { MatchContext } from '../store/query.ts';
import { isOpenView, nextClock, VIEWS } from '../store/views.ts';
import type { ViewId } from '../store/views.ts';

/** How many incidents each view holds; views that are paged or show signals have none here. */
export interface ViewCounts {
  byView: Readonly<Partial<Record<ViewId, number>>>;
  /** Open incidents whose next clock is past its warning. */
  pastWarning: number;
}

const EVERY_MS = 500;

/** Counts anew at most twice a second: ten thousand incidents take a few ms. */
export function viewCounts(options: { incidents: IncidentStore; context(): MatchContext }): {
  store: StoreApi<ViewCounts>;
  recount(): void;
  close(): void;
} {
  const { incidents } = options;
  const counted = VIEWS.filter((view) => view.paged === null && view.lanes !== 'signals');
  const store = createStore<ViewCounts>(() => ({ byView: {}, pastWarning: 0 }));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let countedAt = -EVERY_MS;

  function recount(): void {
    timer = undefined;
    countedAt = performance.now();
    const context = options.context();
    const byView: Partial<Record<ViewId, number>> = {};
    for (const view of counted) byView[view.id] = 0;
    let pastWarning = 0;
    for (const incident of incidents.values()) {
      for (const view of counted) {
        if (view.matches(incident, context)) byView[view.id] = (byView[view.id] ?? 0) + 1;
      }
      if (isPastWarning(incident, context.now)) pastWarning += 1;
    }
    store.setState({ byView, pastWarning });
  }

  const stop = incidents.subscribeAll(() => {
    timer ??= setTimeout(recount, Math.max(0, countedAt + EVERY_MS - performance.now()));
  });
  return {
    store,
    recount,
    close() {
      stop();
      clearTimeout(timer);
    },
  };
}

function isPastWarning(incident: IncidentView, now: number): boolean {
  if (!isOpenView(incident)) return false;
  const next = nextClock(incident);
  return next !== null && next.warnAt <= now;
}

import { isShownFor } from '@warroom/shared';
import type { IncidentView } from '@warroom/shared';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { IncidentStore } from '../store/incidents.ts';
import type { MatchContext } from '../store/query.ts';
import { isOpenView, nextClock } from '../store/views.ts';
import type { View, Views } from '../store/views.ts';

/** How many incidents each view holds; views that are paged or show signals alone have none here. */
export interface ViewCounts {
  byView: Readonly<Partial<Record<string, number>>>;
  /** Open incidents whose next clock is past its warning. */
  pastWarning: number;
}

const EVERY_MS = 500;
/** Judged in one go: a few ms, so that no key waits for it. */
const SLICE = 500;

/**
 * Keeps count of what each view holds: judged anew is only what changed, slice by slice, and told at most
 * twice a second.
 */
export function viewCounts(options: {
  incidents: IncidentStore;
  views: Views;
  context(): MatchContext;
}): {
  store: StoreApi<ViewCounts>;
  /** Judges everything again, for rules that look at the clock. */
  recount(): void;
  close(): void;
} {
  const { incidents, views } = options;
  const store = createStore<ViewCounts>(() => ({ byView: {}, pastWarning: 0 }));
  /** What each view holds, by id. */
  let held = new Map<View, Set<string>>();
  let late = new Set<string>();
  const waiting = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let toldAt = -EVERY_MS;

  function judge(id: string, context: MatchContext): void {
    const incident = incidents.get(id);
    for (const [view, ids] of held) {
      if (incident && isShownFor(view.asks, incident, context)) ids.add(id);
      else ids.delete(id);
    }
    if (incident && isPastWarning(incident, context.now)) late.add(id);
    else late.delete(id);
  }

  function work(): void {
    timer = undefined;
    const context = options.context();
    let done = 0;
    for (const id of waiting) {
      if (done === SLICE) break;
      waiting.delete(id);
      judge(id, context);
      done += 1;
    }
    if (waiting.size > 0) soon(0);
    else tell();
  }

  function tell(): void {
    toldAt = performance.now();
    const byView: Partial<Record<string, number>> = {};
    for (const [view, ids] of held) byView[view.id] = ids.size;
    store.setState({ byView, pastWarning: late.size });
  }

  function soon(delayMs: number): void {
    timer ??= setTimeout(work, delayMs);
  }

  function recount(): void {
    for (const ids of [...held.values(), late]) for (const id of ids) waiting.add(id);
    for (const { id } of incidents.values()) waiting.add(id);
    soon(0);
  }

  function begin(): void {
    const counted = views.store
      .getState()
      .all.filter((view) => view.paged === null && view.lanes !== 'signals');
    held = new Map(counted.map((view) => [view, held.get(view) ?? new Set()]));
    late = new Set();
    recount();
  }

  const stops = [
    views.store.subscribe(begin),
    incidents.subscribeAll((changed) => {
      for (const id of changed) waiting.add(id);
      soon(Math.max(0, toldAt + EVERY_MS - performance.now()));
    }),
  ];
  begin();
  return {
    store,
    recount,
    close() {
      for (const stop of stops) stop();
      clearTimeout(timer);
    },
  };
}

function isPastWarning(incident: IncidentView, now: number): boolean {
  if (!isOpenView(incident)) return false;
  const next = nextClock(incident);
  return next !== null && next.warnAt <= now;
}

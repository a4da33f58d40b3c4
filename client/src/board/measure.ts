import type { BoardRoom } from './board-room.ts';

/** What a bench may see of a board: its stores, to compare what was sent with what is shown. */
export interface BoardMeasure {
  feed: BoardRoom['feed'];
  incidents: BoardRoom['incidents'];
  order: BoardRoom['order'];
  lane: BoardRoom['lane'];
}

declare global {
  interface Window {
    __warroom?: BoardMeasure;
  }
}

/**
 * Shows a board's stores to a bench on `window.__warroom`, only where the address says `?perf`. Nothing
 * that the page's own session can't read anyway. Answers how to take it back.
 */
export function exposeForMeasuring(room: BoardRoom): () => void {
  if (!new URLSearchParams(location.search).has('perf')) return () => {};
  const { feed, incidents, order, lane } = room;
  window.__warroom = { feed, incidents, order, lane };
  return () => delete window.__warroom;
}

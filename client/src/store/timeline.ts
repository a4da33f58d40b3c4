import type { IncidentView, TimelineEntry } from '@warroom/shared';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { Feed } from '../feed/connection.ts';

/** The open incident's record, and who else is there. */
export interface TimelineState {
  incident: string | null;
  /** Oldest first, without gaps or doubles. */
  entries: readonly TimelineEntry[];
  loading: boolean;
  error: string | null;
  viewing: readonly string[];
  editing: readonly string[];
}

export type FetchTimeline = (
  incident: string,
) => Promise<
  { ok: true; incident: IncidentView; timeline: TimelineEntry[] } | { ok: false; error: string }
>;

export interface Timeline {
  store: StoreApi<TimelineState>;
  /** Opens another incident's record, or none. */
  open(incident: string | null): void;
  close(): void;
}

const EMPTY: TimelineState = {
  incident: null,
  entries: [],
  loading: false,
  error: null,
  viewing: [],
  editing: [],
};

/** Follows one incident at a time: its record over HTTP, what is appended by the feed. */
export function timeline(options: {
  feed: Pick<Feed, 'on' | 'watch' | 'presence'>;
  fetch: FetchTimeline;
  /** The incident as the record's answer has it; for those that the feed doesn't hold. */
  learn(incident: IncidentView): void;
}): Timeline {
  const { feed, fetch, learn } = options;
  const store = createStore<TimelineState>(() => EMPTY);

  async function load(): Promise<void> {
    const { incident } = store.getState();
    if (incident === null) return;
    const answer = await fetch(incident);
    if (store.getState().incident !== incident) return;
    if (!answer.ok) {
      store.setState({ loading: false, error: answer.error });
      return;
    }
    learn(answer.incident);
    store.setState((state) => ({
      entries: mergeEntries(state.entries, answer.timeline),
      loading: false,
      error: null,
    }));
  }

  const stops = [
    feed.on('timeline', (message) => {
      const state = store.getState();
      if (message.incident !== state.incident) return;
      const last = state.entries.at(-1);
      const first = message.entries[0];
      store.setState({ entries: mergeEntries(state.entries, message.entries) });
      // Something between was missed: a reader that fell behind, or a break.
      if (last && first && first.version > last.version + 1) void load();
    }),
    feed.on('presence', (message) => {
      if (message.incident !== store.getState().incident) return;
      store.setState({ viewing: message.viewing, editing: message.editing });
    }),
    feed.on('hello', () => void load()),
  ];

  return {
    store,
    open(incident) {
      if (incident === store.getState().incident) return;
      store.setState({ ...EMPTY, incident, loading: incident !== null });
      // Watched before it is read, so that nothing falls between.
      feed.watch({ incident });
      feed.presence({ incident, editing: false });
      void load();
    },
    close() {
      for (const stop of stops) stop();
    },
  };
}

/** Two stretches of one record as one: by seq, each entry once. */
export function mergeEntries(
  known: readonly TimelineEntry[],
  more: readonly TimelineEntry[],
): readonly TimelineEntry[] {
  const bySeq = new Map([...known, ...more].map((entry) => [entry.seq, entry]));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

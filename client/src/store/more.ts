import type { IncidentMore } from '@warroom/shared';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { IncidentStore } from './incidents.ts';

/** What the open incident's page shows besides its view and record: tasks, links, evidence, escalation. */
export interface MoreState {
  incident: string | null;
  /** As last read, perhaps a moment old, with what this person just did. Null until first read. */
  more: IncidentMore | null;
  loading: boolean;
  error: string | null;
}

export type FetchMore = (
  incident: string,
) => Promise<{ ok: true; more: IncidentMore } | { ok: false; error: string }>;

/** What a command will most likely make of it, shown until the server was read again. */
export type MoreGuess = (more: IncidentMore) => IncidentMore;

export interface More {
  store: StoreApi<MoreState>;
  /** Opens another incident, or none. What was read of it before is shown at once. */
  open(incident: string | null): void;
  /**
   * Shows a guess at once. What it answers is called with what came of it: a guess that was not done is
   * taken back, one that was stays until the next read knows it.
   */
  foresee(guess: MoreGuess): (isDone: boolean) => void;
  close(): void;
}

const SETTLE_MS = 150;
const KEEP = 40;
const EMPTY: MoreState = { incident: null, more: null, loading: false, error: null };

function afterTimeout(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}

/**
 * Follows one incident at a time: read when it is opened, and again a moment after its version changes.
 * What is shown stays until the answer is there; an answer older than what is known is passed over.
 */
export function moreOf(options: {
  incidents: Pick<IncidentStore, 'subscribe' | 'confirmed'>;
  fetch: FetchMore;
  after?: (delayMs: number, run: () => void) => () => void;
}): More {
  const { incidents, fetch, after = afterTimeout } = options;
  const store = createStore<MoreState>(() => EMPTY);
  const read = new Map<string, IncidentMore>();
  let guesses: { guess: MoreGuess; isDone: boolean }[] = [];
  let leave = (): void => {};
  let cancel = (): void => {};
  let seenVersion = 0;
  let turn = 0;

  function show(): void {
    const { incident } = store.getState();
    const known = incident === null ? undefined : read.get(incident);
    store.setState({
      more: known ? guesses.reduce((more, { guess }) => guess(more), known) : null,
    });
  }

  async function load(): Promise<void> {
    const { incident } = store.getState();
    if (incident === null) return;
    const mine = (turn += 1);
    const before = guesses.filter(({ isDone }) => isDone);
    store.setState({ loading: true });
    const answer = await fetch(incident);
    if (mine !== turn || store.getState().incident !== incident) return;
    if (!answer.ok) {
      store.setState({ loading: false, error: answer.error });
      return;
    }
    keep(incident, answer.more);
    // What was done only after it was asked for, the answer may not know of yet.
    guesses = guesses.filter((one) => !before.includes(one));
    store.setState({ loading: false, error: null });
    show();
  }

  function keep(incident: string, more: IncidentMore): void {
    const known = read.get(incident);
    if (known && known.version > more.version) return;
    read.delete(incident);
    read.set(incident, more);
    const [oldest] = read.keys();
    if (read.size > KEEP && oldest !== undefined) read.delete(oldest);
  }

  function soon(): void {
    cancel();
    cancel = after(SETTLE_MS, () => void load());
  }

  return {
    store,
    open(incident) {
      if (incident === store.getState().incident) return;
      leave();
      cancel();
      turn += 1;
      guesses = [];
      store.setState({ ...EMPTY, incident });
      leave = () => {};
      if (incident === null) return;
      seenVersion = incidents.confirmed(incident)?.version ?? 0;
      leave = incidents.subscribe(incident, () => {
        const version = incidents.confirmed(incident)?.version ?? 0;
        if (version === seenVersion) return;
        seenVersion = version;
        soon();
      });
      show();
      void load();
    },
    foresee(guess) {
      const made = { guess, isDone: false };
      guesses = [...guesses, made];
      show();
      return (isDone) => {
        made.isDone = isDone;
        if (isDone) return;
        guesses = guesses.filter((one) => one !== made);
        show();
      };
    },
    close() {
      leave();
      cancel();
      turn += 1;
    },
  };
}

import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { CareView } from '@warroom/shared';

/** How long this person has looked at distressing material, and what they asked to see. */
export interface LookingState {
  /** The one item that was asked for: the next one is veiled again. */
  asked: string | null;
  /** Minutes today, with what is not reported yet. */
  minutes: number;
  /** Minutes after which a break was last suggested and not put away; null for none. */
  suggests: number | null;
}

export interface Looking {
  store: StoreApi<LookingState>;
  /** Shows an item, or veils it again. */
  toggle(item: string): void;
  /** Something distressing is in sight, until the answer is called. */
  see(): () => void;
  /** Puts the suggestion away, for today. */
  hush(): void;
  close(): void;
}

export interface LookingOptions {
  /** Keeps what is not reported yet over a reload; of one person in one election. */
  key: string;
  /** Whether the page is seen and has the focus. */
  isWatched: () => boolean;
  /** Sends minutes (0.1 to 10); false when they must be sent again. */
  report: (minutes: number) => Promise<boolean>;
  /** What the server has counted, or null when it can't be read. */
  read: () => Promise<CareView | null>;
  /** Local monotonic time, ms. */
  elapsedMs: () => number;
  /** Runs again and again; answers how to stop it. */
  every: (ms: number, run: () => void) => () => void;
}

const BEAT_MS = 1_000;
/** A beat that comes later than this slept: it is not counted. */
const LONGEST_BEAT_MS = 2_500;
const MINUTE_MS = 60_000;
const REPORT_MS = 3 * MINUTE_MS;
/** A small rest is not kept for long. */
const REST_MS = 6 * MINUTE_MS;
const LEAST_MIN = 0.1;
const MOST_MIN = 10;

/** A break is suggested after so many minutes in a day. */
const SUGGEST_AFTER_MIN: readonly number[] = [30, 120];

/**
 * Counts the time that distressing material is in sight while the page is visible and focused, tells the
 * server every few minutes, and says when a break would do good. It never stands in the way.
 */
export function looking(options: LookingOptions): Looking {
  const { isWatched, elapsedMs } = options;
  const store = createStore<LookingState>(() => ({ asked: null, minutes: 0, suggests: null }));
  let inSight = 0;
  let unsentMs = 0;
  let counted: CareView | null = null;
  let beatAt = elapsedMs();
  let triedAt = elapsedMs();
  let isSending = false;
  let isClosed = false;

  /** Other tabs count into the same place. */
  function gather(): void {
    unsentMs = kept(options.key, unsentMs).unsentMs;
  }

  function tell(): void {
    const today = counted?.own?.minutesByDay[counted.today] ?? 0;
    const minutes = today + unsentMs / MINUTE_MS;
    const { hushed } = kept(options.key, unsentMs);
    const put = counted !== null && hushed?.day === counted.today ? hushed.minutes : 0;
    const due = SUGGEST_AFTER_MIN.findLast((after) => minutes >= after);
    const suggests = due !== undefined && due > put ? due : null;
    const shown = Math.floor(minutes * 10) / 10;
    const state = store.getState();
    if (state.minutes !== shown || state.suggests !== suggests)
      store.setState({ minutes: shown, suggests });
  }

  function beat(): void {
    const now = elapsedMs();
    const passed = now - beatAt;
    beatAt = now;
    gather();
    if (inSight > 0 && isWatched() && passed <= LONGEST_BEAT_MS) {
      unsentMs += passed;
      keep(options.key, { unsentMs });
      tell();
    }
    const due =
      unsentMs >= REPORT_MS || (unsentMs >= LEAST_MIN * MINUTE_MS && now - triedAt >= REST_MS);
    if (due && !isSending && now - triedAt >= MINUTE_MS) void send();
  }

  async function send(): Promise<void> {
    const minutes = Math.min(MOST_MIN, Math.floor((unsentMs / MINUTE_MS) * 10) / 10);
    isSending = true;
    triedAt = elapsedMs();
    const isDone = await options.report(minutes);
    isSending = false;
    if (!isDone || isClosed) return;
    gather();
    unsentMs = Math.max(0, unsentMs - minutes * MINUTE_MS);
    keep(options.key, { unsentMs });
    await refresh();
  }

  async function refresh(): Promise<void> {
    const view = await options.read();
    if (view === null || isClosed) return;
    counted = view;
    tell();
  }

  const stop = options.every(BEAT_MS, beat);
  gather();
  void refresh();

  return {
    store,
    toggle: (item) => store.setState(({ asked }) => ({ asked: asked === item ? null : item })),
    see() {
      inSight += 1;
      let isOver = false;
      return () => {
        if (!isOver) inSight -= 1;
        isOver = true;
      };
    },
    hush() {
      const { suggests } = store.getState();
      if (suggests === null || counted === null) return;
      keep(options.key, { hushed: { day: counted.today, minutes: suggests } });
      tell();
    },
    close() {
      isClosed = true;
      stop();
    },
  };
}

interface Kept {
  unsentMs: number;
  hushed: { day: string; minutes: number } | null;
}

/** What is kept; `unsentMs` stands in where nothing can be. */
function kept(key: string, unsentMs: number): Kept {
  try {
    const stored = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Kept>;
    const { unsentMs: keptMs = 0, hushed = null } = stored;
    return { unsentMs: Number.isFinite(keptMs) ? Math.max(0, keptMs) : 0, hushed };
  } catch {
    return { unsentMs, hushed: null };
  }
}

function keep(key: string, changes: Partial<Kept>): void {
  try {
    localStorage.setItem(key, JSON.stringify({ ...kept(key, 0), ...changes }));
  } catch {
    // Counted in this page alone.
  }
}

import type { SignalFilters, SignalView } from '@warroom/shared';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { Feed } from '../../feed/connection.ts';
import type { Desk } from '../../store/desk.ts';
import type { SignalLane } from '../../store/signal-lane.ts';
import { plural } from '../../ui/format.ts';

/** The signals that this person took at once, to decide them one after another. */
export interface BatchState {
  /** Oldest first, those decided meanwhile included. */
  ids: readonly string[];
  /** The lane shows the batch instead of the queue. */
  isShown: boolean;
  isTaking: boolean;
}

export interface Batch {
  store: StoreApi<BatchState>;
  /** What the lane shows of it: those still to be decided that this person still holds. */
  rule: Parameters<SignalLane['configure']>[0];
  /**
   * Claims the oldest that nobody holds, on top of what is still held, and shows them. Answers the first
   * of them, or why there is none.
   */
  take(filters: SignalFilters): Promise<{ ok: true; first: string } | { ok: false; why: string }>;
  /** Gives back what was not decided. Answers how many, or why not. */
  giveBack(): Promise<{ ok: true; count: number } | { ok: false; why: string }>;
  show(isShown: boolean): void;
  /** Those still to be decided, and when the first claim runs out (epoch ms). */
  rest(now: number): { ids: string[]; until: number | null };
  close(): void;
}

/** How many are taken at once. */
const BATCH_SIZE = 20;
const AT_ONCE = 4;

/**
 * A batch of one person on one board. Working on it keeps it: with every decision, claims that are half
 * over are renewed. Left alone, they run out by themselves at the server.
 */
export function batch(options: {
  desk: Pick<Desk, 'run'>;
  feed: Pick<Feed, 'command' | 'serverNow'>;
  lane: Pick<SignalLane, 'records' | 'store'>;
  me: string;
  newId: () => string;
  fetch(id: string): Promise<SignalView | undefined>;
  /** Where the ids outlive a reload of the page. */
  kept?: { read(): readonly string[]; write(ids: readonly string[]): void };
}): Batch {
  const { desk, feed, lane, me, kept } = options;
  const store = createStore<BatchState>(() => ({
    ids: kept?.read() ?? [],
    isShown: false,
    isTaking: false,
  }));
  let leaseMs = 0;
  let isRenewing = false;

  const isMine = (signal: SignalView | undefined, now: number): signal is SignalView =>
    signal !== undefined &&
    signal.state === 'undecided' &&
    signal.claim?.by === me &&
    signal.claim.until > now;

  function setIds(ids: readonly string[]): void {
    store.setState({ ids });
    kept?.write(ids);
  }

  /** From the lane where they are loaded and claimed as here, else from the server, a few at a time. */
  async function load(ids: readonly string[]): Promise<void> {
    const waiting = ids.filter((id) => !isMine(lane.records.get(id), feed.serverNow()));
    const one = async (): Promise<void> => {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
        const signal = await options.fetch(id);
        if (signal) lane.records.set(id, signal);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
  }

  function rest(now: number): { ids: string[]; until: number | null } {
    const held = store.getState().ids.flatMap((id) => {
      const signal = lane.records.get(id);
      return isMine(signal, now) && !lane.store.getState().left.has(id) ? [signal] : [];
    });
    const untils = held.map(({ claim }) => claim?.until ?? now);
    return {
      ids: held.map(({ id }) => id),
      until: untils.length === 0 ? null : Math.min(...untils),
    };
  }

  async function renew(): Promise<void> {
    const now = feed.serverNow();
    const { ids, until } = rest(now);
    if (isRenewing || until === null || until - now > leaseMs / 2) return;
    isRenewing = true;
    // Beside the desk: it is no deed of the person, and nothing to undo.
    await feed.command({ type: 'signal.claim', commandId: options.newId(), signals: ids });
    isRenewing = false;
  }

  const stop = lane.store.subscribe((state, before) => {
    if (state.left === before.left) return;
    const { ids } = store.getState();
    if (ids.some((id) => state.left.get(id)?.by === me && !before.left.has(id))) void renew();
  });

  return {
    store,
    rest,
    rule: {
      async fetch() {
        const { ids } = store.getState();
        await load(ids);
        const now = feed.serverNow();
        const items = ids.map((id) => lane.records.get(id)).filter((signal) => isMine(signal, now));
        return { ok: true, items, next: null };
      },
      matches: ({ id }) => store.getState().ids.includes(id),
    },
    async take(filters) {
      if (store.getState().isTaking) return { ok: false, why: 'it is being taken already' };
      store.setState({ isTaking: true });
      const result = await desk.run(
        { type: 'signal.claim-next', count: BATCH_SIZE, filters },
        `Took the next ${BATCH_SIZE}`,
      );
      if (result.kind === 'refused') {
        store.setState({ isTaking: false });
        return { ok: false, why: result.refusal.message };
      }
      const taken = result.signals ?? [];
      await load(taken);
      const now = feed.serverNow();
      const claim = lane.records.get(taken[0] ?? '')?.claim;
      leaseMs = claim ? (claim.leaseMs ?? claim.until - now) : leaseMs;
      const held = rest(now).ids.filter((id) => !taken.includes(id));
      setIds([...held, ...taken]);
      store.setState({ isTaking: false, isShown: true });
      const [first] = taken;
      return first === undefined
        ? { ok: false, why: 'No signal is waiting that nobody has claimed.' }
        : { ok: true, first };
    },
    async giveBack() {
      const { ids } = rest(feed.serverNow());
      if (ids.length > 0) {
        const result = await desk.run(
          { type: 'signal.release', signals: ids },
          `Gave back ${plural(ids.length, 'signal')}`,
        );
        if (result.kind === 'refused') return { ok: false, why: result.refusal.message };
      }
      setIds([]);
      store.setState({ isShown: false });
      return { ok: true, count: ids.length };
    },
    show(isShown) {
      store.setState({ isShown });
    },
    close: stop,
  };
}

/** Keeps a batch's ids in this tab, by election and person. */
export function keptBatch(
  election: string,
  me: string,
): NonNullable<Parameters<typeof batch>[0]['kept']> {
  const name = `warroom.batch.${election}.${me}`;
  return {
    read() {
      try {
        const read: unknown = JSON.parse(sessionStorage.getItem(name) ?? '[]');
        return Array.isArray(read) ? read.filter((id) => typeof id === 'string') : [];
      } catch {
        return [];
      }
    },
    write(ids) {
      try {
        if (ids.length === 0) sessionStorage.removeItem(name);
        else sessionStorage.setItem(name, JSON.stringify(ids));
      } catch {
        // For this page alone.
      }
    },
  };
}

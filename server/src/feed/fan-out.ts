import type { FeedClient } from './feed-client.ts';
import type { Scheduler } from './scheduler.ts';

/**
 * Tells crowds of connections the same thing slice by slice, so that a command that comes in meanwhile
 * is answered between two slices rather than after the last. What one connection gets is what it would
 * get were all told at once, in the same order.
 */
export interface FanOut {
  /**
   * Calls `tell` once for each of these connections: at once as far as the turn allows, the rest in later
   * turns, after what was begun before. Undefined when all were told at once, else resolves when they
   * are. What `tell` throws ends it, and is thrown or rejected with.
   */
  each(
    clients: Iterable<FeedClient>,
    tell: (client: FeedClient) => void,
  ): Promise<void> | undefined;
  /**
   * Tells this connection now what waits for it. To be called before anything else is sent to it, and
   * before what depends on where it stands.
   */
  settle(client: FeedClient): void;
  /** This connection is told nothing of what waits for it. */
  drop(client: FeedClient): void;
  /** Tells everyone the rest at once: the server closes. */
  finish(): void;
}

/** A delivery takes about 25 µs: more of a turn than this would be felt by who waits for an answer. */
const SLICE_MS = 2;
const SLICE_CLIENTS = 128;

interface Round {
  /** Still to be told. */
  readonly left: Set<FeedClient>;
  readonly tell: (client: FeedClient) => void;
  /** What ended it early. */
  fault: { error: unknown } | undefined;
  ended(fault: { error: unknown } | undefined): void;
}

/**
 * A fan-out with nothing to do. All rooms of a server share one, as they share its thread. `mostATurn`:
 * connections told between two looks at other work.
 */
export function fanOut(scheduler: Scheduler, mostATurn = SLICE_CLIENTS): FanOut {
  const rounds: Round[] = [];
  /** Told in this turn of the event loop. */
  let spent = 0;
  let isTurnAsked = false;
  let isTelling = false;

  function askTurn(): void {
    if (isTurnAsked) return;
    isTurnAsked = true;
    scheduler.after(0, () => {
      isTurnAsked = false;
      spent = 0;
      goOn(mostATurn, scheduler.elapsedMs() + SLICE_MS);
    });
  }

  function goOn(most: number, untilMs: number): void {
    for (let round = rounds[0]; round; round = rounds[0]) {
      tellSome(round, most, untilMs);
      if (round.left.size > 0) return askTurn();
      rounds.shift();
      round.ended(round.fault);
    }
  }

  function tellSome(round: Round, most: number, untilMs: number): void {
    for (const client of round.left) {
      if (spent >= most || scheduler.elapsedMs() > untilMs) return;
      spent += 1;
      tellOne(round, client);
    }
  }

  function tellOne(round: Round, client: FeedClient): void {
    round.left.delete(client);
    isTelling = true;
    try {
      round.tell(client);
    } catch (error) {
      round.fault = { error };
      round.left.clear();
    } finally {
      isTelling = false;
    }
  }

  return {
    each(clients, tell) {
      const left = new Set(clients);
      const round: Round = { left, tell, fault: undefined, ended: () => undefined };
      if (rounds.length === 0 && !isTelling)
        tellSome(round, mostATurn, scheduler.elapsedMs() + SLICE_MS);
      if (spent > 0) askTurn();
      if (round.fault) throw round.fault.error;
      if (left.size === 0) return undefined;
      rounds.push(round);
      askTurn();
      return new Promise((resolve, reject) => {
        round.ended = (fault) => (fault ? reject(fault.error) : resolve());
      });
    },
    settle(client) {
      // What is being told goes first: what waits comes after it.
      if (isTelling) return;
      for (const round of rounds) if (round.left.has(client)) tellOne(round, client);
    },
    drop(client) {
      for (const { left } of rounds) left.delete(client);
    },
    finish: () => goOn(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY),
  };
}

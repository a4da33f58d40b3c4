import {
  decideGaps,
  decideTimers,
  nextGapLookAt,
  nextTimerAt,
  policiesInForce,
  ROSTER_AGGREGATE,
} from '@warroom/shared';
import type { Write } from '@warroom/shared';
import type { Room } from '../desk/room.ts';
import { JournalUnavailable } from '../journal/journal.ts';
import type { UnitResult } from '../journal/journal.ts';
import { dueHeap } from './due-heap.ts';

/**
 * No sleep is longer: a machine's clock that was set is noticed within it, and `setTimeout` (which fires
 * at once for anything over 24.8 days) never overflows.
 */
const MAX_SLEEP_MS = 1_000;
/** Incidents and rosters looked at between two turns of the event loop. */
const BATCH = 100;
const FIRST_PAUSE_MS = 5;
const MAX_PAUSE_MS = 5_000;

export interface ClockworkOptions {
  room: Pick<Room, 'id' | 'situation' | 'rules' | 'onChange' | 'record'>;
  /** Epoch ms. */
  now(): number;
  /** Does `work` once, after so long by a clock that never goes back (`setTimeout`); answers how to call it off. */
  schedule(work: () => void, afterMs: number): () => void;
  notice(message: string, cause?: unknown): void;
  /**
   * Where several nodes run: each waits a random part of this before it does what is due, so that most
   * often one has done it before the others try. 0 on a node alone.
   */
  spreadMs?: number;
  random?(): number;
}

export interface Clockwork {
  /** How many incidents have a clock running, when the next is due, and since when (epoch ms) nothing can be written. */
  status(): { running: number; nextAt: number | null; stuckSince: number | null };
  /** Ends it; resolves when what was being written is done. */
  stop(): Promise<void>;
}

/**
 * Starts the clocks of a room on this node: warnings and breaches of limits, the end of acknowledgements
 * that nobody works on and of snoozes, escalations, and alarms about gaps in the roster. What is due follows from the situation and the time alone; what
 * it does has a key and an expected version, so any number of nodes may run it and each effect happens
 * once. What fell due while no server ran is done at the start.
 */
export function clockwork(options: ClockworkOptions): Clockwork {
  const { room, now, schedule, spreadMs = 0, random = Math.random } = options;
  const { situation, rules } = room;
  const context = { sections: situation.sections, rules };
  let policies = policiesInForce(situation.sections.roster, rules);
  const heap = dueHeap();
  /** Keys found to be in the journal although the situation no longer shows it, by incident. */
  const done = new Map<string, Set<string>>();
  let callOff = (): void => undefined;
  let working: Promise<void> | undefined;
  let stopped = false;
  let pauseMs = 0;
  let stuckSince: number | null = null;

  function wind(id: string): void {
    const at = id === ROSTER_AGGREGATE ? nextLookAt() : nextAtOf(id);
    if (at === undefined) done.delete(id);
    heap.set(id, at);
  }

  function nextAtOf(id: string): number | undefined {
    const incident = situation.incidents.get(id)?.incident;
    return incident && nextTimerAt(incident, done.get(id), policies);
  }

  function nextLookAt(): number | undefined {
    return nextGapLookAt(situation.sections.roster, rules, now(), done.get(ROSTER_AGGREGATE));
  }

  /** After a change of the roster gaps may have come or gone, and other policies may hold. */
  function rewind(): void {
    wind(ROSTER_AGGREGATE);
    const inForce = policiesInForce(situation.sections.roster, rules);
    if (inForce === policies) return;
    policies = inForce;
    for (const id of situation.incidents.keys()) wind(id);
  }

  function sleep(): void {
    callOff();
    const nextAt = heap.nextAt();
    if (stopped || working || nextAt === undefined) return;
    const ms = Math.max(pauseMs, Math.min(MAX_SLEEP_MS, nextAt - now()));
    const spread = spreadMs > 0 && nextAt - now() <= MAX_SLEEP_MS ? random() * spreadMs : 0;
    callOff = schedule(wake, Math.max(0, ms) + spread);
  }

  function wake(): void {
    const nextAt = heap.nextAt();
    if (stopped || working) return;
    if (nextAt === undefined || nextAt > now()) return sleep();
    working = work().finally(() => {
      working = undefined;
      sleep();
    });
  }

  /** Does one batch of what is due; what could not be done stays due. */
  async function work(): Promise<void> {
    const at = now();
    const ids = heap.take(at, BATCH);
    const units = ids.flatMap((id) => decided(id, at).map((unit) => ({ id, ...unit })));
    try {
      const results = units.length === 0 ? [] : await room.record('clockwork', units);
      let isLost = false;
      for (const [index, { id, key }] of units.entries())
        isLost = learn(id, key, results[index]) || isLost;
      // Lost races are decided again on what is there now, with growing pauses should it lag behind.
      pauseMs = isLost ? longer(pauseMs) : 0;
      if (stuckSince !== null)
        options.notice('Clocks and acknowledgements are kept again; nothing was left out.');
      stuckSince = null;
    } catch (error) {
      if (error instanceof JournalUnavailable && error.kind === 'closed') stopped = true;
      else if (stuckSince === null) {
        stuckSince = at;
        options.notice(
          'Limits that pass can not be recorded just now; they are recorded late, with the time when they passed.',
          error,
        );
      }
      pauseMs = longer(pauseMs);
    } finally {
      for (const id of ids) wind(id);
    }
  }

  function decided(id: string, at: number): { key: string; writes: Write[] }[] {
    if (id === ROSTER_AGGREGATE)
      return decideGaps(situation.sections.roster, rules, at, done.get(id));
    const incident = situation.incidents.get(id)?.incident;
    return incident ? decideTimers(incident, at, done.get(id), context) : [];
  }

  /** Notes what became of a unit; answers whether someone else's write came first. */
  function learn(id: string, key: string, result: UnitResult | undefined): boolean {
    if (result?.kind === 'repeated') {
      const keys = done.get(id) ?? new Set();
      done.set(id, keys.add(key));
    }
    return result?.kind === 'conflict';
  }

  const unsubscribe = room.onChange(({ touched }) => {
    const before = heap.nextAt();
    for (const { incident } of touched) if (incident !== undefined) wind(incident);
    if (touched.some(({ section }) => section === 'roster')) rewind();
    if (heap.nextAt() !== before) sleep();
  });
  for (const id of situation.incidents.keys()) wind(id);
  wind(ROSTER_AGGREGATE);
  sleep();

  return {
    status: () => ({
      running: heap.size - (heap.dueAt(ROSTER_AGGREGATE) === undefined ? 0 : 1),
      nextAt: heap.nextAt() ?? null,
      stuckSince,
    }),
    async stop() {
      stopped = true;
      unsubscribe();
      callOff();
      await working;
    },
  };
}

function longer(pauseMs: number): number {
  return Math.min(MAX_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pauseMs * 2));
}

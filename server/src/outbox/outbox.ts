import { messageTargets } from '@warroom/shared';
import type { Message, MessageTarget } from '@warroom/shared';
import { dueHeap } from '../clockwork/due-heap.ts';
import type { DueHeap } from '../clockwork/due-heap.ts';
import type { Room } from '../desk/room.ts';
import { JournalUnavailable } from '../journal/journal.ts';
import { deliver, giveUp } from './deliver.ts';
import type { DeliverOptions } from './deliver.ts';
import { NOTIFIERS } from './notifier.ts';
import type { Notifier, NotifierTools } from './notifier.ts';
import { MAX_AGE_MS } from './retry.ts';

/** Tries that run at once to one target: a slow one holds up nobody else. */
const PER_TARGET = 8;
const MAX_SLEEP_MS = 1_000;
/** Whoever was not first looks again after so long at the earliest, should what it knows lag behind. */
const AFTER_LOSS_MS = 50;
const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 5_000;
/** Tries still running when the server stops may take so long before they are cut off. */
const GRACE_MS = 2_000;

export interface OutboxOptions {
  room: Pick<Room, 'id' | 'situation' | 'election' | 'onChange' | 'record'>;
  /** This node's id: the same after a restart, and of one process at a time. */
  node: string;
  tools: Omit<NotifierTools, 'signal' | 'now' | 'schedule'>;
  /** Epoch ms. */
  now(): number;
  /** Ms by a clock that never goes back. */
  monotonicMs(): number;
  schedule(work: () => void, afterMs: number): () => void;
  notice(message: string, cause?: unknown): void;
  /** The address that people use, without a slash at the end; links are made of it. */
  publicUrl?: string | undefined;
  notifiers?: ReadonlyMap<string, Notifier>;
  random?(): number;
  /** Where several nodes run: each waits a random part of this, so that they seldom reach for the same message. */
  spreadMs?: number;
}

/** A target as an operator sees it. `problem` is the newest failure since the last success. */
export interface TargetStatus {
  name: string;
  waiting: number;
  sending: number;
  problem: string | null;
}

export interface Outbox {
  status(): { pending: number; dead: number; targets: TargetStatus[] };
  /** Takes up nothing more and lets running tries end, or cuts them off after 2 s. Before the journal closes. */
  stop(): Promise<void>;
}

interface Lane {
  target: MessageTarget;
  notifier: Notifier;
  due: DueHeap;
  sending: Set<string>;
  problem: string | null;
}

/**
 * Sends the messages of a room: every node runs one, the journal says who sends which. A message is
 * tried until its target has confirmed it, or it is given up loudly after 24 hours; each at least once.
 * Waiting is counted on this node's steady clock from when it saw the cause, so that clocks that differ
 * or are set neither double nor hold up anything.
 */
export function outbox(options: OutboxOptions): Outbox {
  const { room, now, monotonicMs, schedule, random = Math.random, spreadMs = 0 } = options;
  const { situation } = room;
  const stopping = new AbortController();
  const tools: NotifierTools = { ...options.tools, now, schedule, signal: stopping.signal };
  const lanes = new Map<string, Lane>();
  /** Messages to targets that the file doesn't name: given up when their time is over. */
  const orphans = dueHeap();
  const running = new Set<Promise<void>>();
  const resting = new Set<() => void>();
  let stopped = false;
  let callOff = (): void => undefined;
  let pauseMs = 0;
  let pausedUntil = -Infinity;
  let isStuck = false;

  for (const target of messageTargets(room.election.election)) {
    const notifier = (options.notifiers ?? NOTIFIERS).get(target.notifier);
    if (!notifier) throw new Error(`no notifier is called ${target.notifier}`);
    const problem = notifier.problem(target, tools) ?? null;
    if (problem !== null)
      options.notice(`Target ${target.name} of ${room.id} can't be reached: ${problem}.`);
    lanes.set(target.name, { target, notifier, due: dueHeap(), sending: new Set(), problem });
  }
  const delivering: DeliverOptions = {
    room,
    node: options.node,
    tools,
    now,
    monotonicMs,
    random,
    publicUrl: options.publicUrl,
    notice: options.notice,
    persist,
  };

  /** How long this node waits, from now, before it takes up a message that it is not sending. */
  function waitOf(message: Message): number {
    const since = (at: number, ms: number): number => Math.min(ms, Math.max(0, at + ms - now()));
    const { claim, lastAttempt, retryInMs } = message;
    // A claim of this node's own that it is not acting on is of a run that died, or of an answer that never came.
    if (claim) return claim.node === options.node ? 0 : claim.leaseMs;
    const wait = lastAttempt && retryInMs !== null ? since(lastAttempt.at, retryInMs) : 0;
    return wait + random() * spreadMs;
  }

  function observe(id: string): void {
    const message = situation.messages.get(id);
    const lane = message && lanes.get(message.target);
    if (lane?.sending.has(id) === true) return;
    if (!message) {
      for (const { due } of lanes.values()) due.set(id, undefined);
      orphans.set(id, undefined);
    } else if (lane) {
      if (message.lastAttempt?.problem != null) lane.problem = message.lastAttempt.problem;
      lane.due.set(id, monotonicMs() + waitOf(message));
    } else {
      const left = Math.min(MAX_AGE_MS, Math.max(0, message.queuedAt + MAX_AGE_MS - now()));
      orphans.set(id, monotonicMs() + left);
    }
  }

  function pump(): void {
    if (stopped) return;
    const at = monotonicMs();
    if (at >= pausedUntil) {
      for (const lane of lanes.values())
        for (const id of lane.due.take(at, PER_TARGET - lane.sending.size)) start(id, lane);
      for (const id of orphans.take(at, PER_TARGET)) {
        const message = situation.messages.get(id);
        if (message) track(giveUp(message, delivering), () => observe(id));
      }
    }
    sleep();
  }

  function start(id: string, lane: Lane): void {
    const message = situation.messages.get(id);
    if (!message) return;
    lane.sending.add(id);
    let isLost = false;
    const work = deliver(message, lane.target, lane.notifier, delivering).then((how) => {
      recovered();
      isLost = how === 'lost';
      if (how === 'sent') lane.problem = null;
    });
    track(work, () => {
      lane.sending.delete(id);
      observe(id);
      const dueAt = situation.messages.has(id) && isLost ? monotonicMs() + AFTER_LOSS_MS : 0;
      if (dueAt > 0) lane.due.set(id, Math.max(dueAt, lane.due.dueAt(id) ?? 0));
    });
  }

  /** Follows a piece of work to its end, whatever that is, and goes on from there. */
  function track(work: Promise<void>, after: () => void): void {
    const whole = work.catch(unwritable).finally(() => {
      after();
      running.delete(whole);
      pump();
    });
    running.add(whole);
  }

  function unwritable(error: unknown): void {
    if (error instanceof JournalUnavailable && error.kind === 'closed') stopped = true;
    if (stopped) return;
    if (!isStuck)
      options.notice('Messages can not be sent just now, they wait and none is lost.', error);
    isStuck = true;
    pauseMs = Math.min(MAX_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pauseMs * 2));
    pausedUntil = monotonicMs() + pauseMs;
  }

  function recovered(): void {
    isStuck = false;
    pauseMs = 0;
  }

  /** Writes how a try went even if the journal is gone for a while: sending again would wake people twice. */
  async function persist<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof JournalUnavailable) || error.kind === 'closed' || stopped)
          throw error;
        unwritable(error);
        await new Promise<void>((resolve) => {
          const wake = (): void => {
            resting.delete(wake);
            resolve();
          };
          resting.add(wake);
          schedule(wake, pauseMs);
        });
      }
    }
  }

  function sleep(): void {
    callOff();
    if (stopped) return;
    const waits = [...lanes.values()]
      .filter((lane) => lane.sending.size < PER_TARGET)
      .map((lane) => lane.due.nextAt());
    const nextAt = Math.min(...[...waits, orphans.nextAt()].map((at) => at ?? Infinity));
    if (nextAt === Infinity) return;
    const ms = Math.max(0, nextAt - monotonicMs(), pausedUntil - monotonicMs());
    callOff = schedule(pump, Math.min(MAX_SLEEP_MS, ms));
  }

  const unsubscribe = room.onChange(({ touched }) => {
    let isTouched = false;
    for (const { message } of touched) {
      if (message === undefined) continue;
      observe(message);
      isTouched = true;
    }
    if (isTouched) sleep();
  });
  for (const id of situation.messages.keys()) observe(id);
  sleep();

  return {
    status: () => ({
      pending: situation.messages.size,
      dead: situation.deadMessages.length,
      targets: [...lanes.values()].map(({ target, due, sending, problem }) => ({
        name: target.name,
        waiting: due.size,
        sending: sending.size,
        problem,
      })),
    }),
    async stop() {
      stopped = true;
      unsubscribe();
      callOff();
      for (const wake of resting) wake();
      const cut = schedule(() => stopping.abort(), GRACE_MS);
      await Promise.all(running);
      cut();
    },
  };
}

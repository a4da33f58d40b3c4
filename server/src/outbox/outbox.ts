import { messageTargets, rulesAggregate } from '@warroom/shared';
import type { Message } from '@warroom/shared';
import { dueHeap } from '../clockwork/due-heap.ts';
import type { Room } from '../desk/room.ts';
import { JournalUnavailable } from '../journal/journal.ts';
import { deliver, giveUp } from './deliver.ts';
import type { DeliverOptions } from './deliver.ts';
import { freeIn, lanesOf } from './lanes.ts';
import type { Lane } from './lanes.ts';
import { mattersOf } from './matters.ts';
import { NOTIFIERS } from './notifier.ts';
import type { Notifier, NotifierTools } from './notifier.ts';
import { NOBODY } from './outgoing.ts';
import type { PeopleBook } from './outgoing.ts';
import { MAX_AGE_MS } from './retry.ts';
import { tellingsOf, threadOf } from './tellings.ts';

/** So many messages without a target are given up at once. */
const ORPHANS_AT_ONCE = 8;
/** What people only watch is gathered for so long: one message for what happened meanwhile. */
const GATHER_MS = 30_000;
/** So many messages on one matter are taken over by one at once. */
const MAX_SIBLINGS = 200;
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
  tools: Omit<NotifierTools, 'signal' | 'now' | 'schedule' | 'forgetPush'>;
  /** Whom people's messages go to; without, to nobody. */
  people?: PeopleBook;
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
  /** `targets` are those of the election's file, then people by each way. */
  status(): { pending: number; dead: number; targets: TargetStatus[] };
  /** Tries of this node since its start, by notifier. */
  counts(): Readonly<Record<string, Tries>>;
  /** Takes up nothing more and lets running tries end, or cuts them off after 2 s. Before the journal closes. */
  stop(): Promise<void>;
}

/** How tries went; `dropped` were not sent because nobody needs them any more. */
export interface Tries {
  sent: number;
  failed: number;
  dropped: number;
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
  const notifiers = options.notifiers ?? NOTIFIERS;
  const tools: NotifierTools = {
    ...options.tools,
    now,
    schedule,
    signal: stopping.signal,
    forgetPush,
  };
  const lanes = lanesOf(notifiers);
  const matters = mattersOf();
  const tries: Record<string, Tries> = {};
  /** By id: the lane in which a message waits. */
  const places = new Map<string, Lane>();
  /** By receiver and matter: the message that is being sent. */
  const inFlight = new Map<string, string>();
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
    const notifier = notifiers.get(target.notifier);
    if (!notifier) throw new Error(`no notifier is called ${target.notifier}`);
    const problem = notifier.problem(target, tools) ?? null;
    if (problem !== null)
      options.notice(`Target ${target.name} of ${room.id} can't be reached: ${problem}.`);
    lanes.add(target, notifier, problem);
  }
  const delivering: DeliverOptions = {
    room,
    node: options.node,
    tools,
    now,
    monotonicMs,
    random,
    publicUrl: options.publicUrl,
    people: options.people ?? NOBODY,
    notice: options.notice,
    persist,
  };

  /** How long this node waits, from now, before it takes up a message that it is not sending. */
  function waitOf(message: Message): number {
    const since = (at: number, ms: number): number => Math.min(ms, Math.max(0, at + ms - now()));
    const { claim, lastAttempt, retryInMs } = message;
    // A claim of this node's own that it is not acting on is of a run that died, or of an answer that never came.
    if (claim) return claim.node === options.node ? 0 : claim.leaseMs;
    // What nobody needs any more need not wait.
    if (tellingsOf(message, [], incidentOf(message)).length === 0) return random() * spreadMs;
    const wait = lastAttempt && retryInMs !== null ? since(lastAttempt.at, retryInMs) : 0;
    const gather = message.kind === 'watched' ? since(message.queuedAt, GATHER_MS) : 0;
    return Math.max(wait, gather) + random() * spreadMs;
  }

  function incidentOf({ incident }: Message) {
    return incident === null ? undefined : situation.incidents.get(incident)?.incident;
  }

  function observe(id: string): void {
    const message = situation.messages.get(id);
    const lane = places.get(id) ?? (message && lanes.of(message));
    if (lane?.sending.has(id) === true) return;
    if (!message) {
      matters.remove(id);
      lane?.due.set(id, undefined);
      places.delete(id);
      orphans.set(id, undefined);
    } else if (lane) {
      places.set(id, lane);
      matters.add(message);
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
      for (const lane of lanes.all()) {
        const ids = lane.due.take(at, freeIn(lane));
        for (const id of ids) start(id, lane);
        if (ids.length > 0) lanes.served(lane);
      }
      for (const id of orphans.take(at, ORPHANS_AT_ONCE)) {
        const message = situation.messages.get(id);
        if (message) track(giveUp(message, delivering), () => observe(id));
      }
    }
    sleep();
  }

  function start(id: string, lane: Lane): void {
    const message = situation.messages.get(id);
    if (!message) return;
    const thread = threadOf(message);
    // Taken over when what is under way has ended: until then nobody knows whether it arrived.
    if (lane.absorbs && inFlight.has(thread)) return;
    const siblings = lane.absorbs ? siblingsOf(message) : [];
    for (const sibling of siblings) lane.due.set(sibling.id, undefined);
    inFlight.set(thread, id);
    lane.sending.add(id);
    lane.group.sending += 1;
    let isLost = false;
    const work = deliver(message, lane.target, lane.notifier, siblings, delivering).then((how) => {
      recovered();
      isLost = how === 'lost';
      if (how === 'sent') lane.problem = null;
      if (how !== 'lost') count(lane.target.notifier, how);
    });
    track(work, () => {
      lane.sending.delete(id);
      lane.group.sending -= 1;
      if (inFlight.get(thread) === id) inFlight.delete(thread);
      observe(id);
      const dueAt = situation.messages.has(id) && isLost ? monotonicMs() + AFTER_LOSS_MS : 0;
      if (dueAt > 0) lane.due.set(id, Math.max(dueAt, lane.due.dueAt(id) ?? 0));
      if (lane.absorbs)
        for (const other of matters.thread(message)) if (other !== id) observe(other);
      lanes.tidy(lane);
    });
  }

  /** Others that wait for the same receiver on the same matter, and that nobody is sending. */
  function siblingsOf(message: Message): Message[] {
    return matters
      .thread(message)
      .flatMap((id) => situation.messages.get(id) ?? [])
      .filter((other) => other.id !== message.id && other.claim === null)
      .slice(-MAX_SIBLINGS);
  }

  function isPage(id: string): boolean {
    const message = situation.messages.get(id);
    return (
      message?.kind === 'page' || message?.absorbed?.some(({ kind }) => kind === 'page') === true
    );
  }

  function count(notifier: string, how: keyof Tries): void {
    const counted = (tries[notifier] ??= { sent: 0, failed: 0, dropped: 0 });
    counted[how] += 1;
  }

  /** Takes a subscription that is no more out of a person's rules. */
  async function forgetPush(person: string, push: string): Promise<void> {
    const aggregate = rulesAggregate(person);
    await room.record('outbox', [
      {
        key: `push-gone:${person}:${push}`,
        writes: [
          {
            aggregate,
            expectedVersion: situation.versions.get(aggregate) ?? 0,
            event: { type: 'rules.push-removed', data: { push, why: 'gone' } },
          },
        ],
      },
    ]);
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
    let nextAt = orphans.nextAt() ?? Infinity;
    for (const lane of lanes.all())
      if (freeIn(lane) > 0) nextAt = Math.min(nextAt, lane.due.nextAt() ?? Infinity);
    if (nextAt === Infinity) return;
    const ms = Math.max(0, nextAt - monotonicMs(), pausedUntil - monotonicMs());
    callOff = schedule(pump, Math.min(MAX_SLEEP_MS, ms));
  }

  const unsubscribe = room.onChange(({ touched }) => {
    let isTouched = false;
    for (const { message, incident } of touched) {
      // An acknowledgement ends pages that still wait.
      const ids = incident === undefined ? [] : matters.about(incident).filter(isPage);
      for (const id of message === undefined ? ids : [message]) {
        const lane = places.get(id);
        observe(id);
        if (lane) lanes.tidy(lane);
        isTouched = true;
      }
    }
    if (isTouched) sleep();
  });
  for (const id of situation.messages.keys()) observe(id);
  sleep();

  return {
    status: () => ({
      pending: situation.messages.size,
      dead: situation.deadMessages.length,
      targets: statusOf(lanes.all()),
    }),
    counts: () => tries,
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

/** Targets of the election's file one by one, people all together by each way. */
function statusOf(lanes: readonly Lane[]): TargetStatus[] {
  const found = new Map<string, TargetStatus>();
  for (const { target, due, sending, problem } of lanes) {
    const name = 'person' in target ? `people by ${target.notifier}` : target.name;
    const known = found.get(name);
    found.set(name, {
      name,
      waiting: (known?.waiting ?? 0) + due.size,
      sending: (known?.sending ?? 0) + sending.size,
      problem: problem ?? known?.problem ?? null,
    });
  }
  return [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

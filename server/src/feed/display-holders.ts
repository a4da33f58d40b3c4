import type { DisplayOrder } from '@warroom/shared';
import { Tlp } from '@warroom/shared';
import { z } from 'zod';
import type { Cluster } from '../cluster/cluster.ts';
import { coalescer } from './scheduler.ts';
import type { Scheduler } from './scheduler.ts';

/** Which displays hang on which node, so that an order reaches its display wherever that is. */
export interface DisplayHolders {
  /** This node's first connection of a display, or its last one gone. */
  holds(display: string): void;
  letGo(display: string): void;
  /** Whether another node said lately that it holds this display. */
  isElsewhere(display: string): boolean;
  /** Hands an order on to the other nodes. */
  passOn(display: string, order: DisplayOrder): void;
  /** Every few seconds. */
  beat(): void;
  close(): void;
}

const Id = z.string().max(200);
const Told = z.object({
  held: z.array(Id).max(2_000).default([]),
  gone: z.array(Id).max(2_000).default([]),
  ask: z.boolean().default(false),
});
const Order = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('identify'), name: z.string().max(400), until: z.number() }),
  z.object({ kind: z.literal('reload') }),
  z.object({
    kind: z.literal('settings'),
    redaction: z.enum(['none', 'names', 'visitor']),
    clearance: Tlp,
  }),
  z.object({ kind: z.literal('revoked') }),
]) satisfies z.ZodType<DisplayOrder>;
const Ordered = z.object({ display: Id, order: Order });

const HOLDERS = 'displays';
const ORDERS = 'display-orders';
const TELL_EVERY_MS = 200;
/** All of it again: messages between nodes may get lost. */
const REPEAT_MS = 5_000;
/** What a node no longer repeats, it no longer holds. */
const FORGET_MS = 15_000;
/** Ids are short: so many fit a message between nodes with room to spare. */
const MOST_IDS = 500;

/** Exchanges with the other nodes which displays each holds, and orders to them. */
export function displayHolders(options: {
  cluster: Cluster;
  scheduler: Scheduler;
  /** The displays that hang on this node. */
  own(): Iterable<string>;
  /** An order given at another node. */
  onOrder(display: string, order: DisplayOrder): void;
  onFault(error: unknown): void;
}): DisplayHolders {
  const { cluster, scheduler } = options;
  const { bus } = cluster;
  /** When each other node last said that it holds a display. */
  const elsewhere = new Map<string, Map<string, number>>();
  const came = new Set<string>();
  const went = new Set<string>();
  let repeatedMs = scheduler.elapsedMs();
  let isAllDue = false;

  function say(kind: 'held' | 'gone', ids: readonly string[]): void {
    for (let from = 0; from < ids.length; from += MOST_IDS)
      bus.publish(HOLDERS, { [kind]: ids.slice(from, from + MOST_IDS) });
  }

  const telling = coalescer({
    everyMs: () => TELL_EVERY_MS,
    scheduler,
    onFault: options.onFault,
    run() {
      if (isAllDue) {
        repeatedMs = scheduler.elapsedMs();
        for (const display of options.own()) came.add(display);
      }
      isAllDue = false;
      say('gone', [...went]);
      say('held', [...came]);
      went.clear();
      came.clear();
    },
  });

  const stops = [
    bus.subscribe(HOLDERS, (message, from) => {
      const told = Told.safeParse(message);
      if (!told.success) return;
      const { held, gone, ask } = told.data;
      for (const display of gone) elsewhere.get(display)?.delete(from);
      for (const display of held) {
        const by = elsewhere.get(display) ?? new Map<string, number>();
        elsewhere.set(display, by.set(from, scheduler.elapsedMs()));
      }
      if (!ask) return;
      isAllDue = true;
      telling.poke();
    }),
    bus.subscribe(ORDERS, (message) => {
      const ordered = Ordered.safeParse(message);
      if (ordered.success) options.onOrder(ordered.data.display, ordered.data.order);
    }),
  ];
  bus.publish(HOLDERS, { ask: true });

  function forget(): void {
    const now = scheduler.elapsedMs();
    const there = new Set(cluster.nodes().map(({ id }) => id));
    const canTell = cluster.fault() === null;
    for (const [display, by] of elsewhere) {
      for (const [node, atMs] of by) {
        // One that just spoke may be too new to be listed.
        const isGone = canTell && !there.has(node) && now - atMs >= REPEAT_MS;
        if (isGone || now - atMs >= FORGET_MS) by.delete(node);
      }
      if (by.size === 0) elsewhere.delete(display);
    }
  }

  return {
    holds(display) {
      went.delete(display);
      came.add(display);
      telling.poke();
    },
    letGo(display) {
      came.delete(display);
      went.add(display);
      telling.poke();
    },
    isElsewhere(display) {
      // An order that can't be handed on doesn't arrive.
      if (cluster.fault() !== null) return false;
      forget();
      return elsewhere.has(display);
    },
    passOn: (display, order) => bus.publish(ORDERS, { display, order }),
    beat() {
      forget();
      if (scheduler.elapsedMs() - repeatedMs < REPEAT_MS) return;
      isAllDue = true;
      telling.poke();
    },
    close() {
      telling.stop();
      for (const stop of stops) stop();
      say('gone', [...options.own()]);
    },
  };
}

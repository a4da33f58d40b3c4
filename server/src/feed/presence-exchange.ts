import type { PresenceMessage } from '@warroom/shared';
import { z } from 'zod';
import type { Cluster } from '../cluster/cluster.ts';
import type { Presence } from './presence.ts';
import { coalescer } from './scheduler.ts';
import type { Scheduler } from './scheduler.ts';

/** Tells the other nodes who is on which incident here, and hears the same of them. */
export interface PresenceExchange {
  /** Someone here came, went or began to write. */
  poke(): void;
  /** Every few seconds: says all of it again now and then, and forgets nodes that are gone. */
  beat(): void;
  /** Says that nobody is here any more. */
  close(): void;
}

/** What nodes say: all who are on some incidents at the sender, or that they want to be told everything. */
const Told = z.object({
  on: z
    .array(
      z.object({
        incident: z.string().max(200),
        viewing: z.array(z.string().max(200)).max(2_000),
        editing: z.array(z.string().max(200)).max(2_000),
      }),
    )
    .default([]),
  ask: z.boolean().default(false),
});

/** Changes are gathered for so long: with as much at the other node, a colleague is seen within half a second. */
const TELL_EVERY_MS = 200;
/** All of it, since messages between nodes may get lost, and what is not repeated expires. */
const REPEAT_MS = 10_000;
/** Well below what a message between nodes may hold. */
const MOST_BYTES = 32_000;

/** The exchange of one room's presence. Asks the others at once what they have. */
export function presenceExchange(options: {
  election: string;
  cluster: Cluster;
  presence: Presence;
  scheduler: Scheduler;
  onHeard(): void;
  onFault(error: unknown): void;
}): PresenceExchange {
  const { cluster, presence, scheduler } = options;
  const topic = `presence:${options.election}`;
  let repeatedMs = scheduler.elapsedMs();
  let isAllDue = false;

  function say(on: readonly PresenceMessage[]): void {
    let part: PresenceMessage[] = [];
    let bytes = 0;
    for (const one of on) {
      const size = JSON.stringify(one).length;
      if (bytes + size > MOST_BYTES && part.length > 0) {
        cluster.bus.publish(topic, { on: part });
        part = [];
        bytes = 0;
      }
      part.push(one);
      bytes += size;
    }
    if (part.length > 0) cluster.bus.publish(topic, { on: part });
  }

  const telling = coalescer({
    everyMs: () => TELL_EVERY_MS,
    scheduler,
    onFault: options.onFault,
    run() {
      const changed = presence.takeOwnChanged();
      // What was just left is no longer among the incidents, but has to be told once.
      const ids = isAllDue ? new Set([...changed, ...presence.ownIncidents()]) : changed;
      if (isAllDue) repeatedMs = scheduler.elapsedMs();
      isAllDue = false;
      say([...ids].map(presence.ownOf));
    },
  });

  const stop = cluster.bus.subscribe(topic, (message, from) => {
    const told = Told.safeParse(message);
    // A node of another build may say what this one doesn't know: presence is advisory.
    if (!told.success) return;
    for (const one of told.data.on) presence.hear(from, one);
    if (told.data.on.length > 0) options.onHeard();
    if (told.data.ask && presence.ownIncidents().length > 0) {
      isAllDue = true;
      telling.poke();
    }
  });
  cluster.bus.publish(topic, { ask: true });

  return {
    poke: telling.poke,
    beat() {
      // While the store is gone nobody is listed; then what was heard expires by itself.
      if (cluster.fault() === null) {
        const there = new Set(cluster.nodes().map(({ id }) => id));
        presence.forgetNodes((node) => there.has(node));
      }
      if (scheduler.elapsedMs() - repeatedMs < REPEAT_MS) return;
      isAllDue = true;
      telling.poke();
    },
    close() {
      telling.stop();
      stop();
      say(presence.ownIncidents().map((incident) => ({ incident, viewing: [], editing: [] })));
    },
  };
}

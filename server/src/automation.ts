import { clockwork } from './clockwork/clockwork.ts';
import type { Clockwork } from './clockwork/clockwork.ts';
import { wallWatch } from './clockwork/wall-watch.ts';
import type { WatchedDisplay } from './clockwork/wall-watch.ts';
import type { Cluster } from './cluster/cluster.ts';
import type { Room, Rooms } from './desk/room.ts';
import type { OutboxFigures } from './ops/outbox-metrics.ts';
import { addressGuard } from './outbox/guard-address.ts';
import type { AllowList } from './outbox/guard-address.ts';
import type { NotifierTools } from './outbox/notifier.ts';
import type { PeopleBook } from './outbox/outgoing.ts';
import { outbox } from './outbox/outbox.ts';
import type { Outbox } from './outbox/outbox.ts';

/** Nodes wait a random part of this before they do what is due, so that they seldom race for it. */
const SPREAD_MS = 250;

/** What happens in rooms without anyone's hand: clocks that run out, messages that go out. */
export interface Automation {
  of(room: string): { clockwork: Clockwork; outbox: Outbox } | undefined;
  /** What each outbox of this node has done since its start. */
  outboxes(): OutboxFigures[];
  stop(): Promise<void>;
}

/** Runs clockwork and outbox for every room, those opened later included. */
export function automationOf(options: {
  rooms: Rooms;
  cluster: Pick<Cluster, 'node' | 'shared' | 'fault'>;
  allow: AllowList;
  secretOf: NotifierTools['secretOf'];
  /** By what people are reached; undefined where it is not set up. */
  mail: NotifierTools['mail'];
  vapid: NotifierTools['vapid'];
  /** The people of an election. */
  people(election: string): PeopleBook;
  /** The walls of an election. */
  displays(election: string): readonly WatchedDisplay[];
  publicUrl: string | undefined;
  now(): number;
  notice(message: string, cause?: unknown): void;
}): Automation {
  const { rooms, cluster, now, notice } = options;
  const running = new Map<
    string,
    { clockwork: Clockwork; outbox: Outbox; walls: ReturnType<typeof wallWatch> }
  >();
  const spreadMs = cluster.shared ? SPREAD_MS : 0;
  const guard = addressGuard({ allow: options.allow });

  function schedule(work: () => void, afterMs: number): () => void {
    const timer = setTimeout(work, afterMs).unref();
    return () => clearTimeout(timer);
  }

  function start(room: Room): void {
    if (running.has(room.id)) return;
    running.set(room.id, {
      clockwork: clockwork({ room, now, schedule, notice, spreadMs }),
      walls: wallWatch({
        room,
        displays: () => options.displays(room.id),
        hearsAll: () => cluster.fault() === null,
        now,
        schedule,
        notice,
      }),
      outbox: outbox({
        room,
        node: cluster.node,
        tools: {
          guard,
          secretOf: options.secretOf,
          mail: options.mail,
          vapid: options.vapid,
        },
        people: options.people(room.id),
        now,
        monotonicMs: () => performance.now(),
        schedule,
        notice,
        spreadMs,
        publicUrl: options.publicUrl,
      }),
    });
  }

  for (const room of rooms.all()) start(room);
  const stopListening = rooms.onOpened(start);
  return {
    of: (room) => running.get(room),
    outboxes: () =>
      [...running].map(([election, { outbox: box }]) => ({ election, tries: box.counts() })),
    async stop() {
      stopListening();
      await Promise.all(
        [...running.values()].flatMap((one) => [
          one.clockwork.stop(),
          one.outbox.stop(),
          one.walls.stop(),
        ]),
      );
      options.mail?.close();
    },
  };
}

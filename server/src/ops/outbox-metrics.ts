import { Counter, Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import type { Room, Rooms } from '../desk/room.ts';

/** What an outbox of this node did since its start, by notifier. */
export interface OutboxFigures {
  election: string;
  tries: Readonly<Record<string, { sent: number; failed: number; dropped: number }>>;
}

/** Figures of messages: how many wait and since when, how many nobody got, how tries went. */
export function outboxMetrics(
  registry: Registry,
  options: { rooms: Rooms; now(): number; outboxes(): Iterable<OutboxFigures> },
): void {
  const { rooms, now } = options;
  perRoom('warroom_outbox_pending', 'Messages that wait to be sent.', (room) => {
    return room.situation.messages.size;
  });
  perRoom(
    'warroom_outbox_dead',
    'Messages given up and not sent again, the newest 200.',
    (room) => room.situation.deadMessages.length,
  );
  perRoom(
    'warroom_outbox_oldest_pending_seconds',
    'How long the oldest waiting message has waited; 0 when none waits.',
    (room) => {
      let oldest = Infinity;
      for (const { queuedAt } of room.situation.messages.values())
        oldest = Math.min(oldest, queuedAt);
      return oldest === Infinity ? 0 : Math.max(0, now() - oldest) / 1000;
    },
  );
  registry.registerMetric(
    new Counter({
      name: 'warroom_outbox_tries_total',
      help: 'Tries of this node to send a message, by notifier and how they went.',
      labelNames: ['election', 'notifier', 'outcome'],
      registers: [],
      collect() {
        this.reset();
        for (const { election, tries } of options.outboxes())
          for (const [notifier, counts] of Object.entries(tries))
            for (const [outcome, count] of Object.entries(counts))
              this.inc({ election, notifier, outcome }, count);
      },
    }),
  );

  function perRoom(name: string, help: string, value: (room: Room) => number): void {
    registry.registerMetric(
      new Gauge({
        name,
        help,
        labelNames: ['election'],
        registers: [],
        collect() {
          this.reset();
          for (const room of rooms.all()) this.set({ election: room.id }, value(room));
        },
      }),
    );
  }
}

import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { GaugeConfiguration } from 'prom-client';
import { Severity, TLP_ORDER } from '@warroom/shared';
import type { Room, Rooms } from '../desk/room.ts';
import { outboxMetrics } from './outbox-metrics.ts';
import type { OutboxFigures } from './outbox-metrics.ts';

/** What the feed says of itself; a part of its `stats()`. */
export interface FeedFigures {
  sockets: number;
  audiences: number;
  lagging: number;
  deltas: number;
  deliveries: number;
  bytes: number;
  syncs: number;
  snapshots: number;
  lagged: number;
  refused: number;
  commands: number;
}

/** What a node on a shared store says of its part of it. */
export interface StoreFigures {
  /** Whether the connection to the store stands. */
  linkUp: boolean;
  /** Messages between nodes that were let go, unsent or too long. */
  busDropped: number;
  /** Nodes there just now, this one included. */
  nodes: number;
}

export interface MetricsOptions {
  rooms: Rooms;
  build: string;
  /** For the age of the picture; epoch ms. Default: the wall clock. */
  now?(): number;
  /** Undefined on the embedded store. */
  store?(): StoreFigures | undefined;
  /** Undefined until the feed runs. */
  feed(): FeedFigures | undefined;
  /** What outboxes of this node did. Default: there are none. */
  outboxes?(): Iterable<OutboxFigures>;
  /** Figures of process and event loop; off in tests. Default: on. */
  processFigures?: boolean;
}

export interface Metrics {
  contentType: string;
  render(): Promise<string>;
  /** An answered request; `route` is a pattern. */
  observe(request: { method: string; route: string; status: number; seconds: number }): void;
  /** An append was answered: acknowledged, or refused for want of the store. */
  appended(election: string, seconds: number): void;
  /** For intake's option `metrics`. */
  intake: {
    received(way: string, counts: { accepted: number; duplicates: number; rejected: number }): void;
    refused(way: string, status: number): void;
  };
  close(): void;
}

/** Names that prom-client gives to gauges although they end like counters. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/**
 * Figures in the Prometheus text format, named by https://prometheus.io/docs/practices/naming/.
 * RED incidents are in none of them: their number would tell of them.
 */
export function serverMetrics(options: MetricsOptions): Metrics {
  const { rooms } = options;
  const registry = new Registry();
  const registers = [registry];
  if (options.processFigures ?? true) {
    collectDefaultMetrics({ register: registry });
    for (const name of MISNAMED) registry.removeSingleMetric(name);
  }

  const requests = new Histogram({
    name: 'warroom_http_request_duration_seconds',
    help: 'Time to answer a request, by pattern of the route.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers,
  });
  const signals = new Counter({
    name: 'warroom_intake_signals_total',
    help: 'Signals that came in, by way and what became of them.',
    labelNames: ['way', 'outcome'],
    registers,
  });
  const refusals = new Counter({
    name: 'warroom_intake_refusals_total',
    help: 'Intake requests refused whole, by way and status.',
    labelNames: ['way', 'status'],
    registers,
  });
  const appends = new Histogram({
    name: 'warroom_journal_append_duration_seconds',
    help: 'Time until an append was answered.',
    labelNames: ['election'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers,
  });
  const appended = new Counter({
    name: 'warroom_journal_events_total',
    help: 'Events that became durable since the start.',
    labelNames: ['election'],
    registers,
  });
  new Gauge({
    name: 'warroom_build_info',
    help: 'The build that runs; always 1.',
    labelNames: ['build'],
    registers,
  }).set({ build: options.build }, 1);

  perRoom(
    'warroom_journal_seq',
    'Number of the last event that was folded.',
    (room) => room.situation.seq,
  );
  perRoom('warroom_journal_writable', 'Whether the journal takes writes: 1 or 0.', (room) =>
    room.readOnly() === null ? 1 : 0,
  );
  const now = options.now ?? Date.now;
  perRoom(
    'warroom_picture_age_seconds',
    'How long ago what is shown was last known to be whole; grows while the store is not heard.',
    (room) => Math.max(0, now() - room.asOf()) / 1000,
  );
  perRoom(
    'warroom_journal_unsafe',
    'Whether what is acknowledged could still be lost, as an operator insisted: 1 or 0.',
    (room) => ((room.unsafe?.() ?? null) === null ? 0 : 1),
  );
  perRoom(
    'warroom_copy_behind_events',
    "Events that this node's copy of a shared journal does not hold yet.",
    (room) => room.copy?.()?.behind,
  );
  perRoom('warroom_copy_healthy', "Whether this node's copy is kept: 1 or 0.", (room) => {
    const copy = room.copy?.();
    return copy && (copy.fault === null ? 1 : 0);
  });
  storeGauge('warroom_store_link_up', 'Whether the connection to the store stands: 1 or 0.', (of) =>
    of.linkUp ? 1 : 0,
  );
  storeGauge('warroom_cluster_nodes', 'Nodes there, this one included.', ({ nodes }) => nodes);
  if (options.store)
    counted(
      'warroom_bus_dropped_total',
      'Messages between nodes that were let go.',
      () => options.store?.()?.busDropped,
    );
  perRoom(
    'warroom_signals_undecided',
    'Signals that nobody has decided on.',
    (room) => room.situation.signals.size,
  );
  gauge({
    name: 'warroom_incidents_open',
    help: 'Open incidents by severity, without RED.',
    labelNames: ['election', 'severity'],
    collect() {
      this.reset();
      for (const room of rooms.all()) {
        const { open } = room.situation.rollups;
        for (const [place, severity] of Severity.options.entries()) {
          const count = TLP_ORDER.reduce(
            (sum, tlp) => (tlp === 'RED' ? sum : sum + (open[tlp][place] ?? 0)),
            0,
          );
          this.set({ election: room.id, severity }, count);
        }
      }
    },
  });
  gauge({
    name: 'warroom_source_last_signal_timestamp_seconds',
    help: 'When each source sent its last signal.',
    labelNames: ['election', 'source'],
    collect() {
      this.reset();
      for (const room of rooms.all()) {
        for (const { name, lastAt } of room.situation.sources.values())
          this.set({ election: room.id, source: name }, lastAt / 1000);
      }
    },
  });

  feedGauge('warroom_feed_sockets', 'Screens connected.', ({ sockets }) => sockets);
  feedGauge(
    'warroom_feed_audiences',
    'Audiences that are told of changes.',
    ({ audiences }) => audiences,
  );
  feedGauge(
    'warroom_feed_lagging_sockets',
    'Screens passed over because they read too slowly.',
    ({ lagging }) => lagging,
  );
  feedCounter(
    'warroom_feed_deltas_total',
    'Deltas encoded, one an audience and window.',
    ({ deltas }) => deltas,
  );
  feedCounter(
    'warroom_feed_deliveries_total',
    'Messages handed to sockets.',
    ({ deliveries }) => deliveries,
  );
  feedCounter('warroom_feed_sent_bytes_total', 'Bytes handed to sockets.', ({ bytes }) => bytes);
  feedCounter(
    'warroom_feed_syncs_total',
    'Times that a screen asked for what it missed.',
    ({ syncs }) => syncs,
  );
  feedCounter(
    'warroom_feed_snapshots_total',
    'Times that a screen needed a whole snapshot.',
    ({ snapshots }) => snapshots,
  );
  feedCounter(
    'warroom_feed_lags_total',
    'Times that a screen fell behind.',
    ({ lagged }) => lagged,
  );
  feedCounter(
    'warroom_feed_refusals_total',
    'Connections and messages refused.',
    ({ refused }) => refused,
  );
  feedCounter(
    'warroom_feed_commands_total',
    'Commands that came by socket.',
    ({ commands }) => commands,
  );

  outboxMetrics(registry, { rooms, now, outboxes: options.outboxes ?? (() => []) });

  const stops = rooms.all().map(count);
  stops.push(rooms.onOpened((room) => stops.push(count(room))));
  function count(room: Room): () => void {
    return room.onChange(({ events }) => appended.inc({ election: room.id }, events.length));
  }

  function gauge<T extends string>(configuration: GaugeConfiguration<T>): void {
    registry.registerMetric(new Gauge({ ...configuration, registers: [] }));
  }
  /** Rooms without a value are left out. */
  function perRoom(name: string, help: string, value: (room: Room) => number | undefined): void {
    gauge({
      name,
      help,
      labelNames: ['election'],
      collect() {
        this.reset();
        for (const room of rooms.all()) {
          const figure = value(room);
          if (figure !== undefined) this.set({ election: room.id }, figure);
        }
      },
    });
  }
  /** Left out on the embedded store. */
  function storeGauge(name: string, help: string, value: (figures: StoreFigures) => number): void {
    if (!options.store) return;
    gauge({
      name,
      help,
      collect() {
        const figures = options.store?.();
        if (figures) this.set(value(figures));
      },
    });
  }
  function feedGauge(name: string, help: string, value: (figures: FeedFigures) => number): void {
    gauge({
      name,
      help,
      collect() {
        const figures = options.feed();
        if (figures) this.set(value(figures));
      },
    });
  }
  /** The feed counts by itself; here its figure is shown as it stands. */
  function feedCounter(name: string, help: string, value: (figures: FeedFigures) => number): void {
    counted(name, help, () => {
      const figures = options.feed();
      return figures && value(figures);
    });
  }
  function counted(name: string, help: string, value: () => number | undefined): void {
    const counter = new Counter({
      name,
      help,
      registers: [],
      collect() {
        this.reset();
        const figure = value();
        if (figure !== undefined) this.inc(figure);
      },
    });
    registry.registerMetric(counter);
  }

  return {
    contentType: registry.contentType,
    render: () => registry.metrics(),
    observe: ({ method, route, status, seconds }) =>
      requests.observe({ method, route, status: String(status) }, seconds),
    appended: (election, seconds) => appends.observe({ election }, seconds),
    intake: {
      received(way, counts) {
        for (const [outcome, number] of Object.entries(counts))
          if (number > 0) signals.inc({ way, outcome }, number);
      },
      refused: (way, status) => refusals.inc({ way, status: String(status) }),
    },
    close() {
      for (const stop of stops) stop();
      registry.clear();
    },
  };
}

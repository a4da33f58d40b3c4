import type { Audience, Heartbeat } from '@warroom/shared';
import { sees, audienceKey } from '@warroom/shared';
import type { Cluster } from '../cluster/cluster.ts';
import type { Room, RoomChange } from '../desk/room.ts';
import { audienceStream } from './audience-stream.ts';
import type { AudienceStream } from './audience-stream.ts';
import type { FanOut } from './fan-out.ts';
import type { FeedAccounts } from './feed-accounts.ts';
import { checkDrained, deliver } from './feed-client.ts';
import type { FeedClient, FeedCounts } from './feed-client.ts';
import { helloPacket } from './hello.ts';
import { metricsPackets } from './metrics-packets.ts';
import { onCallPackets } from './on-call-packets.ts';
import { packet } from './packet.ts';
import type { Packet } from './packet.ts';
import { presence } from './presence.ts';
import type { Presence } from './presence.ts';
import { presenceExchange } from './presence-exchange.ts';
import { presentPacket } from './present-packet.ts';
import { coalescer } from './scheduler.ts';
import type { Scheduler } from './scheduler.ts';
import { signalsPulse } from './signals-pulse.ts';
import { sourcePackets } from './sources.ts';
import { timelineWatch } from './timeline-watch.ts';
import type { TimelineWatch } from './timeline-watch.ts';
import { viewJson } from './view-json.ts';

/** Writes a fault or a notable refusal to the server's log; pino's shape. */
export interface FeedLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface RoomFeedOptions {
  room: Room;
  accounts: FeedAccounts;
  build: string;
  heartbeatMs: number;
  secret: Uint8Array;
  now(): number;
  /** How long changes are gathered before they are sent, ms. */
  windowMs(): number;
  scheduler: Scheduler;
  counts: FeedCounts;
  log: FeedLog;
  /** The other nodes of the war room; undefined where there can be none. */
  cluster?: Cluster | undefined;
  fanOut: FanOut;
}

/** The feed of one election: what its room changes, told to those connected. */
export interface RoomFeed {
  readonly room: Room;
  readonly presence: Presence;
  readonly timelines: TimelineWatch;
  readonly clients: ReadonlySet<FeedClient>;
  stream(audience: Audience): AudienceStream;
  /**
   * Resolves when what this node folded reaches that seq, which another node has folded already: false
   * when it takes too long. True at once where there is no other node.
   */
  reached(seq: number): Promise<boolean>;
  readonly streams: number;
  join(client: FeedClient): void;
  leave(client: FeedClient): void;
  watchSignals(client: FeedClient, watch: boolean): void;
  watchMetrics(client: FeedClient, watch: boolean): void;
  pokePresence(): void;
  /** A reader that was passed over has drained: tells it what it missed. */
  resume(client: FeedClient): void;
  /** Sends to everyone connected. */
  broadcast(message: Packet): void;
  heartbeat(): void;
  peopleChanged(): void;
  close(): void;
}

const SIGNALS_EVERY_MS = 500;
const METRICS_EVERY_MS = 1000;
const PRESENCE_EVERY_MS = 250;
const PRESENT_EVERY_MS = 1000;
const STAMPS_EVERY_MS = 250;
/** A node behind another is so by milliseconds, unless something is wrong. */
const CATCH_UP_MS = 2000;
/** An audience without connections is forgotten, snapshot and all, when it was of no use for this long. */
const IDLE_STREAM_MS = 60_000;

/** Opens the feed of a room, which it listens to until closed. */
export function roomFeed(options: RoomFeedOptions): RoomFeed {
  const { room, accounts, scheduler, counts, log, now, fanOut } = options;
  const clients = new Set<FeedClient>();
  const streams = new Map<string, AudienceStream>();
  const pulse = signalsPulse(room);
  /** Counts what may have hidden something: what was encoded before then may be told to nobody after. */
  let hides = 0;
  const timelines = timelineWatch(room, fanOut, () => hides);
  const here = presence(scheduler.elapsedMs);
  const signalWatchers = new Set<FeedClient>();
  const metricsWatchers = new Set<FeedClient>();
  let people = accounts.people(room.id);
  const views = viewJson(
    people.map((person) => person.name),
    (id, audience) => {
      const named = room.situation.incidents.get(id)?.incident;
      return named !== undefined && sees(audience, named);
    },
  );
  let peoplePacket = packet('people', people);
  const sources = sourcePackets(room);
  const onCall = onCallPackets({ room, now });
  const metrics = metricsPackets({ room, now, elapsedMs: scheduler.elapsedMs });
  /** The order to reload the queue, by audience: crowds begin to watch at once, and counting takes a while. */
  const reloads = new Map<string, Packet>();
  let signalsAsOf: number | undefined;
  /** Cursors are of an epoch; a store that was restored begins another while this node goes on. */
  let { epoch } = room;
  const catchingUp = new Set<{ seq: number; settle(isReached: boolean): void }>();

  const onFault = (what: string) => (error: unknown) =>
    log.error({ err: error, election: room.id }, `The feed failed at ${what}; it goes on.`);
  const every = (everyMs: () => number, what: string, run: () => void | Promise<void>) =>
    coalescer({ everyMs, scheduler, run, onFault: onFault(what) });

  const toAll = (what: string, to: Iterable<FeedClient>, tell: (client: FeedClient) => void) =>
    void fanOut.each(to, tell)?.catch(onFault(what));

  const deltas = every(options.windowMs, 'sending changes', () =>
    allOf([...streams.values()].map((stream) => stream.flush())),
  );
  const timelinePushes = every(options.windowMs, 'sending timelines', timelines.flush);
  const signalPushes = every(() => SIGNALS_EVERY_MS, 'sending signals', pushSignals);
  const metricsPushes = every(
    () => METRICS_EVERY_MS,
    'sending metrics',
    () => {
      metrics.refresh();
      return fanOut.each(metricsWatchers, (client) => {
        if (client.watch.metrics) deliver(client, metrics.of(client.audience));
      });
    },
  );
  const presencePushes = every(() => PRESENCE_EVERY_MS, 'sending presence', pushPresence);
  const presentPushes = every(() => PRESENT_EVERY_MS, 'sending presence on rows', pushPresent);
  const onCallPushes = every(
    () => STAMPS_EVERY_MS,
    'telling who is on call',
    () => {
      return onCall.refresh() ? fanOut.each(clients, tellOnCall) : undefined;
    },
  );
  const stampPushes = every(
    () => STAMPS_EVERY_MS,
    'telling what changed',
    () => {
      const message = packet('stamps', room.situation.stamps);
      return fanOut.each(clients, (client) => void deliver(client, message));
    },
  );
  const exchange =
    options.cluster &&
    presenceExchange({
      election: room.id,
      cluster: options.cluster,
      presence: here,
      scheduler,
      onHeard: presencePushes.poke,
      onFault: onFault('telling presence'),
    });
  const stopListening = room.onChange(onChange);

  function onChange(change: RoomChange): void {
    renewEpoch();
    const touched = new Set<string>();
    for (const { incident } of change.touched) if (incident !== undefined) touched.add(incident);
    if (touched.size > 0) {
      for (const id of touched) if (isRelabelled(id, change)) hides += 1;
      let any = false;
      for (const stream of streams.values()) any = stream.touch(touched) || any;
      if (any) deltas.poke();
      if (timelines.touch(touched)) timelinePushes.poke();
    }
    if (signalWatchers.size > 0 && pulse.collect(change)) signalPushes.poke();
    if (metricsWatchers.size > 0) metricsPushes.poke();
    if (change.touched.some(({ section }) => section !== undefined)) stampPushes.poke();
    if (change.touched.some(({ section }) => section === 'roster')) onCallPushes.poke();
    for (const waiting of catchingUp) if (room.situation.seq >= waiting.seq) waiting.settle(true);
  }

  /** Whether this change gave an incident another label: who could see it may not any more. */
  function isRelabelled(id: string, { events }: RoomChange): boolean {
    const labels = room.situation.incidents.get(id)?.labels ?? [];
    return labels.length > 1 && (labels.at(-1)?.seq ?? 0) >= (events[0]?.seq ?? 0);
  }

  function reached(seq: number): Promise<boolean> {
    if (!options.cluster || room.situation.seq >= seq) return Promise.resolve(true);
    return new Promise((resolve) => {
      const waiting = {
        seq,
        settle(isReached: boolean) {
          catchingUp.delete(waiting);
          callOff();
          resolve(isReached);
        },
      };
      catchingUp.add(waiting);
      const callOff = scheduler.after(CATCH_UP_MS, () => waiting.settle(false));
    });
  }

  async function pushSignals(): Promise<void> {
    reloads.clear();
    const watched = new Map<string, { audience: Audience; clients: FeedClient[] }>();
    for (const client of signalWatchers) {
      const entry = watched.get(client.audienceKey) ?? { audience: client.audience, clients: [] };
      entry.clients.push(client);
      watched.set(client.audienceKey, entry);
    }
    const groups = [...watched.values()];
    signalsAsOf ??= room.asOf();
    const then = hides;
    const messages = await pulse.take(groups.map((group) => group.audience));
    signalsAsOf = undefined;
    for (const [index, group] of groups.entries()) {
      const message = messages[index];
      if (!message) continue;
      const encoded = packet('signals', message);
      await fanOut.each(group.clients, (client) => {
        if (!client.watch.signals) return;
        if (then === hides) deliver(client, encoded);
        else orderReload(client);
      });
    }
  }

  function orderReload(client: FeedClient): void {
    const known = reloads.get(client.audienceKey);
    const message = known ?? packet('signals', pulse.reload(client.audience));
    reloads.set(client.audienceKey, message);
    deliver(client, message);
    // Should the kept one be behind, the next pulse tells the rest.
    signalPushes.poke();
  }

  function pushPresent(): Promise<void> | undefined {
    // Encoded once an audience, and never kept: what may be seen changes as well.
    const made = new Map<string, Packet | null>();
    let then = hides;
    return fanOut.each(clients, (client) => {
      if (client.subject.kind !== 'person') return;
      if (then !== hides) made.clear();
      then = hides;
      const key = client.audienceKey;
      const message = made.get(key) ?? presentPacket(room, here, client.audience);
      made.set(key, message);
      if (message) deliver(client, message);
    });
  }

  function tellPresent(client: FeedClient): void {
    const message =
      client.subject.kind === 'person' ? presentPacket(room, here, client.audience) : null;
    if (message) deliver(client, message);
  }

  function pushPresence(): void {
    const changed = here.takeChanged();
    if (changed.length > 0) presentPushes.poke();
    for (const incident of changed) {
      const message = packet('presence', here.of(incident));
      for (const client of timelines.watchersOf(incident)) {
        if (client.audience.redaction === 'none') deliver(client, message);
      }
    }
  }

  function stream(audience: Audience): AudienceStream {
    const key = audienceKey(audience);
    const known = streams.get(key);
    if (known) return known;
    // What visitors are shown depends on the names left out: with other names, an old cursor means nothing.
    const names =
      audience.redaction === 'visitor' ? people.map((person) => person.name).toSorted() : [];
    const scope = [epoch, room.id, key, ...names];
    const { secret } = options;
    const made = audienceStream({
      room,
      audience,
      views,
      secret,
      scope,
      scheduler,
      counts,
      fanOut,
    });
    streams.set(key, made);
    return made;
  }

  /** Their old cursors mean nothing any more: a delta that doesn't fit makes them sync and start anew. */
  function replace(key: string, old: AudienceStream): void {
    streams.delete(key);
    old.retire();
    const fresh = stream(old.audience);
    for (const client of old.clients) {
      fresh.clients.add(client);
      fresh.startOver(client);
    }
  }

  function renewEpoch(): void {
    if (room.epoch === epoch) return;
    epoch = room.epoch;
    // Replacing puts each back at the end: a loop over the map itself would never end.
    const before = [...streams];
    for (const [key, old] of before) replace(key, old);
  }

  function tellOnCall(client: FeedClient): void {
    const message = onCall.of(client.audience);
    if (message) deliver(client, message);
  }

  function pokePresence(): void {
    presencePushes.poke();
    exchange?.poke();
  }

  function leave(client: FeedClient): void {
    if (!clients.delete(client)) return;
    fanOut.drop(client);
    streams.get(client.audienceKey)?.clients.delete(client);
    signalWatchers.delete(client);
    metricsWatchers.delete(client);
    timelines.watch(client, null);
    here.leave(client.id);
    pokePresence();
  }

  return {
    room,
    presence: here,
    timelines,
    clients,
    stream,
    reached,
    get streams() {
      return streams.size;
    },
    join(client) {
      clients.add(client);
      stream(client.audience).clients.add(client);
      deliver(
        client,
        helloPacket(client, {
          room,
          build: options.build,
          heartbeatMs: options.heartbeatMs,
          now: now(),
          people: peoplePacket,
          sources: sources.of(client.audience),
        }),
      );
      tellOnCall(client);
      if (here.incidents().length > 0) tellPresent(client);
    },
    leave,
    watchSignals(client, watch) {
      const before = client.watch.signals;
      client.watch.signals = watch;
      if (!watch) {
        signalWatchers.delete(client);
        if (signalWatchers.size === 0) pulse.reset();
      } else if (!before) {
        signalWatchers.add(client);
        orderReload(client);
      }
    },
    watchMetrics(client, watch) {
      const before = client.watch.metrics;
      client.watch.metrics = watch;
      if (!watch) metricsWatchers.delete(client);
      else if (!before) {
        metricsWatchers.add(client);
        deliver(client, metrics.of(client.audience));
      }
    },
    pokePresence,
    resume(client) {
      fanOut.settle(client);
      stream(client.audience).resume(client);
      deliver(client, sources.of(client.audience));
      deliver(client, packet('stamps', room.situation.stamps));
      tellOnCall(client);
      if (client.audience.redaction === 'none') deliver(client, peoplePacket);
      if (client.watch.signals) orderReload(client);
      if (client.watch.metrics) deliver(client, metrics.of(client.audience));
      tellPresent(client);
      timelines.resume(client).catch(onFault('sending a timeline'));
    },
    broadcast(message) {
      toAll('telling everyone', clients, (client) => void deliver(client, message));
    },
    heartbeat() {
      renewEpoch();
      here.expire();
      exchange?.beat();
      pokePresence();
      const tellSources = sources.renewed();
      toAll('telling of sources', clients, tellSources);
      if (onCall.refreshIfDue()) toAll('telling who is on call', clients, tellOnCall);
      if (metricsWatchers.size > 0) metricsPushes.poke();
      for (const client of clients) if (client.lagging) checkDrained(client);
      const message: Heartbeat = {
        now: now(),
        build: options.build,
        asOf: {
          incidents: room.asOf(),
          signals: signalsAsOf ?? room.asOf(),
          metrics: metrics.asOf(metricsWatchers),
        },
        readOnly: room.readOnly(),
        unsafe: room.unsafe?.() ?? null,
      };
      const encoded = packet('heartbeat', message);
      const forVisitors = packet('heartbeat', {
        ...message,
        readOnly: message.readOnly && 'Nothing can be saved just now.',
        unsafe: message.unsafe && 'What is saved may be lost.',
      });
      toAll('a heartbeat', clients, (client) => {
        deliver(client, client.audience.redaction === 'visitor' ? forVisitors : encoded);
      });
      const idle = scheduler.elapsedMs() - IDLE_STREAM_MS;
      for (const [key, one] of streams) if (one.usedMs() < idle) streams.delete(key);
    },
    peopleChanged() {
      hides += 1;
      people = accounts.people(room.id);
      peoplePacket = packet('people', people);
      views.rename(people.map((person) => person.name));
      const before = [...streams.entries()];
      for (const [key, old] of before) {
        if (old.audience.redaction === 'none') {
          const message = peoplePacket;
          toAll('telling who is who', old.clients, (client) => void deliver(client, message));
        } else if (old.audience.redaction === 'visitor') {
          replace(key, old);
        }
      }
    },
    close() {
      stopListening();
      exchange?.close();
      for (const waiting of catchingUp) waiting.settle(false);
      for (const one of [
        deltas,
        timelinePushes,
        signalPushes,
        metricsPushes,
        presencePushes,
        presentPushes,
        onCallPushes,
        stampPushes,
      ])
        one.stop();
    },
  };
}

/** All of what is under way; undefined where nothing is. */
function allOf(under: (Promise<void> | undefined)[]): Promise<void> | undefined {
  const waits = under.filter((wait) => wait !== undefined);
  return waits.length > 0 ? Promise.all(waits).then(() => undefined) : undefined;
}

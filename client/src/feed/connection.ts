import type {
  Down,
  FeedSnapshot,
  Heartbeat,
  Hello,
  PresenceRequest,
  Refusal,
  StreamName,
} from '@warroom/shared';
import { WIRE_VERSION } from '@warroom/shared';
import { backoffMs } from './backoff.ts';
import { clockOffset } from './clock-offset.ts';
import { commandQueue } from './command-queue.ts';
import { socketIo } from './feed-socket.ts';
import type { DownValue, FeedSocket, SocketEvents } from './feed-socket.ts';
import type { Feed, FeedEvents, FeedStatus, Watched } from './feed-types.ts';
import { fetchSnapshot } from './snapshot.ts';
import { syncLoop } from './sync-loop.ts';

export type { Feed, FeedEvents, FeedStatus, Watched } from './feed-types.ts';

export interface FeedOptions {
  election: string;
  /** The page's own build id. */
  build: string;
  connect?: (handshake: Parameters<typeof socketIo>[0], events: SocketEvents) => FeedSocket;
  snapshot?: (election: string) => Promise<FeedSnapshot>;
  /** Local wall clock, epoch ms. */
  now?: () => number;
  /** Local monotonic clock, ms. */
  elapsedMs?: () => number;
  random?: () => number;
  /** Runs once after a delay; answers how to cancel it. */
  after?: (delayMs: number, run: () => void) => () => void;
}

const ASK_MS = 10_000;
const PRESENCE_EVERY_MS = 10_000;
/** A node that says nothing for so many heartbeats is frozen or cut off: another may answer. */
const SILENT_BEATS = 3;
/** Were we ourselves asleep, what came meanwhile is read first. */
const WAKE_MS = 1_000;
const TIME_EVERY_MS = 30_000;
const FIRST_TIMES_MS = [0, 400, 1_000, 3_000];
/** Kinds of refusal after which asking again can't help. */
const FINAL: readonly Refusal['kind'][] = ['forbidden', 'not-found', 'stale-version', 'malformed'];

function afterTimeout(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}

/**
 * Opens the line to an election and keeps it: connects, takes a snapshot over HTTP, then changes by
 * cursor, and comes back by itself after a break with only what changed. Framework-free; the clock,
 * chance, timers, socket and HTTP can be given for tests.
 */
export function openFeed(options: FeedOptions): Feed {
  const { election, build } = options;
  const now = options.now ?? Date.now;
  const elapsedMs = options.elapsedMs ?? (() => performance.now());
  const random = options.random ?? Math.random;
  const after = options.after ?? afterTimeout;
  const takeSnapshot = options.snapshot ?? fetchSnapshot;

  const listeners = new Map<keyof FeedEvents, Set<(value: never) => void>>();
  const clock = clockOffset();
  const timers = new Set<() => void>();
  let connected = false;
  let watched: Watched = { signals: false, metrics: false, incident: null };
  let presence: PresenceRequest = { incident: null, editing: false };
  /** Not before this, on the monotonic clock: a drain asked for patience. */
  let notBeforeMs = 0;
  let connection = 0;
  /** When the server was last heard, on the monotonic clock. */
  let heardMs = 0;
  let status: FeedStatus = {
    phase: 'connecting',
    since: now(),
    attempts: 0,
    hello: null,
    bye: null,
    newBuild: null,
    readOnly: null,
    readOnlySince: null,
    unsafe: null,
    heartbeatMs: 5_000,
    asOf: { incidents: null, signals: null, metrics: null },
    pending: 0,
  };

  const queue = commandQueue({
    ask: (command, timeoutMs) => socket.ask('command', command, timeoutMs),
    after: later,
    onSize: () => update({ pending: queue.size }),
  });

  const loop = syncLoop({
    ask: (cursor) => socket.ask('sync', { cursor }, ASK_MS),
    snapshot: () => takeSnapshot(election),
    pause: (delayMs) =>
      new Promise((resolve) => {
        later(delayMs, resolve);
      }),
    faultMs: () => backoffMs(2, random),
    isFinal: ({ kind }) => FINAL.includes(kind),
    onSnapshot(snapshot) {
      emit('snapshot', snapshot);
      touchAsOf('incidents', snapshot.asOf);
    },
    onDelta(delta) {
      emit('delta', delta);
      touchAsOf('incidents', delta.asOf);
    },
    onLive: () => update({ phase: 'live', attempts: 0 }),
    onEnd: end,
  });

  const socket = (options.connect ?? socketIo)(
    { wire: WIRE_VERSION, build, election },
    { connected: onConnected, closed: onClosed, message: onMessage },
  );

  function serverNow(): number {
    const offset = clock.offsetMs();
    return offset === null ? now() : Math.round(elapsedMs() + offset);
  }

  function emit<N extends keyof FeedEvents>(name: N, value: FeedEvents[N]): void {
    for (const listener of listeners.get(name) ?? []) {
      (listener as (value: FeedEvents[N]) => void)(value);
    }
  }

  function update(changes: Partial<FeedStatus>): void {
    const turned = changes.phase !== undefined && changes.phase !== status.phase;
    status = { ...status, ...changes, ...(turned ? { since: serverNow() } : {}) };
    emit('status', status);
  }

  function later(delayMs: number, run: () => void): () => void {
    const cancel = after(delayMs, () => {
      timers.delete(cancel);
      run();
    });
    timers.add(cancel);
    return () => {
      timers.delete(cancel);
      cancel();
    };
  }

  /** Runs while this very connection lasts. */
  function whileConnected(delayMs: number, run: () => void): void {
    const mine = connection;
    later(delayMs, () => {
      if (connected && mine === connection) run();
    });
  }

  function onConnected(): void {
    connected = true;
    connection += 1;
    clock.reset();
  }

  function onHello(hello: Hello): void {
    clock.guess(hello.now, elapsedMs());
    update({
      hello,
      heartbeatMs: hello.heartbeatMs,
      newBuild: hello.build === build ? null : hello.build,
    });
    emit('hello', hello);
    for (const delayMs of FIRST_TIMES_MS) whileConnected(delayMs, askTime);
    whileConnected(TIME_EVERY_MS, repeatTime);
    sendWatch();
    sendPresence();
    whileConnected(PRESENCE_EVERY_MS, repeatPresence);
    whileConnected(hello.heartbeatMs, () => listen(false));
    queue.resume();
    loop.start();
  }

  function listen(wasSilent: boolean): void {
    const isSilent = elapsedMs() - heardMs > SILENT_BEATS * status.heartbeatMs;
    if (isSilent && wasSilent) socket.close();
    else whileConnected(isSilent ? WAKE_MS : status.heartbeatMs, () => listen(isSilent));
  }

  function onHeartbeat(beat: Heartbeat): void {
    const since = status.readOnlySince ?? Math.min(beat.now, beat.asOf.incidents);
    update({
      asOf: beat.asOf,
      readOnly: beat.readOnly,
      readOnlySince: beat.readOnly === null ? null : since,
      unsafe: beat.unsafe,
      newBuild: beat.build === build ? null : beat.build,
    });
  }

  function onClosed(data: unknown): void {
    const refusal = asRefusal(data);
    connected = false;
    loop.stop();
    queue.pause();
    if (status.phase === 'ended') return;
    if (refusal && FINAL.includes(refusal.kind)) {
      end(refusal);
      return;
    }
    update({ phase: 'offline', attempts: status.attempts + 1 });
    const patientMs = Math.max(0, notBeforeMs - elapsedMs(), refusal?.retryAfterMs ?? 0);
    const delayMs = Math.max(patientMs, backoffMs(status.attempts - 1, random));
    later(delayMs, () => {
      if (!connected && status.phase !== 'ended') socket.open();
    });
  }

  function end(bye: Refusal): void {
    for (const cancel of timers) cancel();
    timers.clear();
    update({ phase: 'ended', bye });
    queue.end(bye.message);
    socket.close();
  }

  function onMessage<N extends keyof Down>(name: N, value: DownValue<N>): void {
    heardMs = elapsedMs();
    // One name, one type: the map of messages can't be narrowed through a type parameter.
    const message = { name, value } as {
      [K in keyof Down]: { name: K; value: DownValue<K> };
    }[keyof Down];
    switch (message.name) {
      case 'hello':
        return onHello(message.value);
      case 'delta':
        return loop.push(message.value);
      case 'heartbeat':
        return onHeartbeat(message.value);
      case 'signals':
        touchAsOf('signals', message.value.asOf);
        return emit('signals', message.value);
      case 'metrics':
        touchAsOf('metrics', message.value.asOf);
        return emit('metrics', message.value);
      case 'bye':
        if (FINAL.includes(message.value.kind)) return end(message.value);
        notBeforeMs = elapsedMs() + (message.value.retryAfterMs ?? 0);
        return undefined;
      case 'drain': {
        const delayMs = random() * message.value.withinMs;
        notBeforeMs = elapsedMs() + delayMs;
        // Still there by then: another process may take us over, so go over to it.
        whileConnected(delayMs, () => socket.close());
        return undefined;
      }
      case 'sources':
        if (status.hello) update({ hello: { ...status.hello, sources: message.value } });
        return emit('sources', message.value);
      case 'people':
        if (status.hello) update({ hello: { ...status.hello, people: message.value } });
        return emit('people', message.value);
      case 'timeline':
        return emit('timeline', message.value);
      case 'presence':
        return emit('presence', message.value);
      case 'present':
        return emit('present', message.value);
      case 'on-call':
        return emit('on-call', message.value);
      case 'stamps':
        if (status.hello) update({ hello: { ...status.hello, stamps: message.value } });
        return emit('stamps', message.value);
      case 'display':
        return emit('display', message.value);
      default:
        // A newer server may say more than this page knows.
        return undefined;
    }
  }

  function touchAsOf(stream: StreamName, asOf: number): void {
    const known = status.asOf[stream];
    if (known === null || asOf > known) update({ asOf: { ...status.asOf, [stream]: asOf } });
  }

  function sendWatch(): void {
    if (!connected) return;
    const asked = watched;
    socket.ask('watch', asked, ASK_MS).then((answer) => {
      // An incident that is not ours to see must not take the rest with it.
      if (answer.kind === 'refused' && asked.incident !== null && asked === watched) {
        watched = { ...asked, incident: null };
        sendWatch();
      }
    }, ignore);
  }

  function sendPresence(): void {
    if (connected && status.hello?.subject.kind === 'person') {
      socket.ask('presence', presence, ASK_MS).catch(ignore);
    }
  }

  function repeatPresence(): void {
    if (presence.incident !== null) sendPresence();
    whileConnected(PRESENCE_EVERY_MS, repeatPresence);
  }

  function askTime(): void {
    const mine = connection;
    const sentMs = elapsedMs();
    socket.ask('time', null, ASK_MS).then((answer) => {
      if (mine !== connection || typeof answer.now !== 'number') return;
      clock.add({ sentMs, receivedMs: elapsedMs(), serverNow: answer.now });
    }, ignore);
  }

  function repeatTime(): void {
    askTime();
    whileConnected(TIME_EVERY_MS, repeatTime);
  }

  socket.open();
  return {
    election,
    status: () => status,
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener);
      return () => void set.delete(listener);
    },
    watch(changes) {
      const next = { ...watched, ...changes };
      if (JSON.stringify(next) === JSON.stringify(watched)) return;
      watched = next;
      sendWatch();
    },
    presence(request) {
      if (request.incident === presence.incident && request.editing === presence.editing) return;
      presence = request;
      sendPresence();
    },
    report(report) {
      if (connected) socket.ask('report', report, ASK_MS).catch(ignore);
    },
    command: queue.send,
    serverNow,
    offsetMs: () => serverNow() - now(),
    close() {
      for (const cancel of timers) cancel();
      timers.clear();
      status = { ...status, phase: 'ended' };
      queue.end('This page was closed before the server answered.');
      listeners.clear();
      socket.close();
    },
  };
}

/** For messages whose loss is repaired by the next one. */
function ignore(): void {}

function asRefusal(data: unknown): Refusal | undefined {
  const it = data as Partial<Refusal> | null | undefined;
  return typeof it?.kind === 'string' && typeof it.message === 'string'
    ? (it as Refusal)
    : undefined;
}

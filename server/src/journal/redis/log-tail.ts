import type { LinkTime } from '../../redis/link-time.ts';
import type { RedisClient, RedisLink } from '../../redis/redis-link.ts';
import { readEntries, readPersonal, type StreamReply } from './chain.ts';
import { type LogEntry, sealedEntry } from './log-entry.ts';
import type { LogKeys } from './log-keys.ts';
import { strandedText } from './log-standing.ts';
import type { LogWatch } from './log-watch.ts';
import type { TailedEvent } from './redis-journal-types.ts';
import type { Replicas } from './replicas.ts';
import { isSharded, messageEntries, parseMessage } from './tail-message.ts';

/** An entry as read, with what lies under `personal` for it. */
export interface ReadEntry {
  entry: LogEntry;
  personal: string | undefined;
}

export interface LogTail {
  /** Replicas of the server with this run id are known to have everything up to `seq`. */
  confirmed(runId: string, seq: number): void;
  /** Whether it hears of everything without delay. */
  live(): boolean;
  /** Why it does not follow just now. */
  fault(): string | undefined;
  /** The run id of the server that it follows; undefined while it follows none. */
  follows(): string | undefined;
  close(): Promise<void>;
}

const READ_EVENTS = 1_000;
/** How often it makes sure that nothing was missed and that the log is the one it was. */
const CHECK_MS = 1_000;
const HEARD_WITHIN_MS = 2_500;
/** Who waits longer for a word that replicas confirmed something asks by itself. */
const CONFIRM_AFTER_MS = 20;
const RECHECK_LOST_MS = 2_000;
/** Unconfirmed events that are kept in memory; beyond, it stops reading. */
const MOST_PENDING = 20_000;

interface Session {
  client: RedisClient;
  runId: string;
  /** The last event read; those after the head wait to be confirmed. */
  readSeq: number;
  confirmedSeq: number;
  erasureId: string;
}

/**
 * Follows the log on a connection of its own and delivers what is confirmed, in order and without a gap.
 * Redis pushes what was written (pub/sub); what that misses is read from the stream, after each
 * reconnection, whenever a message does not follow, and once a second in any case. After each
 * reconnection it checks the log, forgets what was not delivered, and reads it again.
 */
export function logTail(options: {
  link: RedisLink;
  keys: LogKeys;
  election: string;
  time: LinkTime;
  watch: LogWatch;
  replicas: Replicas;
  /** The last event delivered. */
  headSeq(): number;
  deliver(batch: ReadEntry[]): void;
  onErased(): void;
  /** It follows the server with this run id from now on. */
  onSession(runId: string): void;
  /** What it would have to read next was trimmed: it can't follow any more. */
  onStranded(reason: string): void;
  /** Asks the replicas of the server with this run id; false where they don't confirm. */
  confirm(runId: string): Promise<boolean>;
}): LogTail {
  const { link, keys, time, watch, replicas, headSeq } = options;
  let closing = false;
  let session: Session | undefined;
  let pending: ReadEntry[] = [];
  let pendingSince = 0;
  let isConfirming = false;
  let callOffConfirm: (() => void) | undefined;
  let catching: Promise<void> | undefined;
  /** Something was written while it was catching up. */
  let isBehind = false;
  const waking = new Set<() => void>();
  let fault: string | undefined;
  /** In a row, without anything delivered between. */
  let failures = 0;
  const stopWatching = [link.onState(() => wake()), watch.onChanged(() => wake())];

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        callOff();
        waking.delete(done);
        resolve();
      };
      const callOff = time.after(ms, done);
      waking.add(done);
    });
  }

  /** Ends all pauses: something has changed. */
  function wake(): void {
    for (const done of waking) done();
  }

  async function keepFollowing(): Promise<void> {
    while (!closing) {
      try {
        await follow();
      } catch (error) {
        fault = error instanceof Error ? error.message : String(error);
      }
      session = undefined;
      pending = [];
      await catching?.catch(() => undefined);
      if (closing) return;
      failures += 1;
      const isLost = watch.lost() !== undefined || !link.state().connected;
      await pause(isLost ? RECHECK_LOST_MS : Math.min(RECHECK_LOST_MS, 25 * 2 ** failures));
    }
  }

  /** On one connection, until it ends or something is wrong. */
  async function follow(): Promise<void> {
    const now = await link.run(async (client): Promise<Session> => {
      const state = link.state();
      await watch.check(client);
      if (!state.connected) throw new Error('The connection to Redis was lost.');
      // Listening comes first, so that nothing falls between what is read and what is heard.
      const { runId, version } = state.server;
      const hear = (text: string): void => heard(client, text);
      await (isSharded(version)
        ? client.sSubscribe(keys.tail, hear)
        : client.subscribe(keys.tail, hear));
      const erasureId = await lastErasure(client, keys);
      const readSeq = headSeq();
      return { client, runId, readSeq, confirmedSeq: readSeq, erasureId };
    });
    session = now;
    options.onSession(now.runId);
    options.onErased();
    await catchUp(now);
    fault = undefined;
    while (!closing) {
      await pause(CHECK_MS);
      const [seq, erasureId] = await on(now, async (client) => {
        await watch.check(client);
        return Promise.all([
          client.sendCommand<string | null>(['HGET', keys.meta, 'seq']),
          lastErasure(client, keys),
        ]);
      });
      if (erasureId !== now.erasureId) {
        now.erasureId = erasureId;
        options.onErased();
      }
      if (Number(seq) > now.readSeq) await catchUp(now);
      // Who failed to confirm something may be gone: without new events nobody else would find out.
      if (replicas.fault() !== undefined) await options.confirm(now.runId).catch(() => false);
    }
  }

  function on<T>(of: Session, work: (client: RedisClient) => Promise<T>): Promise<T> {
    return link.run((client) => {
      if (client !== of.client) throw new Error('The connection to Redis was lost.');
      return work(client);
    });
  }

  function heard(client: RedisClient, text: string): void {
    // What comes before the session begins is read from the stream.
    if (closing || session?.client !== client) return;
    try {
      const message = parseMessage(text);
      if (message?.kind === 'confirmed') confirmed(message.runId, message.seq);
      if (message?.kind === 'erased') options.onErased();
      if (message?.kind !== 'events' || message.last <= session.readSeq) return;
      if (message.epoch !== watch.identity.epoch) throw replaced();
      if (catching || message.base !== session.readSeq || pending.length >= MOST_PENDING) {
        isBehind = true;
        catchUp(session).catch(giveUp);
        return;
      }
      session.readSeq = message.last;
      session.confirmedSeq = Math.max(session.confirmedSeq, message.seen);
      accept(messageEntries(message));
    } catch (error) {
      giveUp(error);
    }
  }

  function giveUp(error: unknown): void {
    link.reconnect(error instanceof Error ? error.message : String(error));
  }

  /** Reads from the stream until there is no more; one reading at a time. */
  function catchUp(of: Session): Promise<void> {
    catching ??= readOn(of).finally(() => {
      catching = undefined;
      if (isBehind && session === of && !closing) catchUp(of).catch(giveUp);
    });
    return catching;
  }

  async function readOn(of: Session): Promise<void> {
    for (;;) {
      isBehind = false;
      const entries = await on(of, (client) =>
        readEntries(client, keys, of.readSeq, Infinity, READ_EVENTS),
      );
      if (entries.length === 0 || session !== of) return;
      for (const entry of entries) {
        if (entry.seq !== of.readSeq + 1) throw await gap(of, entry.seq);
        of.readSeq = entry.seq;
      }
      const personal = await on(of, (client) => readBeside(client, entries));
      if (session !== of) return;
      accept(entries.map((entry) => ({ entry, personal: personal.get(entry.seq) })));
      while (pending.length >= MOST_PENDING && session === of && !closing) await pause(100);
    }
  }

  /** The entry that came next is `seq`: those between were trimmed before this node had them, or cut out. */
  async function gap(of: Session, seq: number): Promise<Error> {
    const why = strandedText(options.election, of.readSeq, seq);
    const [epoch, trimmed] = await on(of, (client) =>
      client.sendCommand<(string | null)[]>(['HMGET', keys.meta, 'epoch', 'trimmed']),
    );
    if (epoch !== watch.identity.epoch) return replaced();
    if (Number(trimmed ?? 0) > of.readSeq) options.onStranded(why);
    return new Error(why);
  }

  /**
   * What belongs to entries just read. As the epoch is asked after them, and none comes twice, they are of
   * the log that this node follows, even if it was replaced while the connection held.
   */
  async function readBeside(
    client: RedisClient,
    entries: readonly LogEntry[],
  ): Promise<Map<number, string>> {
    const [epoch, personal] = await Promise.all([
      client.sendCommand<string | null>(['HGET', keys.meta, 'epoch']),
      readPersonal(client, keys, entries),
    ]);
    if (epoch !== watch.identity.epoch) throw replaced();
    return personal;
  }

  function accept(read: ReadEntry[]): void {
    if (read.length === 0) return;
    if (pending.length === 0) {
      pending = read;
      pendingSince = time.monotonicMs();
    } else pending.push(...read);
    release();
  }

  function release(): void {
    if (!session) return;
    const last = replicas.needed() === 0 ? Infinity : session.confirmedSeq;
    let count = 0;
    while (count < pending.length && (pending[count]?.entry.seq ?? 0) <= last) count += 1;
    if (count > 0) {
      const batch = pending.slice(0, count);
      pending = pending.slice(count);
      pendingSince = time.monotonicMs();
      options.deliver(batch);
      failures = 0;
    }
    if (pending.length > 0) confirmSoon();
  }

  function confirmSoon(): void {
    if (isConfirming || callOffConfirm || closing) return;
    callOffConfirm = time.after(CONFIRM_AFTER_MS, () => {
      callOffConfirm = undefined;
      void confirmNow();
    });
  }

  async function confirmNow(): Promise<void> {
    const last = pending.at(-1);
    if (!session || !last || closing) return;
    const { runId } = session;
    isConfirming = true;
    const isConfirmed = await options.confirm(runId).catch(() => false);
    isConfirming = false;
    if (isConfirmed) confirmed(runId, last.entry.seq);
    if (pending.length > 0) confirmSoon();
  }

  function confirmed(runId: string, seq: number): void {
    // What another server confirms says nothing about what was read from this one.
    if (session?.runId !== runId || seq <= session.confirmedSeq) return;
    session.confirmedSeq = seq;
    try {
      release();
    } catch (error) {
      giveUp(error);
    }
  }

  const following = keepFollowing();
  return {
    confirmed,
    live: () =>
      session !== undefined &&
      fault === undefined &&
      link.state().connected &&
      link.silentMs() < HEARD_WITHIN_MS &&
      (pending.length === 0 || time.monotonicMs() - pendingSince < CHECK_MS),
    fault: () => fault,
    follows: () => session?.runId,
    async close() {
      closing = true;
      callOffConfirm?.();
      for (const stop of stopWatching) stop();
      wake();
      await link.close();
      wake();
      await following;
    },
  };
}

/** What was read, as a chain that goes on from this hash. */
export function sealAll(batch: readonly ReadEntry[], headHash: string): TailedEvent[] {
  let hash = headHash;
  return batch.map(({ entry, personal }) => {
    const sealed = sealedEntry(entry, personal, hash);
    hash = sealed.hash;
    return sealed;
  });
}

function replaced(): Error {
  return new Error('The journal in Redis was replaced.');
}

async function lastErasure(client: RedisClient, keys: LogKeys): Promise<string> {
  const [last] = await client.sendCommand<StreamReply>([
    'XREVRANGE',
    keys.erasures,
    '+',
    '-',
    'COUNT',
    '1',
  ]);
  return last?.[0] ?? '0-0';
}

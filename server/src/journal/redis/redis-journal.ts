import { randomBytes, randomUUID } from 'node:crypto';
import { type LinkTime, systemTime } from '../../redis/link-time.ts';
import { type RedisClient, type RedisLink, RedisUnavailable } from '../../redis/redis-link.ts';
import { type Head, JournalUnavailable } from '../journal.ts';
import { encodeUnit, genesis, unsealed } from '../record.ts';
import { saltSource } from '../salt-source.ts';
import { subscribers } from '../subscribers.ts';
import { appendBatches } from './append-batches.ts';
import { hashAt, putCheckpoint, readSealed } from './chain.ts';
import { checkpoints } from './checkpoints.ts';
import { connectionCheck } from './connection-check.ts';
import { deliveries } from './deliveries.ts';
import { headQuestion } from './head-question.ts';
import * as copies from './log-copies.ts';
import { erasePersonal, erasuresAfter, fileRewriter } from './log-erasure.ts';
import { logKeys } from './log-keys.ts';
import { readAfter, readAggregate, readKeyed } from './log-reader.ts';
import * as stored from './log-snapshots.ts';
import { logTail, sealAll } from './log-tail.ts';
import { logWatch } from './log-watch.ts';
import { logWriter } from './log-writer.ts';
import { openLog } from './open-log.ts';
import type { ChainPoint, RedisJournal } from './redis-journal-types.ts';
import { seenReplicas } from './replicas.ts';
import { confirmedMessage, publishCommand } from './tail-message.ts';

export interface RedisJournalOptions {
  /** Makes a connection to the master of the log's keys (`redisJournalSlot`). Closed with the journal. */
  openLink(purpose: 'commands' | 'tail'): RedisLink;
  /** What all keys begin with. */
  prefix: string;
  election: string;
  /** This node's id. */
  node: string;
  /** How far this node's own copy is: a log that doesn't go on from there is refused as `lost`. */
  base?: ChainPoint & { journal: string };
  /** In what respect what is acknowledged is weaker than durable, where an operator insisted. */
  unsafe?(): string | null;
  /** Told what an operator should know. */
  notice?(message: string): void;
  /**
   * Told once when this node has fallen behind what Redis still holds. It can't get back by itself: a start
   * begins from a newer snapshot. May end the process.
   */
  onStranded?(reason: string): void;
  /** Default 64 MB, what is under way included. */
  maxQueuedBytes?: number;
  /** How long opening waits for a connection. Default 10,000. */
  openWithinMs?: number;
  /** How long a write is tried whose answer was lost. Default 5,000. */
  settleWithinMs?: number;
  /** How long `caughtUp` waits. Default 2,000. */
  catchUpWithinMs?: number;
  time?: LinkTime;
  randomId?(): string;
}

/** A key by which the master for an election's log is found. */
export function redisJournalSlot(prefix: string, election: string): string {
  return logKeys(prefix, election).slotKey;
}

/**
 * The journal of one election on Redis, shared by all nodes. Rejects with JournalUnavailable: `unreachable`
 * where Redis doesn't answer, `lost` where it does not hold what this node knows of (or is being loaded).
 * Makes an empty log where there is none and nobody misses one.
 */
export async function redisJournal(options: RedisJournalOptions): Promise<RedisJournal> {
  const { election, node, time = systemTime, notice = () => undefined } = options;
  const { settleWithinMs = 5_000, catchUpWithinMs = 2_000, randomId = randomUUID } = options;
  const keys = logKeys(options.prefix, election);
  const commands = options.openLink('commands');
  const tailLink = options.openLink('tail');
  const replicas = seenReplicas(keys, time.monotonicMs);
  const openWithinMs = options.openWithinMs ?? 10_000;
  const openUntilMs = time.monotonicMs() + openWithinMs;
  const closeLinks = async (): Promise<void> => {
    await Promise.all([commands.close(), tailLink.close()]);
  };

  let opened: Awaited<ReturnType<typeof openLog>>;
  try {
    await Promise.all([commands, tailLink].map((link) => link.ready(openWithinMs)));
    opened = await commands.run(
      (client) =>
        openLog(client, commands.state(), {
          keys,
          election,
          node,
          replicas,
          isInTime: () => time.monotonicMs() < openUntilMs,
          base: options.base,
          create: { journal: randomId(), epoch: randomId(), at: time.now() },
        }),
      { timeoutMs: 30_000 },
    );
  } catch (error) {
    await closeLinks();
    throw unavailable(error);
  }

  let head: Head = opened.head;
  let headText = opened.text;
  let closing: Promise<void> | undefined;
  let isClosed = false;
  const followers = subscribers();
  const tailedListeners = new Set<Parameters<RedisJournal['onTailed']>[0]>();
  const erasedListeners = new Set<() => void>();
  const salt = saltSource(randomBytes);
  let isStranded = false;
  function onStranded(reason: string): void {
    if (isStranded) return;
    isStranded = true;
    notice(reason);
    options.onStranded?.(reason);
  }
  const watch = logWatch({
    keys,
    election,
    node,
    identity: opened.identity,
    followed: () => ({ head, text: headText }),
    replicas,
    onAdopted({ journal }) {
      if (head.seq === 0) head = { seq: 0, hash: genesis(journal) };
    },
    onStranded,
    notice,
  });
  const reached = deliveries(() => head.seq, time);
  const chain = checkpoints({
    genesis: () => genesis(watch.identity.journal),
    put: (point) => onCommands((client) => putCheckpoint(client, keys, point)),
    onDiverged: () => void watch.diverged(),
  });
  chain.passed(head);

  const tail = logTail({
    link: tailLink,
    keys,
    election,
    time,
    watch,
    replicas,
    onStranded,
    headSeq: () => head.seq,
    deliver(batch) {
      const events = sealAll(batch, head.hash);
      const last = events.at(-1);
      if (!last) return;
      for (const event of events) chain.passed(event);
      head = { seq: last.seq, hash: last.hash };
      headText = batch.at(-1)?.entry.text;
      for (const listener of tailedListeners) listener(events);
      if (followers.any) followers.publish(events.map(unsealed));
      reached.told();
    },
    onErased() {
      for (const listener of erasedListeners) listener();
    },
    onSession(runId) {
      const state = commands.state();
      // The one found last is the master: what the other answers may have been taken back.
      if (state.connected && state.server.runId !== runId)
        commands.reconnect('another server was found to be the master');
    },
    confirm: (runId) =>
      onCommands(async (client) => {
        const state = commands.state();
        return (
          state.connected && state.server.runId === runId && replicas.touch(client, state.server)
        );
      }),
  });
  const rewriter = fileRewriter((work) => commands.run(work), time);
  const batches = appendBatches({
    maxQueuedBytes: options.maxQueuedBytes ?? 64_000_000,
    time,
    send: logWriter({
      link: commands,
      keys,
      time,
      watch,
      replicas,
      writer: randomId(),
      settleWithinMs,
      headSeq: () => head.seq,
      onConfirmed(runId, seq) {
        tail.confirmed(runId, seq);
        tellConfirmed(runId, seq);
      },
    }),
    followed: (seq) =>
      reached.reached(
        seq,
        settleWithinMs,
        () =>
          new JournalUnavailable(
            'unsettled',
            `This was written, but this node does not hear of it: ${tail.fault() ?? 'Redis is slow'}. Send it again with the same key to find out.`,
          ),
      ),
  });

  const check = connectionCheck({ commands, watch });
  await check.first;

  function onCommands<T>(work: (client: RedisClient) => Promise<T>): Promise<T> {
    return commands.run(async (client) => {
      await watch.verified(client);
      const state = commands.state();
      const follows = tail.follows();
      // What another server holds beside what was delivered may have been taken back.
      if (follows !== undefined && state.connected && state.server.runId !== follows)
        throw new RedisUnavailable('not-sent', 'another server was found to be the master');
      return work(client);
    });
  }

  /** Nodes that hear it need not ask the replicas themselves. */
  function tellConfirmed(runId: string, seq: number): void {
    const state = commands.state();
    if (replicas.needed() === 0 || !state.connected) return;
    const command = publishCommand(state.server.version);
    commands
      .run((client) => client.sendCommand([command, keys.tail, confirmedMessage(runId, seq)]))
      .catch(() => undefined);
  }

  function closedError(): JournalUnavailable {
    return new JournalUnavailable('closed', `The journal of ${election} is closed.`);
  }

  /** Every call goes through here, so that throwing becomes rejecting and a closed journal says so. */
  async function open<T>(work: () => T | Promise<T>): Promise<T> {
    if (closing) throw closedError();
    try {
      const lost = watch.lost();
      if (lost !== undefined) throw new JournalUnavailable('lost', lost);
      return await work();
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** Waits until this node has followed up to `seq`, for what a reader asks. */
  function followed(seq: number): Promise<void> {
    return reached.reached(
      seq,
      catchUpWithinMs,
      () =>
        new JournalUnavailable(
          'unreachable',
          `This node did not catch up with the journal within ${catchUpWithinMs} ms: ${watch.lost() ?? tail.fault() ?? replicas.fault() ?? 'Redis is slow'}.`,
        ),
    );
  }

  const askHead = headQuestion({
    commands,
    keys,
    time,
    watch,
    replicas,
    withinMs: catchUpWithinMs,
    onConfirmed: tail.confirmed,
  });

  async function hashOf(seq: number): Promise<string | undefined> {
    if (seq > head.seq) return undefined;
    const known = chain.hashAt(seq);
    if (known !== undefined) return known;
    return commands.run((client) => hashAt(client, keys, watch.identity.journal, seq), {
      timeoutMs: 10_000,
    });
  }

  async function close(): Promise<void> {
    await batches.idle();
    check.stop();
    isClosed = true;
    rewriter.close();
    await tail.close();
    await commands.close();
    reached.close(closedError());
  }

  return {
    get epoch() {
      return watch.identity.epoch;
    },
    get identity() {
      return watch.identity;
    },
    head: () => head,
    append: (units) =>
      open(() => {
        const state = commands.state();
        if (!state.connected) {
          throw new JournalUnavailable(
            'unreachable',
            `The journal can't be written just now: Redis can't be reached: ${state.reason}.`,
          );
        }
        return batches.append(units.map((unit) => encodeUnit(unit, salt)));
      }),
    keyed: (key) =>
      open(async () => {
        const range = await onCommands(async (client) => {
          const state = commands.state();
          const found = await readKeyed(client, keys, key);
          // What no replica has may be taken back, and its place be taken by another's.
          if (found && !(state.connected && (await replicas.touch(client, state.server))))
            throw new JournalUnavailable('unreachable', replicas.fault() ?? 'Redis was lost.');
          return found;
        });
        if (range && range.last > head.seq) await followed(range.last);
        return range;
      }),
    readAfter: (seq, limit) =>
      open(() => onCommands((client) => readAfter(client, keys, seq, head.seq, limit))),
    readAggregate: (aggregate, { afterVersion = 0, limit = Infinity } = {}) =>
      open(() => {
        const wanted = { afterVersion, limit, headSeq: head.seq };
        return onCommands((client) => readAggregate(client, keys, aggregate, wanted));
      }),
    subscribe: (afterSeq, onEvents) =>
      open(() =>
        followers.subscribe(afterSeq, onEvents, {
          head: () => head.seq,
          readAfter: (seq, limit) =>
            onCommands((client) => readAfter(client, keys, seq, head.seq, limit)),
        }),
      ),
    saveSnapshot: (snapshot) =>
      open(async () => {
        if (snapshot.seq > head.seq) {
          throw new RangeError(
            `No snapshot of seq ${snapshot.seq}: the journal ends at ${head.seq}.`,
          );
        }
        const hash = await hashOf(snapshot.seq);
        if (hash === undefined) return; // so old that nobody could vouch for it
        const packed = await stored.packSnapshot(snapshot);
        await onCommands((client) => stored.saveSnapshot(client, keys, snapshot, hash, packed));
      }),
    loadSnapshot: (format) =>
      open(() =>
        commands.run((client) => stored.loadSnapshot(client, keys, format, hashOf), {
          timeoutMs: 30_000,
        }),
      ),
    wantsSnapshot: (seq, format) =>
      open(() => onCommands((client) => stored.wantsSnapshot(client, keys, node, seq, format))),
    erasePersonal: (seqs) =>
      open(async () => {
        if (seqs.length === 0) return 0;
        const erased = await onCommands(async (client) => {
          const state = commands.state();
          if (!state.connected) throw new RedisUnavailable('not-sent', 'the connection was lost');
          const publish = publishCommand(state.server.version);
          const count = await erasePersonal(client, keys, seqs, publish);
          if (!(await replicas.confirm(client, state.server))) {
            throw new JournalUnavailable('unsettled', replicas.fault() ?? '');
          }
          return count;
        });
        if (erased > 0) rewriter.due();
        return erased;
      }),
    caughtUp: () => open(async () => followed(await askHead())),
    live: () => !isClosed && watch.lost() === undefined && tail.live(),
    status() {
      if (closing) {
        return {
          writable: false,
          kind: 'failed',
          reason: `The journal of ${election} is closed.`,
        };
      }
      const lost = watch.lost();
      if (lost !== undefined) return { writable: false, kind: 'lost', reason: lost };
      const away = check.fault();
      // Its first words are what a wall has room for.
      const reason =
        away === undefined
          ? (tail.fault() ?? replicas.fault())
          : `The store takes no writes: ${away}`;
      if (reason !== undefined) return { writable: false, kind: 'unreachable', reason };
      const unsafe = options.unsafe?.() ?? null;
      return unsafe === null ? { writable: true } : { writable: true, unsafe };
    },
    close: () => (closing ??= close()),
    onTailed(listener) {
      tailedListeners.add(listener);
      return () => void tailedListeners.delete(listener);
    },
    readTailed: (after, limit) =>
      open(async () => {
        const { events } = await onCommands((client) =>
          readSealed(client, keys, after, head.seq, limit),
        );
        return events;
      }),
    firstSeq: () => open(() => onCommands((client) => copies.firstSeq(client, keys))),
    erasuresAfter: (mark) => open(() => onCommands((client) => erasuresAfter(client, keys, mark))),
    onErased(listener) {
      erasedListeners.add(listener);
      return () => void erasedListeners.delete(listener);
    },
    reportCopy: (copy) =>
      open(() => onCommands((client) => copies.reportCopy(client, keys, node, copy))),
    copies: () => open(() => onCommands((client) => copies.readCopies(client, keys))),
    trimThrough: (seq) =>
      open(() => {
        const { epoch } = watch.identity;
        return copies.trimThrough(onCommands, keys, { seq, headSeq: head.seq, epoch });
      }),
  };
}

function unavailable(error: unknown): unknown {
  if (!(error instanceof RedisUnavailable)) return error;
  return new JournalUnavailable(
    error.kind === 'closed' ? 'closed' : 'unreachable',
    `The journal can't be reached just now: ${error.message}.`,
    { cause: error },
  );
}

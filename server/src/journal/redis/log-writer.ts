import { ErrorReply } from 'redis';
import type { LinkTime } from '../../redis/link-time.ts';
import {
  type RedisClient,
  type RedisLink,
  type RedisServer,
  RedisUnavailable,
} from '../../redis/redis-link.ts';
import { JournalUnavailable } from '../journal.ts';
import type { EncodedUnit } from '../record.ts';
import type { BatchAnswer } from './append-batches.ts';
import { APPEND, type AppendReply, packBatch, unitResults } from './append-script.ts';
import type { LogKeys } from './log-keys.ts';
import type { LogWatch } from './log-watch.ts';
import type { Replicas } from './replicas.ts';
import { isNoScript } from './script.ts';
import { publishCommand } from './tail-message.ts';

/** Longest pause between two attempts to send a batch again. */
const PAUSE_MS = 50;
/** What one attempt may take before the connection counts as dead. */
const MOST_MS = 3_000;
/** So much longer than it was given a batch may take: an attempt waits for replicas at least so long. */
const OVERTIME_MS = 600;

/**
 * Sends batches to Redis. One whose answer was lost is sent again with its number on the next connection,
 * and is written once however often it arrives; after `settleWithinMs` nobody knows (`unsettled`), and it
 * is not sent any more.
 */
export function logWriter(options: {
  link: RedisLink;
  keys: LogKeys;
  time: LinkTime;
  watch: LogWatch;
  replicas: Replicas;
  /** Random, of this process and journal. */
  writer: string;
  settleWithinMs: number;
  /** The last event that this node has followed. */
  headSeq(): number;
  /** Replicas of the server with this run id have all up to `seq`. */
  onConfirmed(runId: string, seq: number): void;
}): (units: EncodedUnit[]) => Promise<BatchAnswer> {
  const { link, keys, time, watch, replicas } = options;
  let number = 0;

  return async function send(units) {
    const { keys: names, args } = packBatch(units, keys);
    number += 1;
    const batch = {
      keys: [keys.meta, keys.events, keys.personal, keys.writer(options.writer), ...names],
      args,
      number: String(number),
      /** Of the log that it was sent to: in another one its number and versions mean nothing. */
      epoch: '',
      /** Whether it may have arrived. */
      isSent: false,
    };
    const deadline = time.monotonicMs() + options.settleWithinMs;
    let why = '';
    do {
      const sent = await sendOnce(batch, deadline - time.monotonicMs()).catch((error: unknown) =>
        retriable(error, batch),
      );
      if (typeof sent === 'string') why = sent;
      else if (sent.reply[0] === 'written') {
        const [, base, head, told] = sent.reply;
        if (sent.isConfirmed) {
          options.onConfirmed(sent.runId, head);
          return { results: unitResults(units, base, told), head };
        }
        why = replicas.fault() ?? 'its replicas did not confirm it.';
      } else why = await notWritten(sent.reply, batch.isSent);
    } while (batch.epoch === watch.identity.epoch && (await tryAgain(deadline)));
    throw new JournalUnavailable(
      'unsettled',
      `It is not known whether this was written: ${why} Send it again with the same key to find out.`,
    );
  };

  async function sendOnce(
    batch: {
      keys: string[];
      args: string[];
      number: string;
      epoch: string;
      isSent: boolean;
    },
    leftMs: number,
  ): Promise<{ reply: AppendReply; isConfirmed: boolean; runId: string }> {
    const wasSent = batch.isSent;
    const attempt = async (
      client: RedisClient,
      server: RedisServer,
      command: string[],
    ): Promise<{ reply: AppendReply; isConfirmed: boolean; runId: string }> => {
      batch.isSent = true;
      const writing = client.sendCommand<AppendReply>(command);
      // Sent along, so that the server answers both in one go; said nothing if the script failed.
      const confirming =
        replicas.needed() === 0
          ? Promise.resolve(true)
          : replicas.confirm(client, server).catch(() => false);
      try {
        const reply = await writing;
        if (reply[0] !== 'written') batch.isSent = wasSent;
        return { reply, isConfirmed: await confirming, runId: server.runId };
      } catch (error) {
        // An error that Redis answers comes instead of the first write: nothing was done.
        if (error instanceof ErrorReply) batch.isSent = wasSent;
        throw error;
      }
    };
    return link.run(
      async (client) => {
        const state = link.state();
        await watch.verified(client);
        if (!state.connected) throw new RedisUnavailable('not-sent', 'the connection was lost');
        const { epoch } = watch.identity;
        if (!batch.isSent) batch.epoch = epoch;
        else if (batch.epoch !== epoch) {
          return { reply: ['epoch'], isConfirmed: false, runId: state.server.runId };
        }
        const rest = [
          String(batch.keys.length),
          ...batch.keys,
          epoch,
          options.writer,
          batch.number,
          String(options.headSeq()),
          publishCommand(state.server.version),
          keys.tail,
          ...batch.args,
        ];
        try {
          return await attempt(client, state.server, ['EVALSHA', APPEND.sha, ...rest]);
        } catch (error) {
          if (!isNoScript(error)) throw error;
          return attempt(client, state.server, ['EVAL', APPEND.source, ...rest]);
        }
      },
      { timeoutMs: Math.min(MOST_MS, leftMs + OVERTIME_MS) },
    );
  }

  /** Why it was not written now, if it may be tried again; throws where that is of no use. */
  function retriable(error: unknown, { isSent }: { isSent: boolean }): string {
    const words = error instanceof Error ? error.message : String(error);
    if (isSent) return `${words}.`;
    if (error instanceof JournalUnavailable) throw error;
    if (error instanceof RedisUnavailable)
      throw new JournalUnavailable(
        error.kind === 'closed' ? 'closed' : 'unreachable',
        `The journal can't be written just now: ${words}.`,
        { cause: error },
      );
    if (/^(OOM|MISCONF)\b/.test(words))
      throw new JournalUnavailable('disk-full', `Redis has no room to write: ${words}`, {
        cause: error,
      });
    if (/^(NOREPLICAS|BUSY|NOSCRIPT|UNKILLABLE)\b/.test(words))
      throw new JournalUnavailable('unreachable', `Redis takes no writes just now: ${words}`, {
        cause: error,
      });
    throw new JournalUnavailable('failed', `Redis refuses to write the journal: ${words}`, {
      cause: error,
    });
  }

  /** The log is another one than this node follows: finds out what became of it. */
  async function notWritten(reply: AppendReply, isSent: boolean): Promise<string> {
    await link.run((client) => watch.check(client)).catch(() => undefined);
    const lost = watch.lost();
    if (isSent) return lost ?? 'Redis was replaced meanwhile.';
    if (lost !== undefined) throw new JournalUnavailable('lost', lost);
    throw new JournalUnavailable(
      'unreachable',
      `The journal was brought back just now (${reply[0]}): try again.`,
    );
  }

  /** Waits for a connection, or a little; false when there is no time for another attempt. */
  async function tryAgain(deadline: number): Promise<boolean> {
    const latest = deadline - OVERTIME_MS;
    const leftMs = latest - time.monotonicMs();
    if (leftMs <= 0) return false;
    if (!link.state().connected) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          callOff();
          stop();
          resolve();
        };
        const callOff = time.after(leftMs, done);
        const stop = link.onState((state) => state.connected && done());
      });
    } else {
      await new Promise<void>((resolve) => time.after(Math.min(PAUSE_MS, leftMs), resolve));
    }
    return time.monotonicMs() < latest;
  }
}

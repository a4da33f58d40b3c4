import { describe, expect, it } from 'vitest';
import { type RedisClient, type RedisLink, RedisUnavailable } from '../../redis/redis-link.ts';
import { encodeUnit } from '../record.ts';
import { entry } from '../testing/entries.ts';
import { logKeys } from './log-keys.ts';
import type { LogWatch } from './log-watch.ts';
import { logWriter } from './log-writer.ts';
import { seenReplicas } from './replicas.ts';

/** A writer on a connection that does as `answer` does, with a clock that only moves when told. */
function writerOn(answer: (attempt: number) => Promise<unknown>) {
  const keys = logKeys('wr', 'general');
  const clock = { ms: 0 };
  const identity = { journal: 'j', epoch: 'one' };
  const told = {
    epochs: [] as (string | undefined)[],
    timeouts: [] as number[],
    began: [] as number[],
  };
  const server = { address: 'r:1', runId: 'r', version: '7.0.0', replicas: 0 };
  const client = {
    sendCommand(args: string[]) {
      told.epochs.push(args[3 + Number(args[2])]);
      return answer(told.epochs.length);
    },
  } as unknown as RedisClient;
  const link = {
    state: () => ({ connected: true, server, sinceMs: 0 }),
    async run(work: (client: RedisClient) => Promise<unknown>, options?: { timeoutMs: number }) {
      if (options) {
        told.timeouts.push(options.timeoutMs);
        told.began.push(clock.ms);
      }
      return work(client);
    },
  } as unknown as RedisLink;
  const watch = {
    identity,
    lost: () => undefined,
    verified: () => Promise.resolve(),
    check: () => Promise.resolve(),
  } as unknown as LogWatch;
  const send = logWriter({
    link,
    keys,
    watch,
    replicas: seenReplicas(keys),
    writer: 'w',
    settleWithinMs: 5_000,
    headSeq: () => 0,
    onConfirmed: () => undefined,
    time: {
      now: () => clock.ms,
      monotonicMs: () => clock.ms,
      after(ms, run) {
        clock.ms += ms;
        queueMicrotask(run);
        return () => undefined;
      },
    },
  });
  const units = [encodeUnit({ entries: [entry('a', '1')] }, () => '')];
  return { send: () => send(units), told, clock, identity };
}

const noAnswer = (): Promise<never> =>
  Promise.reject(new RedisUnavailable('no-answer', 'the connection was lost'));

describe('sending a batch again', () => {
  it('[RJ30] does not send it to a log that was restored meanwhile: nobody knows whether it has it', async () => {
    const { send, told, identity } = writerOn(() => {
      identity.epoch = 'restored';
      return noAnswer();
    });
    await expect(send()).rejects.toMatchObject({ kind: 'unsettled' });
    expect(told.epochs).toEqual(['one']);
  });

  it('[RJ30] knows that it was not written where the restored log refused it at first', async () => {
    const { send, told, identity } = writerOn((attempt) => {
      identity.epoch = 'restored';
      return Promise.resolve(attempt === 1 ? ['epoch'] : ['written', 0, 1, 'A']);
    });
    await expect(send()).rejects.toMatchObject({ kind: 'unreachable' });
    expect(await send()).toMatchObject({ head: 1 });
    expect(told.epochs).toEqual(['one', 'restored']);
  });

  it('[RJ12] ends within 0.6 s of its time, and begins no attempt that can not', async () => {
    const { send, told, clock } = writerOn(() => {
      clock.ms += 700;
      return noAnswer();
    });
    await expect(send()).rejects.toMatchObject({ kind: 'unsettled' });
    expect(told.began.length).toBeGreaterThan(3);
    for (const [index, began] of told.began.entries()) {
      expect(began).toBeLessThan(5_000 - 600);
      expect(began + (told.timeouts[index] ?? Infinity)).toBeLessThanOrEqual(5_600);
      // A WAIT of another that goes before, and its own.
      expect(told.timeouts[index]).toBeGreaterThan(1_100);
    }
  });
});

import { type LinkTime, within } from '../../redis/link-time.ts';
import { type RedisLink, RedisUnavailable } from '../../redis/redis-link.ts';
import { JournalUnavailable } from '../journal.ts';
import type { LogKeys } from './log-keys.ts';
import type { LogWatch } from './log-watch.ts';
import type { Replicas } from './replicas.ts';
import { sharedAnswer } from './shared-answer.ts';

/**
 * Asks Redis how far the log goes, and has that confirmed by its replicas where there are any: so it is no
 * answer of a master that was replaced. Rejects after `withinMs` as `unreachable`.
 */
export function headQuestion(options: {
  commands: RedisLink;
  keys: LogKeys;
  time: LinkTime;
  watch: LogWatch;
  replicas: Replicas;
  withinMs: number;
  onConfirmed(runId: string, seq: number): void;
}): () => Promise<number> {
  const { commands, keys, time, watch, replicas, withinMs } = options;

  const ask = (): Promise<number> =>
    commands.run(async (client) => {
      const state = commands.state();
      await watch.verified(client);
      if (!state.connected) throw new RedisUnavailable('not-sent', 'the connection was lost');
      // In this order: what is confirmed then includes what was there.
      const [standing, isConfirmed] = await Promise.all([
        client.sendCommand<(string | null)[]>(['HMGET', keys.meta, 'epoch', 'seq']),
        replicas.touch(client, state.server),
      ]);
      if (standing[0] !== watch.identity.epoch) await watch.check(client);
      if (!isConfirmed) throw new JournalUnavailable('unreachable', replicas.fault() ?? '');
      const seq = Number(standing[1] ?? 0);
      options.onConfirmed(state.server.runId, seq);
      return seq;
    });

  return sharedAnswer(() =>
    within(
      time,
      withinMs,
      ask(),
      () => new JournalUnavailable('unreachable', `Redis did not answer within ${withinMs} ms.`),
    ),
  );
}

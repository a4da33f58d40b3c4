import type { LinkState, RedisClient } from '../../redis/redis-link.ts';
import { type Head, JournalUnavailable } from '../journal.ts';
import { checkpointBefore, hashAt, putCheckpoint, readEntries, walkChain } from './chain.ts';
import { divergedText, findLog, lostError, whyLost } from './log-standing.ts';
import type { LogKeys } from './log-keys.ts';
import type { ChainPoint, RedisLogIdentity } from './redis-journal-types.ts';
import type { Replicas } from './replicas.ts';

/**
 * Finds or makes the log and the chain's hash at its head: from the last checkpoint, or from the node's
 * own copy, which must be of this very history.
 */
export async function openLog(
  client: RedisClient,
  state: LinkState,
  options: {
    keys: LogKeys;
    election: string;
    node: string;
    replicas: Replicas;
    /** Whether there is time left for replicas to confirm what is there. */
    isInTime(): boolean;
    base?: (ChainPoint & { journal: string }) | undefined;
    create: RedisLogIdentity & { at: number };
  },
): Promise<{ identity: RedisLogIdentity; head: Head; text: string | undefined }> {
  const { keys, election, replicas, base } = options;
  await replicas.look(client);
  const holdsEvents = base !== undefined && base.seq > 0;
  const standing = await findLog(client, keys, holdsEvents ? undefined : options.create);
  const why = whyLost(standing, election, {
    journal: base?.journal,
    seq: base?.seq ?? 0,
  });
  if (why !== undefined || standing.kind !== 'there') {
    if (holdsEvents) {
      const held = `${base.seq} ${base.journal}`;
      await client.sendCommand(['HSET', keys.missed, options.node, held]).catch(() => undefined);
    }
    throw lostError(why ?? '');
  }
  const { identity, seq } = standing;
  // One that has just synchronized its data may take a while to say so.
  while (state.connected && !(await replicas.touch(client, state.server))) {
    if (options.isInTime()) continue;
    throw new JournalUnavailable('unreachable', replicas.fault() ?? '');
  }
  const checkpoint = await checkpointBefore(client, keys, identity.journal, seq);
  let from = checkpoint;
  if (holdsEvents) {
    const hash = await hashAt(client, keys, identity.journal, base.seq);
    if (hash !== undefined && hash !== base.hash) throw lostError(divergedText(election, base.seq));
    if (base.seq > from.seq) from = base;
  }
  const passed: ChainPoint[] = [];
  const head = await walkChain(client, keys, from, seq, (point) => passed.push(point));
  if (!head) {
    throw lostError(
      `Redis no longer holds the events of ${election} after ${from.seq}, and nothing tells the chain's hash later than that: it was altered. Run "warroom restore --election ${election}" on the node with the longest copy.`,
    );
  }
  for (const point of passed) {
    if (!(await putCheckpoint(client, keys, point)))
      throw lostError(divergedText(election, point.seq));
  }
  const [last] = seq === 0 ? [] : await readEntries(client, keys, seq - 1, seq, 1);
  return { identity, head: { seq: head.seq, hash: head.hash }, text: last?.text };
}

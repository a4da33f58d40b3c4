import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RedisLink, redisLink } from '../../redis/redis-link.ts';
import { storeOf } from '../../redis/testing/link-rig.ts';
import { type SentinelSet, startSentinelSet } from '../../redis/testing/redis-servers.ts';
import type { StoredEvent, Unit } from '../journal.ts';
import { entry } from '../testing/entries.ts';
import { redisJournalSlot, type RedisJournalOptions } from './redis-journal.ts';
import type { RedisJournal } from './redis-journal-types.ts';
import { freshElection, openRedisJournal, PREFIX, until } from './testing/journal-rig.ts';

describe('the journal on Redis with replicas', { timeout: 60_000 }, () => {
  let redis: SentinelSet;
  let election: string;
  const opened: RedisJournal[] = [];
  beforeAll(async () => {
    redis = await startSentinelSet({ partitionable: true });
  }, 60_000);
  afterAll(() => redis.stop());
  beforeEach(async () => {
    election = freshElection();
    await redis.settled(30_000);
  }, 60_000);
  afterEach(async () => {
    for (const server of redis.data) server.resume();
    redis.partition?.heal();
    await Promise.all(opened.splice(0).map((journal) => journal.close()));
  });

  async function node(
    name: string,
    options: Partial<RedisJournalOptions> & { group?: string } = {},
  ): Promise<RedisJournal> {
    const { group = 'near', ...more } = options;
    const url = redis.partition?.url(group) ?? expect.unreachable();
    const journal = await openRedisJournal(url, { election, node: name, ...more });
    opened.push(journal);
    return journal;
  }
  function linkOf(group: string): RedisLink {
    const store = storeOf(redis.partition?.url(group) ?? expect.unreachable());
    return redisLink({ store, slotKey: redisJournalSlot(PREFIX, election) });
  }
  async function following(journal: RedisJournal): Promise<unknown[]> {
    const heard: unknown[] = [];
    await journal.subscribe(0, (events: StoredEvent[]) =>
      heard.push(...events.map(({ data }) => data['label'])),
    );
    return heard;
  }
  const note = (label: string): Unit => ({ key: label, entries: [entry('a', label)] });

  it('[RJ21] shows nobody what replicas have not confirmed, and does not know whether it is written', async () => {
    const [one, two] = [await node('one', { settleWithinMs: 900 }), await node('two')];
    const heard = [await following(one), await following(two)];
    await one.append([note('1')]);
    await two.caughtUp();
    const master = await redis.master();
    const replicas = redis.data.filter(({ pid }) => pid !== master.pid);
    for (const replica of replicas) replica.pause();
    await expect(one.append([note('2')])).rejects.toMatchObject({ kind: 'unsettled' });
    expect(await master.command('XLEN', `{wr:${election}}:events`)).toBe(2);
    await expect(two.caughtUp()).rejects.toMatchObject({ kind: 'unreachable' });
    expect(heard).toEqual([['1'], ['1']]);
    expect([one.head().seq, two.head().seq]).toEqual([1, 1]);
    const status = one.status();
    expect(status.writable ? '' : status.reason).toContain('replicas');
    for (const replica of replicas) replica.resume();
    // They confirm it by themselves; the key tells that it was written.
    await until(() => heard.every((labels) => labels.length === 2) && one.status().writable);
    expect(await one.append([note('2')])).toEqual([{ kind: 'repeated', first: 2, last: 2 }]);
  });

  it('[RJ21] tells other nodes at once what replicas have confirmed', async () => {
    const [one, two] = [await node('one'), await node('two')];
    const heard = await following(two);
    const touched = `{wr:${election}}:touched`;
    const master = await redis.master();
    await master.command('DEL', touched);
    for (let n = 1; n <= 20; n += 1) {
      await one.append([note(String(n))]);
      await until(() => heard.length === n);
    }
    // Hardly ever did one have to ask by itself.
    expect(Number((await master.command('GET', touched)) ?? 0)).toBeLessThan(10);
  });

  it('[RJ28] is writable again once replicas answer, though nobody asks; opening waits for them', async () => {
    const one = await node('one');
    await one.append([note('1')]);
    const master = await redis.master();
    const replicas = redis.data.filter(({ pid }) => pid !== master.pid);
    for (const replica of replicas) replica.pause();
    await expect(one.caughtUp()).rejects.toMatchObject({ kind: 'unreachable' });
    expect(one.status().writable).toBe(false);
    const touched = async (): Promise<number> =>
      Number((await master.command('GET', `{wr:${election}}:touched`)) ?? 0);
    const before = await touched();
    const opening = node('two');
    await until(async () => (await touched()) > before + 2);
    for (const replica of replicas) replica.resume();
    expect((await opening).head().seq).toBe(1);
    await until(() => one.status().writable);
  });

  it('[RJ22] has nothing left on any node of what a failover took back, and loses nothing acknowledged', async () => {
    const cut = await node('cut off', { group: 'far', settleWithinMs: 1_500 });
    const near = await node('near');
    const heard = [await following(cut), await following(near)];
    await cut.append([note('1')]);
    const old = await redis.master();
    redis.partition?.isolate(old, { keeps: ['far'] });
    // It reaches a master that has been cut off from its replicas: that one takes it and will lose it.
    await expect(cut.append([note('taken back')])).rejects.toMatchObject({ kind: 'unsettled' });
    await until(async () => {
      const result = await near.append([note('2')]).catch(() => undefined);
      return result !== undefined;
    });
    expect(heard[0]).toEqual(['1']);
    redis.partition?.heal();
    await until(() => cut.status().writable && cut.live());
    await cut.caughtUp();
    expect(heard).toEqual([
      ['1', '2'],
      ['1', '2'],
    ]);
    expect(cut.head()).toEqual(near.head());
    expect(await cut.append([note('taken back')])).toMatchObject([{ kind: 'appended', first: 3 }]);
  });

  it('[RJ27] tells nothing by a master that was replaced, neither of a key nor of events', async () => {
    // Its two connections find the new master at different moments.
    const torn = await openRedisJournal(redis.url, {
      election,
      node: 'torn',
      openLink: (purpose) => linkOf(purpose === 'commands' ? 'far' : 'near'),
    });
    opened.push(torn);
    const cut = await node('cut off', { group: 'far', settleWithinMs: 700 });
    const near = await node('near');
    await near.append([note('1')]);
    await torn.caughtUp();
    redis.partition?.isolate(await redis.master(), { keeps: ['far'] });
    await expect(cut.append([note('taken back')])).rejects.toMatchObject({ kind: 'unsettled' });
    // Before and after its tail has found the new master.
    await expect(torn.keyed('taken back')).rejects.toMatchObject({ kind: 'unreachable' });
    // It may miss a word that this was confirmed; the same key gives another.
    await until(async () => {
      await near.append([note('2')]).catch(() => undefined);
      return torn.head().seq === 2;
    });
    await expect(torn.keyed('taken back')).rejects.toMatchObject({ name: 'JournalUnavailable' });
    await expect(torn.readAfter(1, 1)).rejects.toMatchObject({ name: 'JournalUnavailable' });
    redis.partition?.heal();
    await until(() => torn.status().writable);
    expect(await torn.keyed('taken back')).toBeUndefined();
    expect((await torn.readAfter(1, 1)).map(({ data }) => data['label'])).toEqual(['2']);
  });

  it('[RJ23] goes on within seconds when the master is killed under load, with all that it acknowledged', async () => {
    const nodes = [await node('one'), await node('two')];
    const acknowledged = new Map<string, number>();
    let isOver = false;
    const callers = nodes.flatMap((journal, who) =>
      Array.from({ length: 4 }, async (_, caller) => {
        for (let n = 0; !isOver; n += 1) {
          const label = `${who} ${caller} ${n}`;
          while (!isOver) {
            const [result] = await journal.append([note(label)]).catch(() => []);
            if (result?.kind === 'appended' || result?.kind === 'repeated') {
              acknowledged.set(label, result.first);
              break;
            }
            await new Promise((resolve) => setTimeout(resolve, 10));
          }
        }
      }),
    );
    await until(() => acknowledged.size > 200);
    const master = await redis.master();
    await master.kill9();
    const before = acknowledged.size;
    await until(() => acknowledged.size > before + 200);
    isOver = true;
    await Promise.all(callers);
    await Promise.all(nodes.map((journal) => journal.caughtUp()));
    expect(nodes[0]?.head()).toEqual(nodes[1]?.head());
    const events = (await nodes[0]?.readAfter(0, 100_000)) ?? [];
    const bySeq = new Map(events.map(({ seq, data }) => [seq, data['label']]));
    for (const [label, seq] of acknowledged) expect(bySeq.get(seq)).toBe(label);
    expect(new Set(bySeq.values()).size).toBe(events.length);
    await master.restart();
  });
});

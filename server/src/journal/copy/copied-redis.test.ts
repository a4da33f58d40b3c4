import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRedis, type RedisSet } from '../../redis/testing/redis-servers.ts';
import { journalContract } from '../contract.ts';
import { freshElection, openRedisJournal } from '../redis/testing/journal-rig.ts';
import { entry, noted } from '../testing/entries.ts';
import { placeIn, testFolder } from '../testing/rig.ts';
import { verifyJournal } from '../verify.ts';
import { copiedJournal, type CopiedJournal } from './copied-journal.ts';
import { copyStanding } from './copy-reader.ts';

describe('copies of a journal on Redis', { timeout: 60_000 }, () => {
  let redis: RedisSet;
  beforeAll(async () => {
    redis = await startRedis();
  }, 60_000);
  afterAll(() => redis.stop());

  async function open(
    folder: string,
    more: { election: string; node?: string; maxQueuedBytes?: number; keepEvents?: number },
  ): Promise<CopiedJournal> {
    const place = placeIn(folder);
    const base = await copyStanding(place);
    const { keepEvents = 1_000_000, node = 'node-1', ...options } = more;
    return copiedJournal({
      ...place,
      inner: await openRedisJournal(redis.url, { ...options, node, ...(base && { base }) }),
      node,
      copiesNeeded: 2,
      keepEvents,
      now: () => 1_800_000_000_000,
      notice: () => undefined,
      ballastBytes: 4096,
    });
  }
  /** Resolves in the turn in which it holds. */
  async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  journalContract('copied redis', async (options) => {
    const folder = testFolder();
    const journal = await open(folder.path, { election: freshElection(), ...options });
    return {
      journal,
      async release() {
        await journal.close();
        folder.release();
      },
    };
  });

  it('[CP13] two nodes hold the same, the stream is trimmed, and a node that was away catches up', async () => {
    const folder = testFolder();
    const election = freshElection();
    const [one, two] = ['one', 'two'].map((name) => `${folder.path}/${name}`) as [string, string];
    const first = await open(one, { election, node: 'node-1', keepEvents: 100 });
    const second = await open(two, { election, node: 'node-2', keepEvents: 100 });
    for (let n = 0; n < 50; n += 1)
      await first.append([
        {
          key: `unit ${n}`,
          entries: Array.from({ length: 100 }, (_, i) => ({
            aggregate: `a${(n * 100 + i) % 97}`,
            event: noted(`${n}.${i}`, i % 10 === 0 ? { personal: { name: `Jane ${n}` } } : {}),
          })),
        },
      ]);
    await until(() => [first, second].every((node) => node.copyState().seq === 5_000));
    expect(first.tailedAfter(0, 6_000)).toEqual(second.tailedAfter(0, 6_000));
    const length = async () =>
      Number(await (await redis.master()).command('XLEN', `{wr:${election}}:events`));
    await until(async () => (await length()) === 5_000 - 4_096);
    expect(await first.readAfter(0, 10_000)).toHaveLength(5_000);
    expect((await second.readAggregate('a1')).length).toBe(
      (await first.readAggregate('a1')).length,
    );

    await second.close();
    expect(await first.erasePersonal([1])).toBe(1);
    await first.append([{ entries: [entry('a1', 'while away')] }]);
    const again = await open(two, { election, node: 'node-2', keepEvents: 100 });
    await until(
      () => again.copyState().behind === 0 && again.tailedAfter(0, 1)?.[0]?.personal === undefined,
    );
    await again.close();
    await first.close();
    for (const path of [one, two]) {
      const { file, anchorFile } = placeIn(path);
      expect(await verifyJournal(file, anchorFile)).toMatchObject({
        sound: true,
        events: 5_001,
        erased: 1,
      });
    }
    folder.release();
  });
});

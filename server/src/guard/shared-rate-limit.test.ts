import { describe, expect, it } from 'vitest';
import { memoryClusters } from '../cluster/memory-clusters.testing.ts';
import { sharedRateLimit } from './shared-rate-limit.ts';

function threeNodes(options: { burst: number; perSecond: number }) {
  const clock = { at: 0 };
  const clusters = memoryClusters(3);
  let planned: (() => void)[] = [];
  const limits = clusters.nodes.map(({ bus }) =>
    sharedRateLimit({
      ...options,
      name: 'test',
      bus,
      now: () => clock.at,
      after: (_ms, work) => void planned.push(work),
    }),
  );
  return {
    clock,
    limits,
    clusters,
    /** What each node tells every 200 ms. */
    tell() {
      const now = planned;
      planned = [];
      for (const work of now) work();
      return now.length;
    },
  };
}

describe('a rate limit over nodes', () => {
  it('[HT15] holds the rate of a key over all nodes, but for what is taken before they are told', () => {
    const { clock, limits, tell } = threeNodes({ burst: 10, perSecond: 10 });
    let passed = 0;
    for (let step = 0; step < 100; step += 1) {
      clock.at = step * 200;
      for (const limit of limits)
        for (let n = 0; n < 10; n += 1) if (limit.take('k') === 0) passed += 1;
      tell();
    }
    // 20 s at 10/s, and a burst at each node.
    expect(passed).toBeGreaterThanOrEqual(180);
    expect(passed).toBeLessThanOrEqual(240);
  });

  it('[HT15] leaves other keys alone, tells only what was used, and gives back everywhere', () => {
    const { limits, tell } = threeNodes({ burst: 5, perSecond: 0.001 });
    const [a, b] = limits;
    for (let n = 0; n < 5; n += 1) a?.take('busy');
    expect(tell()).toBe(1);
    expect(b?.take('busy')).toBeGreaterThan(0);
    expect(b?.take('quiet')).toBe(0);
    a?.giveBack('busy', 2);
    tell();
    expect([b?.take('busy'), b?.take('busy')]).toEqual([0, 0]);
    expect(b?.take('busy')).toBeGreaterThan(0);
    tell();
    expect(tell()).toBe(0);
  });

  it('[HT15] is an ordinary rate limit while the bus is down, and hostile messages harm nothing', () => {
    const { limits, clusters, tell } = threeNodes({ burst: 2, perSecond: 0.001 });
    clusters.nodes[0]?.cut();
    limits[0]?.take('k', 2);
    tell();
    expect(limits[0]?.take('k')).toBeGreaterThan(0);
    expect(limits[1]?.take('k', 2)).toBe(0);
    for (const message of [null, 5, 'x', { k: 'many' }, { k: null }, [1]])
      clusters.nodes[1]?.bus.publish('rate.test', message);
    clusters.nodes[1]?.bus.publish('rate.test', { other: 1e300 });
    expect(limits[2]?.take('k', 2)).toBe(0);
    expect(limits[2]?.take('other')).toBeLessThanOrEqual(21_000_000);
  });
});

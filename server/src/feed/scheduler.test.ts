import { describe, expect, it } from 'vitest';
import { coalescer } from './scheduler.ts';
import { manualScheduler } from './test-feed.testing.ts';
import { upgradeQueue } from './upgrade-queue.ts';
import { coalescingWindowMs } from './feed.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('the coalescer', () => {
  it('[FD9] runs at once when quiet, then once a window however often it is poked', async () => {
    const scheduler = manualScheduler();
    const ran: number[] = [];
    const one = coalescer({
      everyMs: () => 50,
      scheduler,
      run: () => void ran.push(scheduler.elapsedMs()),
      onFault: () => undefined,
    });
    one.poke();
    await turn();
    expect(ran).toEqual([0]);
    one.poke();
    one.poke();
    await turn();
    expect(ran).toEqual([0]);
    scheduler.advance(49);
    one.poke();
    expect(ran).toEqual([0]);
    scheduler.advance(1);
    expect(ran).toEqual([0, 50]);
    scheduler.advance(200);
    one.poke();
    await turn();
    expect(ran).toEqual([0, 50, 250]);
  });

  it('goes on after a run that failed, and never runs twice at a time', async () => {
    const scheduler = manualScheduler();
    const faults: unknown[] = [];
    let running = 0;
    let most = 0;
    let finish = (): void => undefined;
    const one = coalescer({
      everyMs: () => 10,
      scheduler,
      async run() {
        running += 1;
        most = Math.max(most, running);
        await new Promise<void>((resolve) => (finish = resolve));
        running -= 1;
        throw new Error('broken');
      },
      onFault: (error) => faults.push(error),
    });
    one.poke();
    await turn();
    one.poke();
    scheduler.advance(100);
    finish();
    await turn();
    scheduler.advance(10);
    finish();
    await turn();
    expect([most, faults.length]).toEqual([1, 2]);
  });

  it('[FD9] takes a window that grows with the connections', () => {
    expect([1, 100, 500, 1000, 50_000].map(coalescingWindowMs)).toEqual([16, 16, 50, 100, 250]);
  });
});

describe('the upgrade queue', () => {
  it('[FD13] does a crowd in slices and refuses what is too much', async () => {
    const scheduler = manualScheduler();
    const done: number[] = [];
    const queue = upgradeQueue({ sliceMs: 8, maxWaiting: 5, scheduler });
    const job = (id: number) => () => {
      done.push(id);
      scheduler.advance(4);
    };
    expect([1, 2, 3, 4, 5, 6].map((id) => queue.add(job(id)))).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
    ]);
    await turn();
    expect(done).toEqual([1, 2]);
    await turn();
    await turn();
    expect(done).toEqual([1, 2, 3, 4, 5]);
    expect(queue.add(job(7))).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import type { LinkTime } from '../../redis/link-time.ts';
import { gathering } from './gathering.ts';

/** A clock that moves when told, and runs what is due on the way. */
function handClock(): LinkTime & { pass(ms: number): Promise<void> } {
  let now = 0;
  let due: { at: number; run(): void }[] = [];
  return {
    now: () => now,
    monotonicMs: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run };
      due.push(timer);
      return () => {
        due = due.filter((other) => other !== timer);
      };
    },
    async pass(ms) {
      for (let step = 0; step < ms; step += 0.5) {
        now += 0.5;
        for (const timer of due.filter(({ at }) => at <= now)) {
          due = due.filter((other) => other !== timer);
          timer.run();
          await Promise.resolve();
          await Promise.resolve();
        }
      }
    },
  };
}

describe('gathering a batch', () => {
  function rig() {
    const clock = handClock();
    const gather = gathering(clock);
    let queued = 1;
    /** One batch: how long it was held, where it was, while `arrivals` come at these times. */
    async function batch(arrivals: number[] = []): Promise<number> {
      queued = 1;
      const held = gather.gathered(() => queued);
      if (!held) return 0;
      let heldMs = 0;
      let isHeld = true;
      void held.then(() => {
        isHeld = false;
      });
      while (isHeld) {
        await clock.pass(0.5);
        heldMs += 0.5;
        queued += arrivals.filter((at) => at === heldMs).length;
        await new Promise((resolve) => setImmediate(resolve));
      }
      return heldMs;
    }
    return { clock, batch, gather };
  }

  it('[RJ25] holds nothing back where batches are rare', async () => {
    const { clock, batch } = rig();
    for (let n = 0; n < 300; n += 1) {
      expect(await batch()).toBe(0);
      await clock.pass(5);
    }
  });

  it('[RJ25] holds small batches that follow each other closely back, as long as more do arrive', async () => {
    const { clock, batch } = rig();
    for (let n = 0; n < 65; n += 1) {
      expect(await batch()).toBe(0);
      await clock.pass(0.5);
    }
    for (let n = 0; n < 20; n += 1) {
      expect(await batch([0.5, 1.5, 2])).toBe(3);
      await clock.pass(0.5);
    }
  });

  it('[RJ25] leaves it for a while, and then ever longer, where nobody else comes', async () => {
    const { clock, batch } = rig();
    const heldAt: number[] = [];
    for (let n = 0; n < 500; n += 1) {
      // One who came at once was woken by the last answer: waiting longer brings no more of them.
      if ((await batch([0.5])) > 0) heldAt.push(n);
      await clock.pass(0.5);
    }
    expect(heldAt).toEqual([65, 130, 259]);
  });

  it('[RJ25] never holds back a batch that is large already', async () => {
    const { clock, gather } = rig();
    for (let n = 0; n < 300; n += 1) {
      expect(gather.gathered(() => 16)).toBeUndefined();
      await clock.pass(0.5);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { catchUpWith } from './catch-up.ts';

function rig(refresh: () => Promise<void> = () => Promise.resolve()) {
  const timers: { ms: number; work: () => void }[] = [];
  let refreshes = 0;
  const catchUp = catchUpWith(
    () => {
      refreshes += 1;
      return refresh();
    },
    {
      after(ms, work) {
        const timer = { ms, work };
        timers.push(timer);
        return () => void timers.splice(timers.indexOf(timer), 1);
      },
    },
  );
  /** Lets those timers run that are due after so long. */
  function pass(ms: number): void {
    const due = timers.filter((timer) => timer.ms === ms);
    for (const timer of due) {
      timers.splice(timers.indexOf(timer), 1);
      timer.work();
    }
  }
  return { catchUp, pass, refreshes: () => refreshes };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('catching up before a no', () => {
  it('[HT14] is done once for all who ask meanwhile, and at most each 50 ms', async () => {
    const { catchUp, pass, refreshes } = rig();
    await catchUp();
    expect(refreshes()).toBe(1);
    const many = Array.from({ length: 1_000 }, () => catchUp());
    await settled();
    expect(refreshes()).toBe(1);
    pass(50);
    await settled();
    pass(50);
    await Promise.all(many);
    // One that was waiting its turn, and at most one more for those who came after it began.
    expect(refreshes()).toBeLessThanOrEqual(3);
  });

  it('[HT14] begins anew for who asks while it runs: that one may have read too early', async () => {
    const ends: (() => void)[] = [];
    const { catchUp, pass, refreshes } = rig(() => new Promise((resolve) => ends.push(resolve)));
    const first = catchUp();
    await settled();
    let second = false;
    const later = catchUp().then(() => (second = true));
    ends.shift()?.();
    await first;
    await settled();
    expect(second).toBe(false);
    pass(50);
    await settled();
    expect(refreshes()).toBe(2);
    ends.shift()?.();
    await later;
  });

  it('[HT14] holds nobody for longer than a second, and fails for nobody', async () => {
    const hanging = rig(() => new Promise(() => undefined));
    const waiting = hanging.catchUp();
    await settled();
    hanging.pass(1_000);
    await waiting;
    const failing = rig(() => Promise.reject(new Error('gone')));
    await failing.catchUp();
    expect(failing.refreshes()).toBe(1);
  });
});

import type { CareView } from '@warroom/shared';
import { beforeEach, describe, expect, it } from 'vitest';
import { settled } from '../store/testing/records.ts';
import { looking } from './looking.ts';

const MIN = 60_000;

/** A page whose seconds pass by hand, and a server that counts. */
function page(options: { before?: number; isReached?: boolean } = {}) {
  let nowMs = 0;
  let beat = (): void => {};
  let isWatched = true;
  const server = {
    minutes: options.before ?? 0,
    today: '2028-11-07',
    isReached: options.isReached ?? true,
  };
  const reports: number[] = [];
  const made = looking({
    key: 'care-test',
    isWatched: () => isWatched,
    elapsedMs: () => nowMs,
    every: (_ms, run) => {
      beat = run;
      return () => {
        beat = () => {};
      };
    },
    async report(minutes) {
      if (!server.isReached) return false;
      reports.push(minutes);
      server.minutes += minutes;
      return true;
    },
    async read(): Promise<CareView> {
      const { today, minutes } = server;
      return { today, own: { minutesByDay: { [today]: minutes }, lastAt: 0 }, people: null };
    },
  });
  return {
    made,
    server,
    reports,
    state: () => made.store.getState(),
    watch: (is: boolean) => {
      isWatched = is;
    },
    async pass(ms: number, stepMs = 1_000) {
      for (let passed = 0; passed < ms; passed += stepMs) {
        nowMs += stepMs;
        beat();
        await settled();
      }
    },
  };
}

beforeEach(() => localStorage.clear());

describe('how long someone looks', () => {
  it('counts only while something is in sight, seen and focused', async () => {
    const { made, state, watch, pass } = page();
    await pass(MIN);
    expect(state().minutes).toBe(0);
    const leave = made.see();
    await pass(MIN);
    expect(state().minutes).toBe(1);
    watch(false);
    await pass(MIN);
    expect(state().minutes).toBe(1);
    watch(true);
    leave();
    leave();
    await pass(MIN);
    expect(state().minutes).toBe(1);
  });

  it('does not count the sleep of a laptop', async () => {
    const { made, state, pass } = page();
    made.see();
    await pass(30 * MIN, 30 * MIN);
    await pass(MIN);
    expect(state().minutes).toBe(1);
  });

  it('is reported every few minutes, and no second is counted twice', async () => {
    const { made, state, reports, pass } = page({ before: 5 });
    made.see();
    await pass(7 * MIN);
    expect(reports).toEqual([3, 3]);
    expect(state().minutes).toBe(12);
  });

  it('reports a small rest in the end', async () => {
    const { made, reports, pass } = page();
    const leave = made.see();
    await pass(MIN);
    leave();
    await pass(6 * MIN);
    expect(reports).toEqual([1]);
  });

  it('keeps what could not be reported, over a reload too', async () => {
    const first = page({ isReached: false });
    first.made.see();
    await first.pass(5 * MIN);
    expect(first.reports).toEqual([]);
    first.made.close();
    const second = page();
    await settled();
    expect(second.state().minutes).toBe(5);
    second.made.see();
    await second.pass(MIN);
    expect(second.reports).toEqual([6]);
  });

  it('suggests a break after 30 min and again after 2 h, and is put away for the day', async () => {
    const { made, state, server, pass } = page({ before: 29.5 });
    made.see();
    await pass(MIN / 2);
    expect(state().suggests).toBe(30);
    made.hush();
    expect(state().suggests).toBeNull();
    await pass(10 * MIN);
    expect(state().suggests).toBeNull();
    server.minutes = 119;
    await pass(5 * MIN);
    expect(state().suggests).toBe(120);
  });

  it('begins anew with the day', async () => {
    const { made, state, server, pass } = page({ before: 40 });
    made.see();
    await pass(2_000);
    made.hush();
    server.today = '2028-11-08';
    server.minutes = 0;
    await pass(4 * MIN);
    expect(state()).toMatchObject({ suggests: null });
    expect(state().minutes).toBeLessThan(5);
  });

  it('shows one item at a time: the next is veiled again', () => {
    const { made, state } = page();
    made.toggle('signal:a');
    made.toggle('signal:b');
    expect(state().asked).toBe('signal:b');
    made.toggle('signal:b');
    expect(state().asked).toBeNull();
  });
});

import { afterEach, describe, expect, it, vi } from 'vitest';
import { wakeLock } from './wake-lock.ts';

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
};

function browser() {
  const taken: { released: boolean; release(): Promise<void> }[] = [];
  const log = { asked: 0, isRefused: false };
  const request = () => {
    log.asked += 1;
    if (log.isRefused) return Promise.reject(new Error('low battery'));
    const one = {
      released: false,
      release() {
        one.released = true;
        return Promise.resolve();
      },
    };
    taken.push(one);
    return Promise.resolve(one);
  };
  vi.stubGlobal('navigator', { wakeLock: { request } });
  return { log, taken };
}

afterEach(() => vi.unstubAllGlobals());

describe('the wake lock', () => {
  it('[WX2] is taken again where the browser let it go though the page was never hidden', async () => {
    const { log, taken } = browser();
    const lock = wakeLock();
    await settled();
    expect([lock.state(), log.asked]).toEqual(['held', 1]);
    lock.keep();
    expect(log.asked).toBe(1);
    if (taken[0]) taken[0].released = true;
    expect(lock.state()).toBe('lost');
    log.isRefused = true;
    lock.keep();
    await settled();
    expect(lock.state()).toBe('lost');
    log.isRefused = false;
    lock.keep();
    await settled();
    expect(lock.state()).toBe('held');
    lock.close();
    expect(taken.every(({ released }) => released)).toBe(true);
    lock.keep();
    await settled();
    expect(log.asked).toBe(3);
  });

  it('[WX2] is said to be unavailable on plain HTTP, and the wall works without', () => {
    vi.stubGlobal('navigator', {});
    const lock = wakeLock();
    lock.keep();
    expect(lock.state()).toBe('unavailable');
  });
});

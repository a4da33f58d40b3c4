import { describe, expect, it } from 'vitest';
import { visitorMode } from './visitor-mode.ts';

function memory() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

function rig(answers: boolean[] = [], store = memory(), display = 'd-1') {
  const log = { asked: 0 };
  const mode = visitorMode({
    display,
    store,
    ask: () => {
      log.asked += 1;
      return Promise.resolve(answers.shift() ?? false);
    },
  });
  const look = async (now: number, redaction: string | null = 'none') => {
    mode.look(now, redaction);
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  return { mode, look, log, store };
}

describe('the key for visitors', () => {
  it('[WV2] holds at once, is asked of the server, and gives way when the server speaks to visitors', async () => {
    const { mode, look, log, store } = rig([true]);
    let told = 0;
    mode.subscribe(() => (told += 1));
    mode.press();
    expect([mode.isOn(), told]).toEqual([true, 1]);
    await look(0);
    await look(1_000);
    expect([mode.isOn(), log.asked]).toEqual([true, 1]);
    await look(2_000, 'visitor');
    expect([mode.isOn(), told]).toEqual([false, 2]);
    expect(store.kept.size).toBe(0);
  });

  it('[WV2] stays without network, over a reload too, and asks again until the server agrees', async () => {
    const first = rig([false, false]);
    first.mode.press();
    await first.look(0, null);
    await first.look(4_999, null);
    await first.look(5_000, null);
    expect([first.mode.isOn(), first.log.asked]).toEqual([true, 2]);
    const again = rig([true], first.store);
    expect(again.mode.isOn()).toBe(true);
    await again.look(0);
    expect(again.log.asked).toBe(1);
    expect(again.mode.isOn()).toBe(true);
  });

  it('[WV2] is of this display alone: paired anew as another it is off', () => {
    const first = rig();
    first.mode.press();
    expect(rig([], first.store, 'd-2').mode.isOn()).toBe(false);
  });

  it('[WV2] ends when the desk took it back before this screen heard of it', async () => {
    const { mode, look } = rig([true]);
    mode.press();
    await look(0);
    await look(60_000);
    expect(mode.isOn()).toBe(true);
    await look(60_001);
    expect(mode.isOn()).toBe(false);
  });

  it('[WV2] does without a store that may not be written', () => {
    const no = (): never => {
      throw new Error('forbidden');
    };
    const mode = visitorMode({
      display: 'd-1',
      store: { getItem: no, setItem: no, removeItem: no },
      ask: () => Promise.resolve(false),
    });
    mode.press();
    expect(mode.isOn()).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { liveBatch } from './live-batch.ts';

function rig() {
  const said: string[] = [];
  const waiting: (() => void)[] = [];
  const delays: number[] = [];
  const batch = liveBatch({
    say: (text) => said.push(text),
    everyMs: 10_000,
    atMost: 2,
    schedule(work, delayMs) {
      delays.push(delayMs);
      waiting.push(work);
      return () => void waiting.splice(waiting.indexOf(work), 1);
    },
  });
  return { batch, said, waiting, delays, pass: () => waiting.shift()?.() };
}

describe('the polite live region', () => {
  it('says all that came within 10 s in one reading', () => {
    const { batch, said, delays, pass } = rig();
    batch.add('US28-0042 resolved by Ana');
    batch.add('US28-0057 opened');
    expect(said).toEqual([]);
    pass();
    expect(said).toEqual(['US28-0042 resolved by Ana. US28-0057 opened']);
    expect(delays).toEqual([10_000]);
  });

  it('counts what is too much to read, and reads the same sentence once', () => {
    const { batch, said, pass } = rig();
    for (const text of ['a', 'b', 'a', 'c', 'd']) batch.add(text);
    pass();
    expect(said).toEqual(['a. b. And 2 more changes']);
  });

  it('waits anew after a reading, and not at all when stopped', () => {
    const { batch, said, waiting, pass } = rig();
    batch.add('a');
    pass();
    batch.add('b');
    expect(waiting).toHaveLength(1);
    batch.stop();
    expect(waiting).toHaveLength(0);
    expect(said).toEqual(['a']);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueHeap } from './due-heap.ts';

describe('the order of what is due', () => {
  it('[CW1] takes out what is due, the earliest first, whatever was set, moved and taken out before', () => {
    const step = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
      at: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.integer({ min: 0, max: 20 }),
        (steps, now) => {
          const heap = dueHeap();
          const model = new Map<string, number>();
          for (const { id, at } of steps) {
            heap.set(id, at);
            if (at === undefined) model.delete(id);
            else model.set(id, at);
            expect(heap.nextAt()).toBe(model.size === 0 ? undefined : Math.min(...model.values()));
            expect(heap.dueAt(id)).toBe(at);
          }
          const taken = heap.take(now, 100);
          expect(taken.map((id) => model.get(id))).toEqual(
            [...model.values()].filter((at) => at <= now).toSorted((a, b) => a - b),
          );
          expect(heap.size).toBe(model.size - taken.length);
        },
      ),
    );
  });

  it('takes no more than asked for', () => {
    const heap = dueHeap();
    for (const [index, id] of ['a', 'b', 'c'].entries()) heap.set(id, index);
    expect(heap.take(10, 2)).toEqual(['a', 'b']);
    expect(heap.nextAt()).toBe(2);
  });
});

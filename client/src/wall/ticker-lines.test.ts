import { describe, expect, it } from 'vitest';
import { EXAMPLE_NOW, exampleIncident, exampleSignal } from './testing/example.ts';
import { newsLines, oneLine } from './ticker-lines.ts';

const at = (seconds: number): number => EXAMPLE_NOW - seconds * 1_000;

describe('the newest lines', () => {
  it('come newest first, incidents and signals together', () => {
    const lines = newsLines(
      [exampleIncident('US28-0001', { openedAt: at(20) })],
      [exampleSignal('a', { receivedAt: at(30) }), exampleSignal('b', { receivedAt: at(10) })],
      8,
    );
    expect(lines.map(({ id }) => id)).toEqual(['b', 'US28-0001', 'a']);
  });

  it('leave room for four incidents in a storm of signals', () => {
    const incidents = Array.from({ length: 6 }, (_, index) =>
      exampleIncident(`US28-000${index}`, { openedAt: at(600 + index) }),
    );
    const signals = Array.from({ length: 40 }, (_, index) =>
      exampleSignal(`s${index}`, { receivedAt: at(index) }),
    );
    const lines = newsLines(incidents, signals, 8);
    expect(lines.map(({ kind }) => kind)).toEqual([
      'signal', 'signal', 'signal', 'signal', 'incident', 'incident', 'incident', 'incident',
    ]); // prettier-ignore
  });

  it('leave out what was dismissed or merged', () => {
    const lines = newsLines([exampleIncident('US28-0001', { state: 'merged' })], [], 8);
    expect(lines).toEqual([]);
  });

  it('fold a text of many lines into one', () => {
    expect(oneLine('first\n\n  second\tthird ')).toBe('first second third');
  });
});

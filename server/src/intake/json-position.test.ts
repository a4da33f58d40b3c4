import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFault } from './json-position.ts';

describe('where a text stops being JSON', () => {
  it.each([
    ['', 1, 1, 'empty'],
    ['{"a":}', 1, 6, 'expected a value'],
    ['{"a":1,}', 1, 8, "field's name"],
    ['[1,2', 1, 5, 'in the middle of an array'],
    ['[1 2]', 1, 4, 'comma or ]'],
    ['{"a" 1}', 1, 6, 'colon'],
    ["{'a':1}", 1, 2, "field's name"],
    ['{"a":"x\ny"}', 1, 8, 'control character'],
    ['{"a":"\\x"}', 1, 7, 'backslash'],
    ['{}\n{}', 2, 1, 'after the end'],
    ['[01]', 1, 3, 'comma or ]'],
    ['[NaN]', 1, 2, 'expected a value'],
    ['{"a":"never', 1, 12, 'middle of a string'],
  ])('%s', (text, line, column, reason) => {
    const fault = jsonFault(text);
    expect(fault).toMatchObject({ line, column });
    expect(fault?.reason).toContain(reason);
  });

  it('finds a fault in exactly the texts that JSON.parse refuses', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', '"', '{', ']', ',', '0', '\\', '\n', 'e'),
        (json, where, piece) => {
          const at = where % (json.length + 1);
          const text = json.slice(0, at) + piece + json.slice(at + (where % 2));
          let parses = true;
          try {
            JSON.parse(text);
          } catch {
            parses = false;
          }
          expect(jsonFault(text) === undefined, text).toBe(parses);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('survives half a million levels', () => {
    expect(jsonFault('['.repeat(500_000))).toMatchObject({ line: 1 });
  });
});

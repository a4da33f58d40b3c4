import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeUnit, personalHash, seal } from '../record.ts';
import { noted } from '../testing/entries.ts';
import {
  entryTail,
  erasedValue,
  parseEntry,
  saltedValue,
  sealedEntry,
  sealedTail,
} from './log-entry.ts';
import { confirmedMessage, messageEntries, parseMessage } from './tail-message.ts';

const anyString = fc.string({ unit: 'binary', maxLength: 30 });
const someEvent = fc.record({
  aggregate: anyString,
  label: anyString,
  key: fc.option(anyString, { nil: undefined }),
  personal: fc.option(anyString, { nil: undefined }),
  version: fc.integer({ min: 1, max: 1_000_000 }),
});

describe('entries of the stream', () => {
  it('[RJ26] give back every event byte for byte, with its key, erased or not', () => {
    fc.assert(
      fc.property(
        someEvent,
        fc.boolean(),
        ({ aggregate, label, key, personal, version }, isErased) => {
          const event = noted(
            label,
            personal === undefined ? {} : { personal: { text: personal } },
          );
          const unit = encodeUnit(
            { ...(key !== undefined && { key }), entries: [{ aggregate, event }] },
            () => '0123456789abcdef'.repeat(2),
          );
          const [entry = expect.unreachable()] = unit.entries;
          const sealed = seal({ seq: 6, hash: 'h' }, version, entry);
          const line = key === undefined ? `${version} 3` : `${version} 3 7`;
          const parsed = parseEntry(7, line + entryTail(entry, key));
          const value = entry.personal && saltedValue(entry.personal);
          const left =
            entry.personal && isErased ? erasedValue(personalHash(entry.personal)) : value;
          const read = sealedEntry(parsed, left, 'h');
          const { personal: text, ...rest } = sealed;
          expect(read).toEqual({
            ...rest,
            ...(text && !isErased && { personal: text }),
            ...(key !== undefined && { unit: { key, last: 7 } }),
          });
          // What is loaded from a copy is what was appended.
          expect(sealedTail(read)).toEqual({
            tail: entryTail(entry, key),
            ...(left !== undefined && { personal: left }),
          });
        },
      ),
    );
  });

  it('[RJ26] come out of a message as they went in', () => {
    fc.assert(
      fc.property(fc.array(someEvent, { minLength: 1, maxLength: 5 }), (events) => {
        const lines = events.flatMap(({ aggregate, label, key, personal, version }) => {
          const event = noted(
            label,
            personal === undefined ? {} : { personal: { text: personal } },
          );
          const [entry = expect.unreachable()] = encodeUnit(
            { entries: [{ aggregate, event }] },
            () => 'f'.repeat(32),
          ).entries;
          const text =
            (key === undefined ? `${version} 0` : `${version} 0 9`) + entryTail(entry, key);
          return [{ text, personal: entry.personal && saltedValue(entry.personal) }];
        });
        const body = lines.flatMap(({ text, personal }) =>
          personal === undefined ? [text] : [text, personal],
        );
        const message = parseMessage(`e epoch 3 4 ${4 + lines.length}\n${body.join('\n')}`);
        if (message?.kind !== 'events') return expect.unreachable();
        expect(message).toMatchObject({ epoch: 'epoch', seen: 3, base: 4 });
        const read = messageEntries(message);
        expect(read.map(({ entry, personal }) => ({ text: entry.text, personal }))).toEqual(lines);
        expect(read.map(({ entry }) => entry.seq)).toEqual(lines.map((_, n) => n + 5));
      }),
    );
  });

  it('[RJ26] are refused where something else wrote them, as is a message of another version', () => {
    for (const text of ['', '1 0', 'x 0\na\n"type"', '0 0\na\n"type"']) {
      expect(() => parseEntry(3, text)).toThrow('Event 3 in Redis');
    }
    expect(parseMessage('z whatever')).toBeUndefined();
    expect(parseMessage(confirmedMessage('run', 7))).toEqual({
      kind: 'confirmed',
      runId: 'run',
      seq: 7,
    });
    expect(parseMessage('x')).toEqual({ kind: 'erased' });
  });
});

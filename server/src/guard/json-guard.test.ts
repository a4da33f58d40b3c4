import { describe, expect, it } from 'vitest';
import { checkJsonText, checkJsonValue, JSON_LIMITS, parseJson } from './json-guard.ts';

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('the JSON guard', () => {
  it('[HT1] takes 32 levels and refuses 33, in the text and in the value', () => {
    expect(parseJson(nested(32)).ok).toBe(true);
    expect(checkJsonText(nested(33))?.message).toMatch(/deeper than 32/);
    expect(checkJsonValue(JSON.parse(nested(32)))).toBeUndefined();
    expect(checkJsonValue(JSON.parse(nested(33)))?.kind).toBe('malformed');
    expect(checkJsonValue(JSON.parse(`{"a":${nested(33)}}`))?.kind).toBe('malformed');
  });

  it('[HT1] survives a million levels', () => {
    expect(parseJson(nested(1_000_000))).toMatchObject({ ok: false });
    expect(checkJsonValue(JSON.parse(nested(1_000_000)))?.kind).toBe('malformed');
    expect(parseJson('[{"a":'.repeat(300_000))).toMatchObject({ ok: false });
  });

  it('does not count brackets within strings, however they are escaped', () => {
    expect(parseJson(JSON.stringify({ a: '['.repeat(100), b: '\\"{[{[' })).ok).toBe(true);
    expect(parseJson(`{"a":"\\\\","b":${nested(40)}}`).ok).toBe(false);
    expect(parseJson(`{"a":"\\\\\\"${'['.repeat(99)}"}`).ok).toBe(true);
    expect(parseJson('"never ends').ok).toBe(false);
  });

  it.each(['__proto__', 'constructor', 'prototype'])(
    'refuses a field named %s and says where',
    (name) => {
      const answer = parseJson(`[{"raw":{"${name}":{"x":1}}}]`);
      expect(answer).toMatchObject({ ok: false, refusal: { kind: 'malformed', path: '0.raw' } });
      expect(({} as { x?: number }).x).toBeUndefined();
    },
  );

  it('refuses NUL, lone surrogates and numbers that overflow, with their place', () => {
    expect(parseJson('{"a":["ok","\\u0000"]}')).toMatchObject({ refusal: { path: 'a.1' } });
    expect(parseJson('{"a":"\\ud800"}')).toMatchObject({ refusal: { path: 'a' } });
    expect(parseJson('{"a\\udc00":1}').ok).toBe(false);
    expect(parseJson('{"a":1e999}').ok).toBe(false);
    expect(parseJson('"\\ud83d\\ude00 ✓ é"')).toEqual({ ok: true, value: '😀 ✓ é' });
  });

  it('counts fields and entries over the whole value', () => {
    const limits = { ...JSON_LIMITS, keys: 4, items: 3 };
    expect(
      checkJsonValue(
        [
          { a: 1, b: 2 },
          { c: 3, d: 4 },
        ],
        limits,
      ),
    ).toBeUndefined();
    expect(
      checkJsonValue(
        [
          { a: 1, b: 2 },
          { c: 3, d: 4, e: 5 },
        ],
        limits,
      )?.message,
    ).toMatch(/4 fields/);
    expect(checkJsonValue([[1], [2]], limits)?.message).toMatch(/3 list entries/);
  });

  it('says what is no JSON', () => {
    expect(parseJson('{oops')).toMatchObject({ ok: false, refusal: { kind: 'malformed' } });
    expect(parseJson('').ok).toBe(false);
    expect(parseJson('null')).toEqual({ ok: true, value: null });
  });
});

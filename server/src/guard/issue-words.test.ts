import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { malformedBy, wrongIn } from './issue-words.ts';

const said = (schema: z.ZodType, value: unknown, isTyped?: boolean): string => {
  const parsed = schema.safeParse(value);
  if (parsed.success) throw new Error('nothing is wrong');
  const { path, words } = wrongIn(parsed.error, value, isTyped);
  return `${path}: ${words}`;
};
const one = (schema: z.ZodType) => z.strictObject({ x: schema });

describe('what a schema finds wrong', () => {
  it.each([
    [z.coerce.number().int().min(1).max(200), 'abc', 'x: must be a number, not "abc"'],
    [z.coerce.number().int().min(1).max(200), '1.5', 'x: must be a whole number, not "1.5"'],
    [z.coerce.number().int().min(1).max(200), '500', 'x: must be at most 200, not "500"'],
    [z.coerce.number().int().min(1).max(200), '0', 'x: must be at least 1, not "0"'],
    [z.enum(['open', 'all']), 'Open', 'x: must be one of open, all, not "Open"'],
    [z.string().max(3), 'long', 'x: is longer than 3 characters'],
    [z.string().regex(/^\d+$/), 'a', 'x: is not written as it should be: "a"'],
    [z.string().regex(/^\d+$/, 'is no number of a page'), 'a', 'x: is no number of a page'],
    [z.email(), 'a', 'x: is no valid e-mail address: "a"'],
  ])('[HT43] is said with what was typed into an address (%#)', (schema, value, words) => {
    expect(said(one(schema), { x: value }, true)).toBe(words);
  });

  it.each([
    [one(z.string()), {}, 'x: is missing; right would be a text'],
    [one(z.coerce.number()), {}, 'x: is missing; right would be a number'],
    [one(z.enum(['a', 'b'])), {}, 'x: is missing; right would be one of a, b'],
    [one(z.literal(true)), { x: false }, 'x: must be true, not false'],
    [one(z.string()), { x: null }, 'x: must be a text, not null'],
    [one(z.number()), { x: 'my password' }, 'x: must be a number, not this text'],
    [one(z.array(z.string()).min(1)), { x: [] }, 'x: needs at least 1 item'],
    [one(z.array(z.int())), { x: [1, 2.5] }, 'x.1: must be a whole number, not 2.5'],
    [
      one(z.string()),
      { x: 'a', y: 1 },
      'y: is no field of this; leave it out, or correct its name',
    ],
    [one(z.string()), ['a'], ': must be an object, not a list'],
    [
      one(z.union([z.string(), z.number()])),
      { x: true },
      'x: must be a text or a number, not true',
    ],
    [
      one(z.union([z.string(), z.object({ n: z.number() })])),
      { x: { n: [] } },
      'x.n: must be a number, not a list',
    ],
    [
      one(z.discriminatedUnion('kind', [z.object({ kind: z.literal('all') })])),
      { x: { kind: 'one' } },
      'x.kind: must be all, not "one"',
    ],
    [
      one(z.record(z.string().max(2), z.number())),
      { x: { abc: 1 } },
      'x.abc: its name is longer than 2 characters',
    ],
    [one(z.custom<string>(() => false, 'is not ours')), { x: 1 }, 'x: is not ours'],
    [one(z.custom<string>(() => false)), { x: 1 }, 'x: is not what it should be'],
  ])('[HT43] is said without the texts of a body (%#)', (schema, value, words) => {
    expect(said(schema, value)).toBe(words);
  });

  it('[HT43] names the whole where no field is to blame, and stays short', () => {
    const schema = one(z.string());
    const whole = schema.safeParse(7);
    expect(malformedBy(whole.error!, 7, { whole: 'The body' })).toEqual({
      kind: 'malformed',
      message: 'The body must be an object, not 7.',
    });
    const name = 'y'.repeat(5_000);
    const long = schema.safeParse({ x: '', [name]: 1 });
    const refusal = malformedBy(long.error!, {}, { whole: 'The body' });
    expect(refusal.path).toHaveLength(200);
    const typed = said(one(z.enum(['a'])), { x: 'z'.repeat(5_000) }, true);
    expect(typed.length).toBeLessThan(100);
  });
});

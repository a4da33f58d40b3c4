import { describe, expect, it } from 'vitest';
import { keysEverywhere, ownDeskKeys, usualKey } from './own-desk-keys.ts';
import type { DeskKey } from './use-desk-keys.ts';

const FOLLOWS = { j: 'move-down', k: 'move-up', n: 'new' } as const;
const KEYS: DeskKey[] = [
  { keys: ['j', 'down'], follows: FOLLOWS, does: 'next' },
  { keys: ['n'], follows: FOLLOWS, does: 'new brief' },
  { keys: ['y'], does: 'copy' },
  { keys: ['s'], does: 'new shift' },
];
const keysOf = (own: Parameters<typeof ownDeskKeys>[1]) =>
  ownDeskKeys(KEYS, own).map(({ keys }) => keys.join(' '));

describe('the keys of a desk page', () => {
  it('follow the board where they do the same, and are none where that was switched off', () => {
    expect(keysOf({})).toEqual(['j down', 'n', 'y', 's']);
    expect(keysOf({ 'move-down': 'd', new: null })).toEqual(['d down', '', 'y', 's']);
    // Severity is no matter of this page: its own `s` stays.
    expect(keysOf({ severity: 'q' })).toEqual(['j down', 'n', 'y', 's']);
  });

  it('give way to what the person put on them, here or everywhere', () => {
    expect(keysOf({ 'move-down': 'y' })).toEqual(['y down', 'n', '', 's']);
    expect(keysOf({ 'go-roster': 's r' })).toEqual(['j down', 'n', 'y', '']);
    expect(keysOf({ help: 'y' })).toEqual(['j down', 'n', '', 's']);
  });

  it('are told by the usual one', () => {
    const own = { 'move-down': 'd' } as const;
    expect(['d', 'k', 'h', 'j'].map((key) => usualKey(key, FOLLOWS, own))).toEqual([
      'j',
      'k',
      'h',
      undefined,
    ]);
  });

  it('are those of every page as the person has them', () => {
    const { actions, starts } = keysEverywhere({ 'go-roster': 'x r', help: null });
    expect(actions.get('x r')).toBe('go-roster');
    expect(actions.has('g r')).toBe(false);
    expect(actions.has('?')).toBe(false);
    expect([...starts].toSorted()).toEqual(['g', 'x']);
    // What only the board has is left alone.
    expect(actions.has('3')).toBe(false);
  });
});

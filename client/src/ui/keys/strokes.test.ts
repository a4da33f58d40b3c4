import { describe, expect, it } from 'vitest';
import { strokeOf } from './strokes.ts';
import type { Pressed } from './strokes.ts';

const press = (key: string, more: Partial<Pressed> = {}): string | undefined =>
  strokeOf({
    key,
    code: '',
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    ...more,
  });

describe('strokes', () => {
  it('are letters, with Shift where it was held, and signs as they are typed', () => {
    expect(press('j')).toBe('j');
    expect(press('J', { shiftKey: true })).toBe('shift+j');
    expect(press('J')).toBe('j');
    expect(press('?', { shiftKey: true })).toBe('?');
    expect(press('.')).toBe('.');
    expect(press('1')).toBe('1');
  });

  it('have one name for Ctrl and Command, and for the keys of lists', () => {
    expect(press('a', { ctrlKey: true })).toBe('mod+a');
    expect(press('k', { metaKey: true })).toBe('mod+k');
    expect(press(' ')).toBe('space');
    expect(press('ArrowDown', { shiftKey: true })).toBe('shift+down');
  });

  it('go by the place on the keyboard with Alt, which types another sign on a Mac', () => {
    expect(press('®', { altKey: true, code: 'KeyR' })).toBe('alt+r');
  });

  it('are what AltGr types, and nothing for a modifier alone', () => {
    expect(press('@', { ctrlKey: true, altKey: true, code: 'KeyQ' })).toBe('@');
    expect(press('Shift', { shiftKey: true })).toBeUndefined();
  });
});

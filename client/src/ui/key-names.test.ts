import { describe, expect, it } from 'vitest';
import { ariaKeys, isMac, keyWords } from './key-names.ts';

describe('a combination of keys', () => {
  it.each([
    ['k', 'k', 'k'],
    ['mod+k', 'Ctrl k', '⌘ k'],
    ['shift+j', 'Shift j', '⇧ j'],
    ['mod+enter', 'Ctrl Enter', '⌘ Enter'],
    ['escape', 'Esc', 'Esc'],
    ['?', '?', '?'],
    ['+', '+', '+'],
    ['shift++', 'Shift +', '⇧ +'],
  ])('%s reads %s, on a Mac %s', (keys, elsewhere, mac) => {
    expect(keyWords(keys, false)).toBe(elsewhere);
    expect(keyWords(keys, true)).toBe(mac);
  });

  it('is written for aria-keyshortcuts with the names of keys', () => {
    expect(ariaKeys('mod+enter', false)).toBe('Control+Enter');
    expect(ariaKeys('mod+k', true)).toBe('Meta+k');
  });

  it('knows a Mac by its name', () => {
    expect(isMac('Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5)')).toBe(true);
    expect(isMac('Mozilla/5.0 (X11; Linux x86_64)')).toBe(false);
  });
});

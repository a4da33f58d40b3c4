import { afterEach, describe, expect, it, vi } from 'vitest';
import { dropToken, heldToken, onToken, takeFragmentToken } from './fragment-token.ts';

function page(pathname: string, hash: string, search = '') {
  const replaceState = vi.fn<(state: unknown, unused: string, url: string) => void>();
  return {
    page: { location: { pathname, search, hash }, history: { state: { key: 1 }, replaceState } },
    replaceState,
  };
}

afterEach(dropToken);

describe('a token in the address', () => {
  it('is taken out of it and held for its page alone', () => {
    const { page: setup, replaceState } = page('/setup', '#abc-DEF_1', '?x=1');
    takeFragmentToken(setup);
    expect(replaceState).toHaveBeenCalledWith({ key: 1 }, '', '/setup?x=1');
    expect(heldToken('/setup')).toBe('abc-DEF_1');
    expect(heldToken('/invite')).toBeUndefined();
  });

  it('is gone once it was used', () => {
    takeFragmentToken(page('/link/', '#abc').page);
    expect(heldToken('/link')).toBe('abc');
    dropToken();
    expect(heldToken('/link')).toBeUndefined();
  });

  it('is not looked for on other pages', () => {
    const { page: board, replaceState } = page('/e/us-general', '#main');
    takeFragmentToken(board);
    expect(replaceState).not.toHaveBeenCalled();
  });

  it('may come a second time in the same tab, and the page is told', () => {
    const told = vi.fn<() => void>();
    const stop = onToken(told);
    takeFragmentToken(page('/invite', '#first').page);
    takeFragmentToken(page('/invite', '#second%2D').page);
    expect(told).toHaveBeenCalledTimes(2);
    expect(heldToken('/invite')).toBe('second-');
    stop();
  });

  it('that is no proper escape is held as it is', () => {
    takeFragmentToken(page('/link', '#100%').page);
    expect(heldToken('/link')).toBe('100%');
  });
});

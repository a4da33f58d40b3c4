import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/** Codes of screens that someone here said are not ours: hidden until the page is left; they expire by themselves. */
const hiddenCodes = createStore<{ codes: ReadonlySet<string> }>(() => ({ codes: new Set() }));

export function hideCode(code: string): void {
  hiddenCodes.setState(({ codes }) => ({ codes: new Set([...codes, code]) }));
}

export function useHiddenCodes(): ReadonlySet<string> {
  return useStore(hiddenCodes, (state) => state.codes);
}

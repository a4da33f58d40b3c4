import { useState } from 'react';

/** Something that the server holds, with its version. */
export interface Held<T> {
  value: T;
  version: number;
}

export interface Draft<T> {
  value: T;
  set(value: T): void;
  /** Something was typed that is not saved. */
  isDirty: boolean;
  /** Someone else saved another one since this was begun. */
  isBehind: boolean;
  /** The version that this was begun from: what is sent along. */
  version: number;
  /** Lets go of what was typed. */
  reset(): void;
  /** Keeps what was typed, over what the other one saved. */
  keepMine(): void;
  /** What was typed has been saved. */
  saved(): void;
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/**
 * What one types into a thing that others may change meanwhile. Follows the server while nothing was
 * typed; after that keeps what was typed whatever comes. Another `id` is another thing.
 */
export function useDraft<T>(id: string, current: Held<T>): Draft<T> {
  const [own, setOwn] = useState({ id, base: current, value: current.value });
  const isTyped = !isSame(own.value, own.base.value);
  // What a save led to may be heard before its answer: the same words are no conflict.
  const isNews =
    current.version > own.base.version && (!isTyped || isSame(current.value, own.value));
  const shown = own.id !== id || isNews ? { id, base: current, value: current.value } : own;
  if (shown !== own) setOwn(shown);
  const { base, value } = shown;
  return {
    value,
    set: (next) => setOwn({ id, base, value: next }),
    isDirty: !isSame(value, base.value),
    isBehind: current.version > base.version && !isSame(current.value, base.value),
    version: base.version,
    reset: () => setOwn({ id, base: current, value: current.value }),
    keepMine: () => setOwn({ id, base: current, value }),
    saved: () => setOwn({ id, base: { value, version: base.version }, value }),
  };
}

import { refuse } from '@warroom/shared';
import type { Refusal } from '@warroom/shared';

/** What was asked for, or why not. */
export type Told<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

export function yes<T>(value: T): Told<T> {
  return { ok: true, value };
}

export function nay(...refusal: Parameters<typeof refuse>): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: refuse(...refusal) };
}

import { useAdmin } from './admin-context.ts';
import type { Answer } from './admin-types.ts';
import { useLoaded, type Loaded } from './use-loaded.ts';

/** How often a list is asked for anew. */
const LIST_EVERY_MS = 10_000;

/** A list of the admin page, kept fresh; its `loadedAt` is the server's time. */
export function useList<T>(
  load: (() => Promise<Answer<T>>) | null,
  everyMs = LIST_EVERY_MS,
): Loaded<T> {
  return useLoaded(load, everyMs, useAdmin().now);
}

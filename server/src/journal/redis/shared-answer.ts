/**
 * One asking at a time for many who want to know how things are from now on: who comes while one is under
 * way shares the next, as that one may have been answered before.
 */
export function sharedAnswer<T>(ask: () => Promise<T>): () => Promise<T> {
  let now: Promise<T> | undefined;
  let next: Promise<T> | undefined;

  return function answer(): Promise<T> {
    if (!now) {
      now = ask().finally(() => {
        now = undefined;
      });
      return now;
    }
    next ??= now
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return answer();
      });
    return next;
  };
}

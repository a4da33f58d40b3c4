/**
 * Runs `work` at most once at a time. Whoever asks while it runs shares the next run, which begins after
 * they asked and so takes in whatever was there then.
 */
export function coalesced(work: () => Promise<unknown>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  function start(): Promise<void> {
    const run = work().then(
      () => undefined,
      (error: unknown) => Promise.reject(error),
    );
    running = run.finally(() => (running = undefined));
    return running;
  }
  return () => {
    if (!running) return start();
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return start();
      });
    return next;
  };
}

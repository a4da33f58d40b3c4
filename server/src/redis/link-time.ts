/** Clock and timers, so that tests can hold them. */
export interface LinkTime {
  /** Epoch ms. */
  now(): number;
  /** Never goes back, whatever happens to the clock. */
  monotonicMs(): number;
  /** Answers a way to call it off. */
  after(ms: number, run: () => void): () => void;
}

export const systemTime: LinkTime = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * Rejects with what `late` makes when the work isn't done in time. A turn of the event loop is granted
 * on top: after a stall of our own the answer may have arrived and only not been read yet.
 */
export function within<T>(
  time: LinkTime,
  ms: number,
  work: Promise<T>,
  late: () => Error,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const callOff = time.after(ms, () => setImmediate(() => reject(late())));
    work.then(
      (value) => {
        callOff();
        resolve(value);
      },
      (error: unknown) => {
        callOff();
        reject(error);
      },
    );
  });
}

/** Calls `run` once before the next paint; answers how to cancel it. */
export type Schedule = (run: () => void) => () => void;

const HIDDEN_MS = 250;

/** Once a frame; in a hidden tab, where there are no frames, four times a second. */
export const nextFrame: Schedule = (run) => {
  if (document.visibilityState === 'hidden') {
    const timer = setTimeout(run, HIDDEN_MS);
    return () => clearTimeout(timer);
  }
  // A tab hidden between asking and painting gets its frame when it is shown again.
  const frame = requestAnimationFrame(run);
  return () => cancelAnimationFrame(frame);
};

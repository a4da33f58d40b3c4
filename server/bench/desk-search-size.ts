export const SIGNALS = 100_000;
export const INCIDENTS = 10_000;
/** Signals that come in while it is searched. */
export const PER_SECOND = 500;
export const SEARCHES = 800;

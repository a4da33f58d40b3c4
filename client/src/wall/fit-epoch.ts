let epoch = 0;
const listeners = new Set<() => void>();

function turn(): void {
  epoch += 1;
  for (const listener of listeners) listener();
}

/** Counts up whenever what fits may have changed: a font has arrived or the window has another size. */
export const fitEpoch = {
  get: (): number => epoch,
  subscribe(listener: () => void): () => void {
    if (listeners.size === 0) {
      document.fonts?.addEventListener('loadingdone', turn);
      window.addEventListener('resize', turn);
    }
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      document.fonts?.removeEventListener('loadingdone', turn);
      window.removeEventListener('resize', turn);
    };
  },
};

import type { DisplayReport } from '@warroom/shared';

export type WakeLockState = DisplayReport['wakeLock'];

/** Keeps the screen from going dark where the browser can (HTTPS or localhost only). */
export interface WakeLock {
  state(): WakeLockState;
  /** Takes it again where the browser let it go though the page is shown: called every now and then. */
  keep(): void;
  close(): void;
}

/** Takes the lock, and again whenever the page is shown: the browser lets it go when the page is hidden. */
export function wakeLock(): WakeLock {
  const wakeLock = 'wakeLock' in navigator ? navigator.wakeLock : undefined;
  if (!wakeLock)
    return { state: () => 'unavailable', keep: () => undefined, close: () => undefined };
  let sentinel: WakeLockSentinel | null = null;
  let isClosed = false;
  let isTaking = false;

  async function take(): Promise<void> {
    if (document.visibilityState !== 'visible' || (sentinel && !sentinel.released)) return;
    if (isTaking || isClosed) return;
    isTaking = true;
    try {
      const taken = await wakeLock?.request('screen');
      if (isClosed) await taken?.release();
      else sentinel = taken ?? null;
    } catch {
      // Low battery or a policy: reported as lost, tried again.
      sentinel = null;
    } finally {
      isTaking = false;
    }
  }

  const retake = (): void => void take();
  document.addEventListener('visibilitychange', retake);
  void take();
  return {
    state: () => (sentinel && !sentinel.released ? 'held' : 'lost'),
    keep: retake,
    close() {
      isClosed = true;
      document.removeEventListener('visibilitychange', retake);
      sentinel?.release().catch(() => undefined);
    },
  };
}

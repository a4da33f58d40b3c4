import type { DisplayReport } from '@warroom/shared';

export type WakeLockState = DisplayReport['wakeLock'];

/** Keeps the screen from going dark where the browser can (HTTPS or localhost only). */
export interface WakeLock {
  state(): WakeLockState;
  close(): void;
}

/** Takes the lock, and again whenever the page is shown: the browser lets it go when the page is hidden. */
export function wakeLock(): WakeLock {
  const wakeLock = 'wakeLock' in navigator ? navigator.wakeLock : undefined;
  if (!wakeLock) return { state: () => 'unavailable', close: () => undefined };
  let sentinel: WakeLockSentinel | null = null;
  let isClosed = false;

  async function take(): Promise<void> {
    if (document.visibilityState !== 'visible' || (sentinel && !sentinel.released)) return;
    try {
      const taken = await wakeLock?.request('screen');
      if (isClosed) await taken?.release();
      else sentinel = taken ?? null;
    } catch {
      // Low battery or a policy: reported as lost, tried again when shown.
      sentinel = null;
    }
  }

  const retake = (): void => void take();
  document.addEventListener('visibilitychange', retake);
  void take();
  return {
    state: () => (sentinel && !sentinel.released ? 'held' : 'lost'),
    close() {
      isClosed = true;
      document.removeEventListener('visibilitychange', retake);
      sentinel?.release().catch(() => undefined);
    },
  };
}

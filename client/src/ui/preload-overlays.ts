/**
 * Fetches the code of menus, dialogs and the palette at the first sign of a person, so that the first
 * one opens at once; a page nobody touches never loads it. Answers how to stop waiting.
 */
export function preloadOverlays(): () => void {
  const signs = ['pointermove', 'keydown', 'touchstart'] as const;
  function load(): void {
    stop();
    const parts = [
      import('./aria/menu-overlay.tsx'),
      import('./aria/dialog-overlay.tsx'),
      import('./aria/palette-overlay.tsx'),
    ];
    // Whoever opens one meets the failure, where it can be told.
    void Promise.allSettled(parts);
  }
  function stop(): void {
    for (const sign of signs) window.removeEventListener(sign, load);
  }
  for (const sign of signs) window.addEventListener(sign, load, { passive: true });
  return stop;
}

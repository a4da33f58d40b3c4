import { useEffect } from 'react';

/** Paper is white: prints in the light theme, whatever the screen has. */
export function usePrintLight(): void {
  useEffect(() => {
    const root = document.documentElement;
    let before: string | null = null;
    const light = (): void => {
      before = root.getAttribute('data-theme');
      root.setAttribute('data-theme', 'light');
    };
    const back = (): void => {
      if (before !== null) root.setAttribute('data-theme', before);
    };
    window.addEventListener('beforeprint', light);
    window.addEventListener('afterprint', back);
    return () => {
      window.removeEventListener('beforeprint', light);
      window.removeEventListener('afterprint', back);
    };
  }, []);
}

import { useEffect, useLayoutEffect, useRef } from 'react';

/** Ctrl Enter sends what a dialog holds, wherever in it the focus is. */
export function useSubmitKey(submit: () => void): void {
  const latest = useRef(submit);
  useLayoutEffect(() => {
    latest.current = submit;
  });
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      // Before a list of names, or the page below, takes it.
      event.stopPropagation();
      latest.current();
    }
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, []);
}

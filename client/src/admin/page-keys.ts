import { useEffect } from 'react';

/** Single keys of a list page; no effect while one types, with a modifier, or under a dialog. */
export function usePageKeys(keys: Readonly<Record<string, () => void>>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (event.target instanceof Element && isTaken(event.target, event.key)) return;
      if (
        document.querySelector(
          '[role="dialog"], [role="alertdialog"], [role="listbox"], [role="menu"]',
        )
      )
        return;
      const act = keys[event.key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [keys]);
}

/** Whether the element uses the key itself: fields take all, buttons and links Enter. */
function isTaken(target: Element, key: string): boolean {
  if (
    target.matches(
      'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable]',
    )
  )
    return true;
  return key === 'Enter' && target.matches('a, button, input, summary');
}

/** The row after or before the selected one; the first where none is selected. */
export function stepFrom(
  ids: readonly string[],
  selected: string | null,
  step: 1 | -1,
): string | null {
  const at = selected === null ? -1 : ids.indexOf(selected);
  if (at === -1) return ids[0] ?? null;
  return ids[Math.max(0, Math.min(ids.length - 1, at + step))] ?? null;
}

/** Puts the focus on a row's button, so that a screen reader says where one is. */
export function focusRow(id: string | null): void {
  if (id === null) return;
  document.querySelector<HTMLElement>(`[data-row-id="${CSS.escape(id)}"]`)?.focus();
}

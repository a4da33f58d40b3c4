/** A key as it is bound: modifiers first, like `j`, `shift+j`, `mod+enter`, `?`, `escape`. */
export function pressed(event: KeyboardEvent): string {
  const named = event.key === ' ' ? 'space' : event.key;
  const key = named.toLowerCase();
  const isLetter = /^[a-z]$/.test(key);
  const isMod = event.ctrlKey || event.metaKey;
  return [
    isMod ? 'mod+' : '',
    event.altKey ? 'alt+' : '',
    // Shift makes another character of most keys; it is told where it doesn't.
    event.shiftKey && (isLetter || key.length > 1) ? 'shift+' : '',
    key,
  ].join('');
}

/** Whether a key belongs to the field it is typed in. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)) &&
    !(target instanceof HTMLInputElement && ['checkbox', 'radio', 'button'].includes(target.type))
  );
}

/** Enter and Space belong to a button or link that has the focus. */
export function isPressable(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('button, a, summary, [role="tab"]') !== null
  );
}

/** Arrows belong to a widget that moves by them. */
export function ownsArrows(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('[role="radiogroup"], [role="tablist"], [role="grid"], [role="slider"]') !== null
  );
}

const SETTING = 'warroom.keys';

/** Whether single-character keys are on, on this machine (WCAG 2.1.4). One setting with the board's. */
export function areKeysOn(): boolean {
  try {
    return localStorage.getItem(SETTING) !== 'off';
  } catch {
    return true;
  }
}

/** Turns single-character keys on or off, on this machine. */
export function setKeysOn(on: boolean): void {
  try {
    localStorage.setItem(SETTING, on ? 'on' : 'off');
  } catch {
    // A browser that keeps nothing: on for this page.
  }
}

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

/** As much of a keyboard event as a stroke is made of. */
export type Pressed = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'
>;

/**
 * A press as keys are written: `j`, `shift+j`, `mod+a`, `alt+r`, `?`. Letters follow the layout, with
 * Alt the place on the keyboard (Alt changes what a letter types on a Mac). Of signs Shift is no part:
 * it is how they are typed. Undefined for a modifier alone.
 */
export function strokeOf(event: Pressed): string | undefined {
  if (['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'CapsLock'].includes(event.key))
    return undefined;
  const isMod = event.ctrlKey || event.metaKey;
  // AltGr reports Ctrl and Alt together, and types a sign.
  const isTypedByAltGr = event.ctrlKey && event.altKey && event.key.length === 1;
  if (isTypedByAltGr && !/[a-z]/i.test(event.key)) return event.key;
  const key = event.altKey ? (placeOf(event.code) ?? event.key) : event.key;
  const name = key === ' ' ? 'space' : (NAMES[key] ?? key.toLowerCase());
  const isSign = name.length === 1 && name === name.toLocaleUpperCase();
  const shift = event.shiftKey && !isSign ? 'shift+' : '';
  return `${isMod ? 'mod+' : ''}${event.altKey ? 'alt+' : ''}${shift}${name}`;
}

const NAMES: Readonly<Record<string, string>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Enter: 'enter',
  Escape: 'escape',
  Tab: 'tab',
};

function placeOf(code: string): string | undefined {
  return /^(?:Key|Digit)([A-Z0-9])$/.exec(code)?.[1]?.toLowerCase();
}

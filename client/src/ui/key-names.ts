const ON_MAC = { mod: '⌘', alt: '⌥', ctrl: '⌃', shift: '⇧' } as const;
const ELSEWHERE = { mod: 'Ctrl', alt: 'Alt', ctrl: 'Ctrl', shift: 'Shift' } as const;
const NAMED: Readonly<Record<string, string>> = {
  enter: 'Enter',
  escape: 'Esc',
  space: 'Space',
  tab: 'Tab',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
};
const ARIA: Readonly<Record<string, string>> = {
  alt: 'Alt',
  ctrl: 'Control',
  shift: 'Shift',
  enter: 'Enter',
  escape: 'Escape',
  space: 'Space',
  tab: 'Tab',
  up: 'ArrowUp',
  down: 'ArrowDown',
  left: 'ArrowLeft',
  right: 'ArrowRight',
};

/** Whether Command stands where Control does elsewhere. */
export function isMac(platform: string): boolean {
  return /mac|iphone|ipad/i.test(platform);
}

/**
 * A combination as keycaps show it. Written with the modifiers first: `mod+k` is "Ctrl k", or
 * "⌘ k" on a Mac. Single letters stay small, as typed.
 */
export function keyWords(combination: string, mac: boolean): string {
  const modifiers: Readonly<Record<string, string>> = mac ? ON_MAC : ELSEWHERE;
  return partsOf(combination)
    .map((part) => modifiers[part] ?? NAMED[part] ?? part)
    .join(' ');
}

/** The same for `aria-keyshortcuts`: "Control+k". */
export function ariaKeys(combination: string, mac: boolean): string {
  const mod = mac ? 'Meta' : 'Control';
  return partsOf(combination)
    .map((part) => (part === 'mod' ? mod : (ARIA[part] ?? part)))
    .join('+');
}

function partsOf(combination: string): string[] {
  // The plus key itself: "+", or "shift++".
  return combination === '+' ? ['+'] : combination.replace(/\+\+$/, '+plus').split('+').map(plus);
}

function plus(part: string): string {
  return part === 'plus' ? '+' : part;
}

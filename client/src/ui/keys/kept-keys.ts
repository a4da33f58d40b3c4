import { readOwnKeys } from './keymap.ts';
import type { OwnKeys } from './keymap.ts';

/** Keys are kept in this browser, by person: what a hand has learned belongs to it, not to the machine. */
const nameOf = (person: string): string => `warroom.keymap.${person}`;

/** What a person changed, as kept; nothing where there is none or it can't be read. */
export function readKeptKeys(person: string): OwnKeys {
  try {
    const read = readOwnKeys(localStorage.getItem(nameOf(person)) ?? '{}');
    return read.ok ? read.own : {};
  } catch {
    return {};
  }
}

/** Keeps what a person changed. */
export function keepKeys(person: string, own: OwnKeys): void {
  try {
    if (Object.keys(own).length === 0) localStorage.removeItem(nameOf(person));
    else localStorage.setItem(nameOf(person), JSON.stringify(own));
  } catch {
    // For this page alone.
  }
}

const SWITCH = 'warroom.keys';

/** Whether single-character keys are on, on this machine (WCAG 2.1.4). */
export function areKeysOn(): boolean {
  try {
    return localStorage.getItem(SWITCH) !== 'off';
  } catch {
    return true;
  }
}

/** Turns single-character keys on or off, on this machine. */
export function keepKeysOn(on: boolean): void {
  try {
    localStorage.setItem(SWITCH, on ? 'on' : 'off');
  } catch {
    // A browser that keeps nothing: for this page alone.
  }
}

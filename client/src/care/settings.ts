import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';

/** How a person wants distressing material shown, in this browser. */
export interface CareSettings {
  /** Blurred until asked, item by item. */
  veil: boolean;
  /** Pictures without colour. */
  grey: boolean;
  /** Sound off until turned on at the player. */
  mute: boolean;
}

const FIRST: CareSettings = { veil: true, grey: true, mute: true };
const nameOf = (person: string): string => `warroom.care.${person}`;
const known = new Map<string, StoreApi<CareSettings>>();

/** The settings of a person: all on until they say otherwise; kept, and the same in every tab. */
export function careSettings(person: string): StoreApi<CareSettings> {
  const before = known.get(person);
  if (before) return before;
  const store = createStore<CareSettings>(() => read(person));
  known.set(person, store);
  window.addEventListener('storage', (event) => {
    if (event.key === nameOf(person)) store.setState(read(person));
  });
  return store;
}

/** Changes some of them. */
export function setCare(person: string, changes: Partial<CareSettings>): void {
  const store = careSettings(person);
  store.setState(changes);
  try {
    localStorage.setItem(nameOf(person), JSON.stringify(store.getState()));
  } catch {
    // For this page alone.
  }
}

function read(person: string): CareSettings {
  try {
    const kept = JSON.parse(localStorage.getItem(nameOf(person)) ?? '{}') as Partial<CareSettings>;
    const of = (name: keyof CareSettings): boolean => kept[name] ?? FIRST[name];
    return { veil: of('veil'), grey: of('grey'), mute: of('mute') };
  } catch {
    return FIRST;
  }
}

import { useSyncExternalStore } from 'react';

export type ThemeChoice = 'system' | 'dark' | 'light';
export type Theme = 'dark' | 'light';

const KEY = 'warroom.theme';
const listeners = new Set<() => void>();
let choice: ThemeChoice = 'system';

/** The theme a choice comes to. */
function themeOf(chosen: ThemeChoice, systemIsLight: boolean): Theme {
  if (chosen !== 'system') return chosen;
  return systemIsLight ? 'light' : 'dark';
}

function lightQuery(): MediaQueryList {
  return window.matchMedia('(prefers-color-scheme: light)');
}

function apply(): void {
  const theme = themeOf(choice, lightQuery().matches);
  document.documentElement.dataset['theme'] = theme;
  document
    .querySelector('meta[name="theme-color"]')
    ?.setAttribute('content', theme === 'dark' ? '#1a1f26' : '#f6f7f9');
  for (const listener of listeners) listener();
}

/** Puts the stored choice into force and follows the system. Called once, before the first drawing. */
export function startTheme(): void {
  choice = readChoice();
  lightQuery().addEventListener('change', apply);
  window.addEventListener('storage', (event) => {
    if (event.key !== KEY) return;
    choice = readChoice();
    apply();
  });
  apply();
}

function readChoice(): ThemeChoice {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === 'dark' || stored === 'light' ? stored : 'system';
  } catch {
    // Storage may be forbidden; then the system's theme it is.
    return 'system';
  }
}

/** Takes a theme, here and in this browser's other tabs, and keeps it. */
export function chooseTheme(next: ThemeChoice): void {
  choice = next;
  try {
    if (next === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, next);
  } catch {
    // Kept for this page alone.
  }
  apply();
}

/** The choice in force: `system` unless someone chose. */
export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(subscribe, () => choice);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

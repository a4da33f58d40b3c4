import { afterEach, expect, it, vi } from 'vitest';
import { chooseTheme, startTheme } from './ui/theme.ts';

// A file of the public folder is served as it is, never imported; so it is read and run here.
const { process } = globalThis as unknown as {
  process: {
    getBuiltinModule(id: 'fs'): { readFileSync(path: string, encoding: 'utf8'): string };
    getBuiltinModule(id: 'vm'): { runInThisContext(code: string): unknown };
  };
};
const file = import.meta.url.replace(/^file:\/\//, '').replace(/src\/[^/]+$/, 'public/theme.js');
const source = process.getBuiltinModule('fs').readFileSync(decodeURIComponent(file), 'utf8');

function themeBefore(systemIsLight: boolean): string | undefined {
  delete document.documentElement.dataset['theme'];
  vi.stubGlobal('matchMedia', () => ({ matches: systemIsLight, addEventListener: () => {} }));
  process.getBuiltinModule('vm').runInThisContext(source);
  return document.documentElement.dataset['theme'];
}

afterEach(() => {
  chooseTheme('system');
  vi.unstubAllGlobals();
});

it.each([
  ['dark', true, 'dark'],
  ['light', false, 'light'],
  ['system', true, 'light'],
  ['system', false, 'dark'],
] as const)('before the first paint, %s with a system light=%s is %s', (choice, isLight, theme) => {
  chooseTheme(choice);
  expect(themeBefore(isLight)).toBe(theme);
});

it('comes to the same as the page itself does then', () => {
  chooseTheme('light');
  const before = themeBefore(false);
  startTheme();
  expect(document.documentElement.dataset['theme']).toBe(before);
});

it('goes by the system where storage is forbidden', () => {
  vi.stubGlobal('localStorage', {
    getItem: () => {
      throw new Error('forbidden');
    },
  });
  expect(themeBefore(true)).toBe('light');
  vi.unstubAllGlobals();
});

it('is small, as it holds up the first paint', () => {
  expect(source.length).toBeLessThan(1_000);
});

import type { Target } from './wall.ts';

/** A target as a key: `all`, `group:North`, `display:id`. */
export function targetKey(target: Target): string {
  switch (target.kind) {
    case 'all':
      return 'all';
    case 'group':
      return `group:${target.group}`;
    case 'display':
      return `display:${target.display}`;
  }
}

/** Whether a target means this display. */
export function isTargeted(target: Target, display: { id: string; group: string | null }): boolean {
  switch (target.kind) {
    case 'all':
      return true;
    case 'group':
      return target.group === display.group;
    case 'display':
      return target.display === display.id;
  }
}

/** The keys that mean this display, the nearest first: its own, its group's, all. */
export function keysOf(display: { id: string; group: string | null }): string[] {
  const own = targetKey({ kind: 'display', display: display.id });
  const { group } = display;
  return group === null ? [own, 'all'] : [own, targetKey({ kind: 'group', group }), 'all'];
}

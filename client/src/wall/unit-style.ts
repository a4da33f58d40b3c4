import type { CSSProperties } from 'react';

/** Sets the unit that everything inside is measured in, CSS px. */
export function unitStyle(unitPx: number): CSSProperties {
  return { '--u': `${unitPx}px` } as CSSProperties;
}

import type { Redaction } from '@warroom/shared';
import type { DisplayRow, DisplaySettings } from '../admin-types.ts';

/** The scenes a wall can show, in the order of their rotation. */
export const SCENES: readonly { id: string; label: string }[] = [
  { id: 'overview', label: 'Overview' },
  { id: 'ticker', label: 'Ticker' },
  { id: 'map', label: 'Map' },
  { id: 'metrics', label: 'Metrics' },
  { id: 'on-call', label: 'On call' },
];

export const REDACTION_WORDS: Record<Redaction, { label: string; detail: string }> = {
  none: { label: 'None', detail: 'everything it is cleared for' },
  names: { label: 'Names', detail: 'people’s names left out' },
  visitor: { label: 'Visitor', detail: 'fit to be filmed' },
};

/** What a new display is given unless the admin says otherwise: careful rather than convenient. */
export const NEW_DISPLAY: DisplaySettings = {
  name: '',
  clearance: 'GREEN',
  redaction: 'names',
  // What the screen shows its smallest text for while it waits.
  diagonalInch: 65,
  farthestSeatM: 7,
  theme: 'dark',
  scenes: [],
};

/** "overview, ticker", or "all". */
export function scenesInWords(scenes: readonly string[]): string {
  return scenes.length === 0 ? 'all' : scenes.join(', ');
}

/** "65″, 5 m". */
export function sizeInWords({
  diagonalInch,
  farthestSeatM,
}: Pick<DisplaySettings, 'diagonalInch' | 'farthestSeatM'>): string {
  return `${diagonalInch}″, ${farthestSeatM} m`;
}

/** A clock's offset with its sign: "+4 ms", "−11 ms", "0 ms", "+1.2 s". */
export function offsetInWords(offsetMs: number): string {
  const ms = Math.round(offsetMs);
  const sign = ms === 0 ? '' : ms > 0 ? '+' : '−';
  const size = Math.abs(ms);
  return size < 1_000 ? `${sign}${size} ms` : `${sign}${(size / 1_000).toFixed(1)} s`;
}

export const WAKE_LOCK_WORDS: Record<NonNullable<DisplayRow['lastReport']>['wakeLock'], string> = {
  held: 'held',
  lost: 'lost',
  unavailable: 'unavailable',
};

/** The settings alone. */
export function settingsOf(display: DisplayRow): DisplaySettings {
  const { name, clearance, redaction, diagonalInch, farthestSeatM, theme, scenes, tickerView } =
    display;
  return {
    name,
    clearance,
    redaction,
    diagonalInch,
    farthestSeatM,
    theme,
    scenes,
    tickerView: tickerView ?? null,
  };
}

/** The settings that differ. */
export function changeBetween(
  before: DisplaySettings,
  after: DisplaySettings,
): Partial<DisplaySettings> {
  const changed = Object.entries(after).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(before, name)),
  );
  return Object.fromEntries(changed);
}

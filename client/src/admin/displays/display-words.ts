import type { Redaction } from '@warroom/shared';
import { SCENES } from '../../wall-control/turns.ts';
import type { DisplayRow, DisplaySettings } from '../admin-types.ts';

/** The scenes that a display can show by itself: those that need no choice of what. */
export const OWN_SCENES = SCENES.filter(({ id }) => id !== 'view' && id !== 'incident');

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
  group: null,
  sound: false,
  profile: 'far',
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

/** What a display says of its sound, in a word. */
export const AUDIO_WORDS = {
  off: 'off',
  ready: 'on',
  blocked: 'blocked',
  playing: 'sounding',
} as const satisfies Record<NonNullable<NonNullable<DisplayRow['lastReport']>['audio']>, string>;

/** The settings alone. */
export function settingsOf(display: DisplayRow): DisplaySettings {
  const { name, clearance, redaction, diagonalInch, farthestSeatM, theme, scenes, tickerView } =
    display;
  const { group, sound, profile } = display;
  return {
    name,
    clearance,
    redaction,
    diagonalInch,
    farthestSeatM,
    theme,
    scenes,
    tickerView: tickerView ?? null,
    group: group ?? null,
    sound: sound ?? false,
    profile: profile ?? 'far',
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

import type { DisplaySettings } from '../admin-types.ts';

/** Settings as they are typed. */
export interface SettingsDraft extends Omit<DisplaySettings, 'diagonalInch' | 'farthestSeatM'> {
  diagonalInch: string;
  farthestSeatM: string;
}

export type SettingsErrors = Partial<Record<keyof DisplaySettings, string>>;

export function draftOf(settings: DisplaySettings): SettingsDraft {
  return {
    ...settings,
    diagonalInch: String(settings.diagonalInch),
    farthestSeatM: String(settings.farthestSeatM),
  };
}

/** The settings a draft comes to, or what is wrong with it. The bounds are the server's. */
export function settingsFrom(
  draft: SettingsDraft,
): { ok: true; value: DisplaySettings } | { ok: false; errors: SettingsErrors } {
  const name = draft.name.trim();
  const diagonalInch = numberFrom(draft.diagonalInch);
  const farthestSeatM = numberFrom(draft.farthestSeatM);
  const errors: SettingsErrors = {
    ...(name === '' ? { name: 'Give it the name of its place, such as Floor, north wall.' } : {}),
    ...(name.length > 80 ? { name: `80 letters at most; this has ${name.length}.` } : {}),
    ...((draft.group ?? '').trim().length > 40 ? { group: '40 letters at most.' } : {}),
    ...(diagonalInch >= 5 && diagonalInch <= 500
      ? {}
      : { diagonalInch: 'A number of inches from 5 to 500.' }),
    ...(farthestSeatM >= 0.3 && farthestSeatM <= 100
      ? {}
      : { farthestSeatM: 'A number of metres from 0.3 to 100.' }),
  };
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const group = (draft.group ?? '').trim();
  return {
    ok: true,
    value: { ...draft, name, diagonalInch, farthestSeatM, group: group === '' ? null : group },
  };
}

/** Takes a decimal comma as well. NaN for what is no number. */
function numberFrom(typed: string): number {
  const text = typed.trim().replace(',', '.');
  return text === '' ? Number.NaN : Number(text);
}

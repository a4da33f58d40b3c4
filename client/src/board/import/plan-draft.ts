import { Channel, ImportTarget } from '@warroom/shared';
import type {
  ColumnMap,
  DateOrder,
  ImportPlan,
  ImportPreview,
  ImportReading,
} from '@warroom/shared';

/** What the form holds: texts as typed, checked only when it is handed on. */
export interface PlanDraft {
  reading: ImportReading;
  /** One column a field; several for text and externalId. */
  map: ColumnMap;
  source: string;
  channel: Channel;
  zone: string;
  dates: DateOrder;
  /** `600`, or empty for as fast as it goes. */
  replay: string;
}

export const FIELD_WORDS: Readonly<Record<ImportTarget, string>> = {
  text: 'Text',
  observedAt: 'When it was observed',
  author: 'Author',
  url: 'Web address',
  language: 'Language',
  channel: 'Channel',
  jurisdiction: 'Jurisdiction',
  category: 'Category',
  severity: 'Severity',
  externalId: 'Id at the source',
};

/** Fields that can be made of several columns. */
export const JOINED: readonly ImportTarget[] = ['text', 'externalId'];

/** A form to begin with, from what the file's beginning shows; an earlier plan wins. */
export function draftFrom(preview: ImportPreview, earlier: ImportPlan | null): PlanDraft {
  const kept = Object.fromEntries(
    Object.entries(earlier?.map ?? {}).filter(([, columns]) =>
      columns.every((column) => preview.columns.includes(column)),
    ),
  ) as ColumnMap;
  const { format, encoding, delimiter } = earlier ?? {};
  return {
    reading: {
      ...(format ? { format } : {}),
      ...(encoding ? { encoding } : {}),
      ...(delimiter ? { delimiter } : {}),
    },
    map: Object.keys(kept).length > 0 ? kept : preview.suggested,
    source: earlier?.source ?? '',
    channel: earlier?.channel ?? 'post',
    zone: earlier?.zone ?? preview.zone,
    dates: earlier?.dates ?? 'mdy',
    replay: earlier?.replay === undefined ? '' : String(earlier.replay),
  };
}

/** The map with the `place`-th column of a field set, or taken out with null. */
export function withColumn(
  map: ColumnMap,
  target: ImportTarget,
  place: number,
  column: string | null,
): ColumnMap {
  const columns = [...(map[target] ?? [])];
  if (column === null) columns.splice(place, 1);
  else columns[place] = column;
  const { [target]: _before, ...others } = map;
  return columns.length === 0 ? others : { ...others, [target]: columns };
}

export type PlanProblems = Partial<Record<'text' | 'source' | 'zone' | 'replay', string>>;

/** What is still wrong with the form, by field; empty when it can be handed on. */
export function problemsOf(draft: PlanDraft): PlanProblems {
  const replay = Number(draft.replay);
  return {
    ...(draft.map.text === undefined ? { text: 'Choose the column that holds the text.' } : {}),
    ...(/^[A-Za-z0-9][A-Za-z0-9._:+-]{0,127}$/.test(draft.source)
      ? {}
      : {
          source: 'Name the source in letters, digits, dots and hyphens, such as x or hotline-2.',
        }),
    ...(isZone(draft.zone)
      ? {}
      : { zone: `"${draft.zone}" is no time zone; right would be America/Denver, say.` }),
    ...(draft.replay === '' || (replay >= 0.1 && replay <= 100_000)
      ? {}
      : { replay: 'A number from 0.1 to 100,000, or nothing.' }),
  };
}

function isZone(zone: string): boolean {
  try {
    return zone !== '' && new Intl.DateTimeFormat('en', { timeZone: zone }).format(0) !== '';
  } catch {
    return false;
  }
}

/** The plan that a form without problems stands for. */
export function planOf(draft: PlanDraft): ImportPlan {
  return {
    ...draft.reading,
    map: draft.map,
    source: draft.source,
    channel: draft.channel,
    zone: draft.zone,
    dates: draft.dates,
    ...(draft.replay === '' ? {} : { replay: Number(draft.replay) }),
  };
}

export const TARGETS = ImportTarget.options;
export const CHANNELS = Channel.options;

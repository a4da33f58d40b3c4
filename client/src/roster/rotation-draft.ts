import { dayNumberOf, dayOf, instantOf, rotationTurns } from '@warroom/shared';
import type { Rotation } from '@warroom/shared';

/** A rotation as it is typed. */
export interface RotationDraft {
  desk: string;
  people: string[];
  start: string;
  end: string;
  /** Local times, parted by commas or spaces. */
  at: string;
  /** Empty: the last turn lasts until the next day's first. */
  until: string;
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const END = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;

/** The local times in a text, each once and in order; what is none is kept, to be told of. */
export function timesIn(text: string): string[] {
  const times = text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map((part) => (/^\d:\d\d$/.test(part) ? `0${part}` : part));
  return [...new Set(times)].toSorted();
}

/** Why a rotation is none yet; undefined when it is one. */
export function rotationMissing(draft: RotationDraft): string | undefined {
  const times = timesIn(draft.at);
  const wrong = times.find((time) => !TIME.test(time));
  if (draft.desk === '') return 'say which desk';
  if (draft.people.length === 0) return 'add the people who take turns';
  if (Number.isNaN(dayNumberOf(draft.start)) || Number.isNaN(dayNumberOf(draft.end)))
    return 'say the first and the last day';
  if (draft.end < draft.start) return 'the last day comes before the first';
  if (times.length === 0) return 'say when turns begin, such as 06:00, 14:00, 22:00';
  if (wrong !== undefined) return `${wrong} is no time; right would be 06:00`;
  if (times.length > 8) return 'at most eight turns a day';
  if (draft.until !== '' && !END.test(draft.until)) return 'the end of a day is a time like 22:00';
  return undefined;
}

/** What is sent of a draft that misses nothing. */
export function rotationOf(draft: RotationDraft, zone: string): Omit<Rotation, 'id'> {
  const { desk, people, start, end, until } = draft;
  const at = timesIn(draft.at);
  return { desk, people, start, end, at, until: until === '' ? null : until, zone };
}

/** A day of a preview. */
export interface PreviewDay {
  date: string;
  from: number;
  turns: { person: string; from: number; until: number }[];
}

/** The turns of the first seven days of a rotation that begin on each; from today on where it has begun. */
export function previewOf(rotation: Omit<Rotation, 'id'>, today: string): PreviewDay[] {
  const first = dayNumberOf(rotation.start > today ? rotation.start : today);
  const last = Math.min(first + 6, dayNumberOf(rotation.end));
  const days: PreviewDay[] = [];
  for (let day = first; day <= last; day += 1) {
    const from = instantOf(day, 0, rotation.zone);
    const until = instantOf(day + 1, 0, rotation.zone);
    const turns = rotationTurns({ id: 'preview', ...rotation }, from, until).filter(
      (turn) => turn.from >= from,
    );
    days.push({ date: dayOf(day), from, turns });
  }
  return days;
}

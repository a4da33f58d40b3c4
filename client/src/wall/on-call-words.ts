import { isOpen, type ClockName, type IncidentView, type OnCall } from '@warroom/shared';
import type { WallData } from './wall-data.ts';

type Picture = NonNullable<WallData['onCall']>;

/** Whether anybody was ever planned: a roster that is not used is not shown. */
export function hasRoster(onCall: WallData['onCall']): onCall is Picture {
  return (
    onCall !== null &&
    (onCall.gaps.length > 0 ||
      onCall.desks.some(({ people, next }) => people.length > 0 || next !== null))
  );
}

/** Who is on a desk in words that get shorter: "Ruth, Jonah", "Ruth +1"; "2 on call" where names are kept back. */
export function whoWordings({ people }: OnCall, names: WallData['names']): string[] {
  const known = people.flatMap(({ person }) =>
    person === null ? [] : (names.get(person) ?? 'someone'),
  );
  if (people.length === 0) return ['nobody'];
  if (known.length < people.length) return [`${people.length} on call`];
  const fewer = known.slice(0, -1).map((_, index) => {
    const shown = known.length - 1 - index;
    return `${known.slice(0, shown).join(', ')} +${known.length - shown}`;
  });
  return [known.join(', '), ...fewer, `${people.length} on call`];
}

/** What stands beside "On call" in the frame, the fullest first. */
export interface OnCallCell {
  isLoud: boolean;
  wordings: string[];
}

/**
 * The frame's answer to "who is on call": a desk that nobody is on before all else; then who is on the
 * first desk; then how many are on at all.
 */
export function onCallCell(onCall: WallData['onCall'], names: WallData['names']): OnCallCell {
  if (!hasRoster(onCall)) return { isLoud: false, wordings: ['not set', '–'] };
  const empty = onCall.desks.filter(({ gap }) => gap !== null && gap.has === 0);
  const [worst] = empty;
  if (worst !== undefined) {
    const more = empty.length > 1 ? ` +${empty.length - 1}` : '';
    return {
      isLoud: true,
      wordings: [`nobody at ${worst.title}${more}`, `none: ${worst.title}${more}`, 'GAP'],
    };
  }
  const manned = onCall.desks.filter(({ people }) => people.length > 0);
  const total = manned.reduce((sum, { people }) => sum + people.length, 0);
  const [first] = manned;
  if (first === undefined) return { isLoud: false, wordings: ['nobody'] };
  const who = whoWordings(first, names);
  const isNamed = first.people.every(({ person }) => person !== null);
  if (!isNamed) return { isLoud: false, wordings: [String(total)] };
  return {
    isLoud: false,
    wordings: [
      ...who.slice(0, -1).flatMap((words) => [`${first.title} ${words}`, words]),
      String(total),
    ].toSorted((a, b) => b.length - a.length),
  };
}

/** Open incidents of which nobody could be told, the longest first. */
export function nobodyTold(incidents: Iterable<IncidentView>): IncidentView[] {
  return [...incidents]
    .filter(({ state, escalation }) => isOpen(state) && (escalation?.nobodyAt ?? null) !== null)
    .toSorted(
      (a, b) =>
        (a.escalation?.nobodyAt ?? 0) - (b.escalation?.nobodyAt ?? 0) || (a.id < b.id ? -1 : 1),
    );
}

const MINUTE = 60_000;

/** Breaches of clocks by how long they last: up to 15 minutes, an hour, four hours, longer. */
export const BREACH_AGES: readonly { label: string; untilMs: number }[] = [
  { label: '< 15 min', untilMs: 15 * MINUTE },
  { label: '< 1 h', untilMs: 60 * MINUTE },
  { label: '< 4 h', untilMs: 240 * MINUTE },
  { label: 'longer', untilMs: Infinity },
];

/** How many clocks of open incidents are past their limit, by age as in `BREACH_AGES`. */
export function breachesByAge(incidents: Iterable<IncidentView>, now: number): number[] {
  const counts = BREACH_AGES.map(() => 0);
  for (const incident of incidents) {
    if (!isOpen(incident.state)) continue;
    for (const name of CLOCKS) {
      const { dueAt, metAt } = incident.clocks[name];
      if (metAt !== null || dueAt >= now) continue;
      const place = BREACH_AGES.findIndex(({ untilMs }) => now - dueAt < untilMs);
      counts[place] = (counts[place] ?? 0) + 1;
    }
  }
  return counts;
}

const CLOCKS: readonly ClockName[] = ['acknowledge', 'act', 'resolve'];

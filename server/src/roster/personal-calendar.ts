import { turnsBetween } from '@warroom/shared';
import type { Roster, Turn } from '@warroom/shared';
import type { Room } from '../desk/room.ts';
import { calendarText } from './calendar.ts';
import type { CalendarEvent } from './calendar.ts';

const DAY_MS = 86_400_000;
const BACK_MS = 30 * DAY_MS;
const AHEAD_MS = 120 * DAY_MS;

/** A person's turns from a month back to four months ahead, as a calendar; without what they were relieved of. */
export function personalCalendar(room: Room, person: string, now: number): string {
  const { roster } = room.situation.sections;
  const { name } = room.election.election;
  const events = turnsBetween(roster, now - BACK_MS, now + AHEAD_MS)
    .filter((turn) => turn.person === person)
    .flatMap((turn) => partsOf(turn).map((part, index) => eventOf(room, turn, part, index)));
  return calendarText(`On call: ${name}`, events);
}

function eventOf(
  room: Room,
  turn: Turn,
  part: { from: number; until: number },
  index: number,
): CalendarEvent {
  const { name, id, desks } = room.election.election;
  const desk = desks.find((one) => one.id === turn.desk)?.title ?? turn.desk;
  return {
    ...part,
    uid: `${turn.id}${index === 0 ? '' : `.${index}`}@${id}.election-war-room`,
    setAt: setAtOf(room.situation.sections.roster, turn),
    title: `On call: ${desk}`,
    description: turn.instead === null ? name : `${name}\nStanding in for a colleague.`,
  };
}

function partsOf(turn: Turn): { from: number; until: number }[] {
  const parts: { from: number; until: number }[] = [];
  let from = turn.from;
  for (const relieved of turn.relieved) {
    if (relieved.from > from) parts.push({ from, until: relieved.from });
    from = Math.max(from, relieved.until);
  }
  if (from < turn.until) parts.push({ from, until: turn.until });
  return parts;
}

function setAtOf(roster: Roster, turn: Turn): number {
  const id = turn.kind === 'rotation' ? turn.id.slice(0, turn.id.lastIndexOf(':')) : turn.id;
  const entries = [...roster.shifts, ...roster.overrides, ...roster.rotations];
  const overrides = turn.relieved.map(({ override }) => override);
  return entries.reduce(
    (latest, entry) =>
      entry.id === id || overrides.includes(entry.id) ? Math.max(latest, entry.setAt) : latest,
    0,
  );
}

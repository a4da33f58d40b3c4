import { localDateOf } from '@warroom/shared';
import type { Desk, EscalationPolicy, EscalationTarget, Gap, RestWarning } from '@warroom/shared';
import { formatAgeLong, formatDay, formatMinute } from '../ui/format.ts';
import type { Block } from './lines.ts';
import type { RosterView } from './roster-types.ts';

/** What words need: names, desks' titles and the zone that times are told in. */
export interface Words {
  zone: string;
  person(id: string): string;
  desk(id: string): string;
}

/** "Tue". */
export function weekday(at: number, zone: string): string {
  return formatDay(at, zone).split(' ')[0] ?? '';
}

/** "Tue 7 Nov". */
export function dayAndMonth(at: number, zone: string): string {
  return formatDay(at, zone).split(' ').slice(0, 3).join(' ');
}

/** The end of something: midnight belongs to the day before, as 24:00. */
function endOf(until: number, zone: string): { day: number; time: string } {
  return formatMinute(until, zone) === '00:00'
    ? { day: until - 1, time: '24:00' }
    : { day: until, time: formatMinute(until, zone) };
}

/** "Tue 14:00–22:00", "Tue 22:00–Wed 06:00". */
export function spanWords(from: number, until: number, zone: string): string {
  const end = endOf(until, zone);
  const isSameDay = localDateOf(from, zone) === localDateOf(end.day, zone);
  const last = isSameDay ? end.time : `${weekday(end.day, zone)} ${end.time}`;
  return `${weekday(from, zone)} ${formatMinute(from, zone)}–${last}`;
}

/** For reading aloud: "Tue 14:00 to 22:00". */
function spokenSpan(from: number, until: number, zone: string): string {
  return spanWords(from, until, zone).replace('–', ' to ');
}

/** "5–11 Nov 2028", "29 Oct–4 Nov 2028". */
export function weekWords(from: number, until: number, zone: string): string {
  const [, day = '', month = '', year = ''] = formatDay(from, zone).split(' ');
  const [, lastDay = '', lastMonth = '', lastYear = ''] = formatDay(until - 1, zone).split(' ');
  const first = [day, month === lastMonth ? '' : month, year === lastYear ? '' : year];
  return `${first.filter((part) => part !== '').join(' ')}–${lastDay} ${lastMonth} ${lastYear}`;
}

/** How many a desk needs, and when: "2 at all times", "1, 06:00–22:00". */
export function needWords({ least, hours }: Desk): string {
  return hours === undefined ? `${least} at all times` : `${least}, ${hours.from}–${hours.until}`;
}

/** "nobody on the Cyber desk", "2 of 3 on the Information desk". */
export function gapWho(gap: Gap, words: Words): string {
  const many = gap.has === 0 ? 'nobody' : `${gap.has} of ${gap.needs}`;
  return `${many} on the ${words.desk(gap.desk)} desk`;
}

/** "4 h, starts in 7 h 46 min", "4 h, since 12 min". */
export function gapWhen({ from, until }: Gap, now: number): string {
  const length = formatAgeLong(until - from);
  return now < from
    ? `${length}, starts in ${formatAgeLong(from - now)}`
    : `${length}, since ${formatAgeLong(now - from)}; ${formatAgeLong(until - now)} left`;
}

const KINDS = { shift: 'shift', override: 'override', rotation: 'rotation turn' } as const;

/** A block as it is read aloud: "Marit, Information, Tue 14:00 to 22:00, yours". */
export function blockWords(block: Block, me: string, words: Words): string {
  const { what, from, until } = block;
  const when = spokenSpan(from, until, words.zone);
  if (what.kind === 'gap') return `Gap: ${gapWho(what.gap, words)}, ${when}`;
  const { turn } = what;
  const parts = [words.person(turn.person), words.desk(turn.desk), when];
  if (what.kind === 'relieved')
    parts.push(what.by === null ? 'taken off' : `relieved by ${words.person(what.by)}`);
  else if (turn.kind === 'override')
    parts.push(
      turn.instead === null ? 'override' : `override, instead of ${words.person(turn.instead)}`,
    );
  if (turn.person === me) parts.push('yours');
  return parts.join(', ');
}

/** What kind of turn it is. */
export function kindWords(kind: keyof typeof KINDS): string {
  return KINDS[kind];
}

/** What an override does: "Ana joins Lead", "Nils for Dele, Operations", "Dele taken off, Operations". */
export function overrideWords(
  { person, instead, desk }: { person: string | null; instead: string | null; desk: string },
  words: Words,
): string {
  if (person === null) return `${words.person(instead ?? '')} taken off, ${words.desk(desk)}`;
  if (instead === null) return `${words.person(person)} joins ${words.desk(desk)}`;
  return `${words.person(person)} for ${words.person(instead)}, ${words.desk(desk)}`;
}

/** What a lead should look at again, in a line. */
export function warningWords({ kind, person, from, until, desks }: RestWarning, words: Words) {
  const who = words.person(person);
  const where = desks.map(words.desk).join(' and ');
  const when = spanWords(from, until, words.zone);
  const length = formatAgeLong(until - from);
  switch (kind) {
    case 'short-rest':
      return { head: `${who} rests only ${length}`, detail: `${when} · ${where}` };
    case 'two-desks':
      return { head: `${who} is on two desks`, detail: `${where} · ${when}` };
    case 'long':
      return { head: `${who} works ${length} on end`, detail: `${where} · ${when}` };
  }
}

/** When a step comes: "at once", "3 min". */
export function afterWords(afterMin: number): string {
  return afterMin === 0 ? 'at once' : formatAgeLong(afterMin * 60_000);
}

/** Whom a step pages, in words. */
export function targetWords(target: EscalationTarget, words: Words): string {
  switch (target.kind) {
    case 'on-call':
      return target.desk === null ? 'desk on call' : `on call at ${words.desk(target.desk)}`;
    case 'on-shift':
      return 'everyone on shift';
    case 'leads':
      return 'all leads';
    case 'assignee':
      return 'its assignee';
    case 'person':
      return words.person(target.person);
  }
}

/** What a policy begins for by itself: "starts for S1 S2", "started by hand only". */
export function startsFor({ severities }: EscalationPolicy): string {
  return severities.length === 0 ? 'by hand only' : `for ${severities.join(', ')}`;
}

/** What a change of clocks does to a day: "Sun 5 Nov has 25 h: clocks go back." */
export function clockChangeWords(
  { at, hours }: RosterView['clockChanges'][number],
  zone: string,
): string {
  return `${dayAndMonth(at, zone)} has ${hours} h: clocks go ${hours > 24 ? 'back' : 'forward'}.`;
}

/** First names, with an initial where two share one: what fits a block. */
export function blockNames(people: readonly { id: string; name: string }[]): Map<string, string> {
  const parted = people.map(({ id, name }) => {
    const words = name
      .replace(/\(.*\)/, '')
      .trim()
      .split(/\s+/);
    return { id, first: words[0] ?? name, last: words.length > 1 ? (words.at(-1) ?? '') : '' };
  });
  return new Map(
    parted.map(({ id, first, last }) => {
      const isShared = parted.filter((other) => other.first === first).length > 1;
      return [id, isShared && last !== '' ? `${first} ${[...last][0] ?? ''}` : first];
    }),
  );
}

import { unreachable } from '@warroom/shared';
import type { Absorbed, ClockName, Election, MessageAbout } from '@warroom/shared';

const LIMIT_WORDS: Record<ClockName, string> = {
  acknowledge: 'acknowledge',
  act: 'act on',
  resolve: 'resolve',
};

/** What words are made of. */
export interface WordsFrom {
  election: Pick<Election, 'zone' | 'desks'>;
  /** Null where it is about no incident. */
  incident: string | null;
  /** The incident's state now. */
  state: string | null;
  /** Someone's name, where it is known. */
  nameOf(person: string): string | undefined;
}

/** What happened, in a sentence. */
export function whatHappened(telling: Absorbed, from: WordsFrom): string {
  const { kind, severity, clock, dueAt, at } = telling;
  const incident = from.incident ?? 'It';
  switch (kind) {
    case 'sla.breach':
      return `The limit to ${LIMIT_WORDS[clock ?? 'resolve']} ${incident} (${severity}) passed at ${timeOf(dueAt ?? at, from.election.zone)}.`;
    case 'incident.opened':
      return `${incident} was opened as ${severity}.`;
    case 'incident.raised':
      return `${incident} was raised to ${severity}.`;
    case 'test':
      return 'This is a test that you sent to yourself. Messages from the war room arrive here.';
    case 'page':
    case 'assigned':
    case 'mention':
    case 'watched':
    case 'snooze-ended':
    case 'roster':
    case 'handover':
    case 'undelivered':
    case 'display-missing':
      return telling.about ? aboutWords(telling.about, severity, from) : `${incident} needs you.`;
    default:
      return unreachable(kind);
  }
}

function aboutWords(about: MessageAbout, severity: string | null, from: WordsFrom): string {
  const incident = from.incident ?? 'It';
  const who = (about.by === undefined ? undefined : from.nameOf(about.by)) ?? 'Someone';
  const zone = from.election.zone;
  const span = `${timeOf(about.from ?? 0, zone)} to ${timeOf(about.until ?? 0, zone)}`;
  const desk = from.election.desks.find(({ id }) => id === about.desk)?.title ?? 'the desk';
  switch (about.code) {
    case 'step':
      return `${incident} (${severity}) is not acknowledged. You are called: step ${(about.step ?? 0) + 1} of its escalation.`;
    case 'assigned':
      return `${who} assigned ${incident} to you.`;
    case 'task':
      return `${who} gave you a task on ${incident}.`;
    case 'mention':
      return `${who} mentioned you in a note on ${incident}.`;
    case 'state':
      return `${incident}, which you watch, is ${from.state ?? 'changed'} now.`;
    case 'severity':
      return `${incident}, which you watch, is ${severity} now.`;
    case 'woken-time':
      return `The time for which you snoozed ${incident} is over.`;
    case 'woken-signals':
      return `${incident}, which you snoozed, is back: as many signals came in as you set.`;
    case 'woken-severity':
      return `${incident}, which you snoozed, is back: its severity was raised.`;
    case 'woken-over':
      return `${incident}, which you snoozed, is over.`;
    case 'gap':
      return `${desk} has fewer people than it needs: ${span}.`;
    case 'swap-asked':
      return `${who} asks to be relieved at ${desk}: ${span}.`;
    case 'swap-taken':
      return `${who} would take the turn at ${desk}: ${span}. A lead decides.`;
    case 'swap-approved':
      return `The swap at ${desk} is approved: ${span}.`;
    case 'swap-declined':
      return `The swap at ${desk} is declined: ${span}.`;
    case 'brief':
      return 'A shift brief is signed and waits for you to accept it.';
    case 'undelivered':
      return 'A message could not be delivered and was given up; its log says why.';
    case 'missing':
      return `A wall has not reported since ${timeOf(about.from ?? 0, zone)}; the page of walls says which.`;
    default:
      return unreachable(about.code);
  }
}

/** "7 Nov, 18:05 EST": in the zone of the desk. */
function timeOf(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(at);
}

import { unreachable } from '@warroom/shared';
import type { BriefExpected, BriefSnooze, BriefView } from '@warroom/shared';
import type { ReportBlock, ReportDocument } from './document.ts';
import {
  CLOCK_NAMES,
  clockTime,
  dayTime,
  duration,
  fullTime,
  measuredCells,
  SEVERITY_NAMES,
} from './words.ts';
import type { ReportNames } from './words.ts';

/** A shift brief as a document. `now` is when it is read. */
export function briefDocument(
  view: BriefView,
  election: { name: string; isExercise: boolean },
  names: ReportNames,
  now: number,
): ReportDocument {
  const { zone, person } = names;
  const desk = view.desk === null ? 'the whole room' : names.desk(view.desk);
  const to = view.acceptedBy ?? view.incoming;
  return {
    title: `Shift brief ${view.number}: ${person(view.outgoing)} hands over${to === null ? '' : ` to ${person(to)}`}`,
    mark: election.isExercise ? 'EXERCISE' : null,
    label: view.label,
    facts: [
      `${election.name}, ${desk}, ${fullTime(view.from, zone)} to ${fullTime(view.until, zone)}`,
      signatures(view, names),
      ...(view.isLive ? [`Not signed yet: as of ${fullTime(now, zone)}`] : []),
    ],
    blocks:
      view.content === null
        ? [{ kind: 'text', text: 'The content of this brief was erased.' }]
        : blocksOf(view.content, names, now),
  };
}

function signatures(view: BriefView, { zone, person }: ReportNames): string {
  const by = view.signedBy;
  if (by === null || view.signedAt === null) return 'Draft';
  const inStead = by === view.outgoing ? '' : ` in the stead of ${person(view.outgoing)}`;
  const signed = `Signed by ${person(by)}${inStead}, ${fullTime(view.signedAt, zone)}`;
  return view.acceptedBy === null || view.acceptedAt === null
    ? `${signed}; not taken over yet`
    : `${signed}; taken over by ${person(view.acceptedBy)}, ${fullTime(view.acceptedAt, zone)}`;
}

function blocksOf(
  content: NonNullable<BriefView['content']>,
  names: ReportNames,
  now: number,
): ReportBlock[] {
  const { zone, person } = names;
  const { happened, figures } = content;
  const more = content.more > 0 ? `${content.more} more are not listed` : undefined;
  return [
    ...(content.reason === undefined
      ? []
      : [{ kind: 'text' as const, text: `Reason given at signing: ${content.reason}` }]),
    { kind: 'heading', text: 'In three lines' },
    { kind: 'text', text: content.summary === '' ? 'Nothing written.' : content.summary },
    ...(content.word === ''
      ? []
      : [
          { kind: 'heading' as const, text: 'A word to the successor' },
          { kind: 'text' as const, text: content.word },
        ]),
    { kind: 'heading', text: 'Handed over', note: more },
    {
      kind: 'table',
      head: ['Severity', 'Number', 'Incident', 'State', 'Due', 'Next step', 'From → to'],
      rows: content.incidents.map((row) => [
        SEVERITY_NAMES[row.severity],
        row.incident,
        row.title,
        row.state,
        row.due === null ? '–' : `${CLOCK_NAMES[row.due.clock]} ${dueWords(row.due.dueAt, now)}`,
        row.nextStep,
        `${person(row.from)} → ${person(row.to)}`,
      ]),
      empty: 'No open incidents.',
    },
    { kind: 'heading', text: 'Breaches' },
    {
      kind: 'table',
      head: ['Severity', 'Number', 'Incident', 'Limit', '>Due', '>Met'],
      rows: content.breaches.map((breach) => [
        SEVERITY_NAMES[breach.severity],
        breach.incident,
        breach.title,
        CLOCK_NAMES[breach.clock],
        dayTime(breach.dueAt, zone),
        breach.metAt === null ? 'not yet' : `${duration(breach.metAt - breach.dueAt)} late`,
      ]),
      empty: 'No limit was missed.',
    },
    { kind: 'heading', text: 'Coming back', note: 'snoozed' },
    {
      kind: 'table',
      head: ['Number', 'Incident', '>When'],
      rows: content.comingBack.map((one) => [one.incident, one.title, snoozeWords(one, zone)]),
      empty: 'Nothing is snoozed.',
    },
    {
      kind: 'heading',
      text: 'What happened',
      note: `${happened.opened} opened, ${happened.acknowledged} acknowledged, ${happened.resolved} resolved, ${happened.dismissed} dismissed, ${happened.merged} merged`,
    },
    {
      kind: 'table',
      head: ['Time', 'Severity', 'Number', 'Incident', 'What'],
      rows: happened.notes.map((note) => [
        dayTime(note.at, zone),
        SEVERITY_NAMES[note.severity],
        note.incident,
        note.title,
        note.what === 'nobody-notified' ? 'no one was notified' : note.what,
      ]),
      empty: 'No S1 or S2 was opened or resolved, and no page went nowhere.',
    },
    { kind: 'heading', text: 'This shift in figures', note: 'merged and exercise left out' },
    {
      kind: 'table',
      head: ['', '>Median', '>p90', '>Of', 'Left out'],
      rows: [
        ['Acknowledged after', ...measuredCells(figures.acknowledge)],
        ['Resolved after', ...measuredCells(figures.resolve)],
      ],
      empty: '',
    },
    {
      kind: 'text',
      text: `Signals: ${figures.signals.received} received, ${figures.signals.dismissed} dismissed, ${figures.signals.linked} linked to an incident, ${figures.signals.undecided} undecided.`,
    },
    { kind: 'heading', text: 'Expected', note: 'within 8 hours' },
    {
      kind: 'table',
      head: ['Time', 'What'],
      rows: content.expected.map((one) => [clockTime(one.at, zone), expectedWords(one, names)]),
      empty: 'No polls open or close, and nobody comes to the desk.',
    },
  ];
}

function dueWords(dueAt: number, now: number): string {
  return dueAt > now ? `in ${duration(dueAt - now)}` : `${duration(now - dueAt)} ago`;
}

function snoozeWords({ until, condition, linked }: BriefSnooze, zone: string): string {
  const words = until === null ? [] : [dayTime(until, zone)];
  if (condition?.kind === 'signals')
    words.push(`${condition.count} more in ${condition.withinMin} min, now ${linked}`);
  if (condition?.kind === 'severity-raised') words.push('when its severity is raised');
  return words.join(', or ');
}

function expectedWords(expected: BriefExpected, names: ReportNames): string {
  switch (expected.kind) {
    case 'polls-close':
      return `Polls close in ${placesWords(expected.places)}`;
    case 'polls-open':
      return `Polls open in ${placesWords(expected.places)}`;
    case 'turn':
      return `${expected.people.map((id) => names.person(id)).join(', ')} on call`;
    default:
      return unreachable(expected);
  }
}

/** Codes of places, at most eight of them. */
export function placesWords(places: readonly string[]): string {
  return places.length > 8
    ? `${places.slice(0, 7).join(', ')} and ${places.length - 7} more`
    : places.join(', ');
}

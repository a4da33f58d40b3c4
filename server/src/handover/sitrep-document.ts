import type { SitrepView } from '@warroom/shared';
import { placesWords } from './brief-document.ts';
import type { ReportBlock, ReportDocument } from './document.ts';
import {
  CLOCK_NAMES,
  clockTime,
  dayTime,
  fullTime,
  measuredCells,
  SEVERITY_NAMES,
  zoneName,
} from './words.ts';
import type { ReportNames } from './words.ts';

/** A situation report as a document. */
export function sitrepDocument(view: SitrepView, names: ReportNames): ReportDocument {
  const { zone, asOf } = view;
  const open = view.counts.reduce((sum, { now }) => sum + now, 0);
  const total = (which: 'hourAgo' | 'sixHoursAgo'): string => {
    const known = view.counts.flatMap((count) => count[which] ?? []);
    return known.length === 0 ? 'not recorded' : String(known.reduce((sum, one) => sum + one, 0));
  };
  return {
    title: `Situation report: ${view.name}`,
    mark: view.isExercise ? 'EXERCISE' : null,
    label: view.label,
    facts: [
      `As of ${fullTime(asOf, zone)}`,
      `${open} open incidents (an hour ago ${total('hourAgo')}, six hours ago ${total('sixHoursAgo')}); overdue: ${view.overdue.acknowledge} to acknowledge, ${view.overdue.act} to act on, ${view.overdue.resolve} to resolve`,
    ],
    blocks: [...situationBlocks(view, names), ...workBlocks(view, names)],
  };
}

function situationBlocks(view: SitrepView, names: ReportNames): ReportBlock[] {
  const { zone, asOf } = view;
  return [
    { kind: 'heading', text: 'Open by severity' },
    {
      kind: 'table',
      head: ['Severity', '>Now', '>1 h ago', '>6 h ago'],
      rows: view.counts.map(({ severity, now, hourAgo, sixHoursAgo }) => [
        SEVERITY_NAMES[severity],
        String(now),
        hourAgo === null ? '–' : String(hourAgo),
        sixHoursAgo === null ? '–' : String(sixHoursAgo),
      ]),
      empty: '',
    },
    {
      kind: 'heading',
      text: 'Gravest open incidents',
      note: view.more > 0 ? `${view.more} more are open` : undefined,
    },
    {
      kind: 'table',
      head: ['Severity', 'Number', 'Incident', 'What we know', 'Where', 'Next step', 'Held by'],
      rows: view.top.map((one) => [
        SEVERITY_NAMES[one.severity],
        one.incident,
        one.title,
        `${one.state}, ${one.veracity.replace('-', ' ')}, ${one.signals} ${one.signals === 1 ? 'signal' : 'signals'}${
          one.overdue.length > 0
            ? `; overdue: ${one.overdue.map((clock) => CLOCK_NAMES[clock]).join(', ')}`
            : ''
        }`,
        one.places.join(', '),
        one.nextStep,
        one.owner === null ? (one.isOwned ? 'held' : 'NOBODY') : names.person(one.owner),
      ]),
      empty: 'None open.',
    },
    { kind: 'heading', text: 'Where' },
    {
      kind: 'table',
      head: ['Place', 'Worst', '>Open'],
      rows: view.places
        .slice(0, 20)
        .map(({ name, worst, open }) => [name, SEVERITY_NAMES[worst], String(open)]),
      empty: 'No place has an open incident.',
    },
    { kind: 'heading', text: 'What opens or closes next', note: zoneName(asOf, zone) },
    {
      kind: 'table',
      head: ['Time', 'What'],
      rows: view.next.map(({ at, kind, jurisdictions }) => [
        dayTime(at, zone),
        `Polls ${kind === 'closes' ? 'close' : 'open'} in ${placesWords(jurisdictions)}`,
      ]),
      empty: 'No polls open or close any more.',
    },
  ];
}

function workBlocks(view: SitrepView, names: ReportNames): ReportBlock[] {
  const { zone, day } = view;
  return [
    { kind: 'heading', text: 'The last 24 hours', note: 'merged and exercise left out' },
    {
      kind: 'table',
      head: ['', '>Median', '>p90', '>Of', 'Left out'],
      rows: [
        ['Acknowledged after', ...measuredCells(day.acknowledge)],
        ['Resolved after', ...measuredCells(day.resolve)],
      ],
      empty: '',
    },
    {
      kind: 'text',
      text: `${day.opened} incidents opened. Signals: ${day.signals.received} received, ${day.signals.dismissed} dismissed, ${day.signals.linked} linked, ${day.signals.undecided} undecided.`,
    },
    { kind: 'heading', text: 'Hour by hour' },
    {
      kind: 'table',
      head: ['Hour to', '>Signals', '>Opened', '>Resolved'],
      rows: view.trend.map(({ at, signals, opened, resolved }) => [
        clockTime(at, zone),
        String(signals),
        String(opened),
        String(resolved),
      ]),
      empty: '',
    },
    ...(view.onCall === null
      ? []
      : [
          { kind: 'heading' as const, text: 'On call' },
          {
            kind: 'table' as const,
            head: ['Desk', 'Who', '>Until'],
            rows: view.onCall.map(({ title, people, until, isGap }) => [
              title,
              people.length === 0
                ? isGap
                  ? 'NOBODY'
                  : '–'
                : people.map((id) => names.person(id)).join(', '),
              until === null ? '–' : dayTime(until, zone),
            ]),
            empty: 'No desks are set up.',
          },
        ]),
  ];
}

import type {
  BriefChange,
  BriefContent,
  BriefExpected,
  BriefListed,
  BriefSnooze,
  BriefUnsettled,
  ClockName,
  Measured,
  Severity,
} from '@warroom/shared';
import { formatAgeLong, formatDue, formatMinute, formatTimer, plural } from '../ui/format.ts';
import { SEVERITY_WORDS } from '../ui/severity.tsx';

/** Names people by id. */
export type NameOf = (id: string) => string;

export const CLOCK_SHORT: Record<ClockName, string> = {
  acknowledge: 'ack',
  act: 'act',
  resolve: 'res',
};

const UNMET: Record<ClockName, string> = {
  acknowledge: 'acknowledge',
  act: 'act',
  resolve: 'resolve',
};

/** "res 38:10"; "res −4:10" once it is passed. */
export function dueWords(due: { clock: ClockName; dueAt: number } | null, now: number): string {
  return due === null ? '' : `${CLOCK_SHORT[due.clock]} ${formatDue(due.dueAt - now)}`;
}

/** "late by 4:10", or how long it still isn't met. */
export function lateWords(
  breach: { clock: ClockName; dueAt: number; metAt: number | null },
  now: number,
): string {
  return breach.metAt === null
    ? `${UNMET[breach.clock]} still due, ${formatAgeLong(now - breach.dueAt)} over`
    : `${UNMET[breach.clock]} ${formatAgeLong(breach.metAt - breach.dueAt)} late`;
}

/** "22:30"; "100 more in 1 h, now 12"; both where both end it. */
export function snoozeWords(snooze: BriefSnooze, zone: string): string {
  const { until, condition, linked } = snooze;
  const words = until === null ? [] : [formatMinute(until, zone)];
  if (condition?.kind === 'signals')
    words.push(
      `${condition.count} more in ${formatAgeLong(condition.withinMin * 60_000)}, now ${linked}`,
    );
  if (condition?.kind === 'severity-raised') words.push('when severity is raised');
  return words.join(', or ');
}

/** What is expected, and softer beside it what then. */
export function expectedWords(expected: BriefExpected, name: NameOf): [string, string] {
  if (expected.kind === 'turn')
    return [`${expected.people.map(name).join(', ')} on call`, 'by the roster'];
  const { places } = expected;
  const where =
    places.length > 8
      ? `${places.slice(0, 7).join(', ')} and ${places.length - 7} more`
      : places.join(', ');
  return expected.kind === 'polls-close'
    ? [`Polls close in ${where}`, 'people in line still vote']
    : [`Polls open in ${where}`, ''];
}

/** One thing to settle before signing. */
export function unsettledWords(one: BriefUnsettled): string {
  switch (one.kind) {
    case 'no-holder':
      return `${one.incident} has no new holder`;
    case 'incident-claim':
      return `${one.incident} is still claimed`;
    case 'signal-claims':
      return `${plural(one.signals.length, 'signal')} still claimed`;
  }
}

/** What is settled already, so that it need not be looked for. */
export function settledWords({ unsettled }: BriefContent, outgoing: string): string[] {
  const has = (kind: BriefUnsettled['kind']): boolean => unsettled.some((one) => one.kind === kind);
  return [
    ...(has('no-holder') ? [] : [`Nothing that ${outgoing} holds is left without a holder`]),
    ...(has('incident-claim') || has('signal-claims') ? [] : [`No claim of ${outgoing} is left`]),
  ];
}

/** "3 of 61", "19 still open, 2 merged": what a figure leaves out. */
export function leftOutWords({ leftOut }: Measured): string {
  const words = [
    [leftOut.waiting, 'not yet'],
    [leftOut.ended, 'ended otherwise'],
    [leftOut.merged, 'merged'],
    [leftOut.drill, 'exercise'],
  ] as const;
  return (
    words.flatMap(([count, text]) => (count > 0 ? [`${count} ${text}`] : [])).join(', ') || 'none'
  );
}

/** A duration in a table: "1:48", "1 h 41"; a dash where nothing was measured. */
export function tookWords(ms: number | null): string {
  return ms === null ? '–' : formatTimer(ms);
}

const SAID: Readonly<Record<string, string>> = {
  'incident.opened': 'opened',
  'incident.confirmed': 'confirmed',
  'incident.mitigated': 'mitigated',
  'incident.resolved': 'resolved',
  'incident.closed': 'closed',
  'incident.reopened': 'reopened',
  'incident.dismissed': 'dismissed',
  'incident.snoozed': 'snoozed',
  'incident.woken': 'back from snooze',
  'incident.nobody-notified': 'no one was notified',
};

/** What was done to an incident, without its number: "2 HIGH, was 3 MED, by Ruth". */
export function changeWords(change: BriefChange, name: NameOf): string {
  const by = change.by?.kind === 'person' ? ` by ${name(change.by.id)}` : '';
  return `${whatChanged(change, name)}${by}`;
}

function whatChanged({ type, data }: BriefChange, name: NameOf): string {
  if (type === 'incident.sla-breached') {
    const clock = CLOCKS.find((one) => one === data['clock']);
    return `missed its limit to ${clock === undefined ? 'act' : UNMET[clock]}`;
  }
  if (type === 'incident.assigned')
    return typeof data['to'] === 'string' ? `assigned to ${name(data['to'])}` : 'unassigned';
  if (type === 'incident.merged')
    return typeof data['into'] === 'string' ? `merged into ${data['into']}` : 'merged';
  if (type === 'incident.changed') return fieldsChanged(data);
  return SAID[type] ?? 'changed';
}

const CLOCKS: readonly ClockName[] = ['acknowledge', 'act', 'resolve'];

function fieldsChanged(data: Record<string, unknown>): string {
  const changes = objectOf(data['changes']);
  const before = objectOf(data['before']);
  const severity = severityOf(changes['severity']);
  if (severity !== null) {
    const was = severityOf(before['severity']);
    return was === null ? severity : `${was} → ${severity}`;
  }
  const fields = Object.keys(changes);
  return fields.length === 0 ? 'title or next step changed' : `${fields.join(', ')} changed`;
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function severityOf(value: unknown): string | null {
  if (typeof value !== 'string' || !(value in SEVERITY_WORDS)) return null;
  const { number, short } = SEVERITY_WORDS[value as Severity];
  return `${number} ${short}`;
}

/** Which brief a person most likely came for, of those listed newest first. */
export function likelyBrief(briefs: readonly BriefListed[], me: string): BriefListed | undefined {
  return (
    briefs.find((brief) => brief.state === 'signed' && brief.incoming === me) ??
    briefs.find((brief) => brief.state === 'draft' && brief.outgoing === me) ??
    briefs.find((brief) => brief.state === 'draft' && brief.incoming === me) ??
    briefs.find((brief) => brief.state === 'draft') ??
    briefs[0]
  );
}

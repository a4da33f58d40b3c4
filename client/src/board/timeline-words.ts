import type { ClockName, IncidentEvent, IncidentEventType, TimelineEntry } from '@warroom/shared';
import { plural } from '../ui/format.ts';
import { severityWord } from './words.ts';
import type { Names } from './words.ts';
import { workWords } from './work-words.ts';

/** One line of the timeline in words: who, what, and what was typed. */
export interface TimelineLine {
  who: string;
  what: string;
  /** What someone wrote, as it is. */
  quote?: string | undefined;
  /** `key` is a deed of a person, `crit` made it critical, `quiet` the rest. */
  weight: 'key' | 'crit' | 'quiet';
  isNote: boolean;
}

type Known = {
  [T in IncidentEventType]: { type: T; data: Extract<IncidentEvent, { type: T }>['data'] };
}[IncidentEventType];

/** Says what an entry of an incident's record is. A type that this page doesn't know is named as it is. */
export function timelineLine(entry: TimelineEntry, names: Names): TimelineLine {
  const who = names.actor(entry.by);
  const { reason, text, title, nextStep } = entry.texts;
  const line = (
    what: string,
    quote?: string,
    weight: TimelineLine['weight'] = entry.by?.kind === 'person' ? 'key' : 'quiet',
  ): TimelineLine => ({
    who,
    what,
    quote: quote === '' ? undefined : (quote ?? (entry.erased ? '(text erased)' : undefined)),
    weight,
    isNote: false,
  });
  const event = { type: entry.type, data: entry.data } as unknown as Known;
  switch (event.type) {
    case 'incident.opened': {
      const { signals, severity } = event.data;
      const from = signals.length === 0 ? 'by hand' : `from ${plural(signals.length, 'signal')}`;
      const did =
        event.data.splitFrom === undefined
          ? `opened it ${from}`
          : `split it off from ${event.data.splitFrom} with ${plural(signals.length, 'signal')}`;
      return line(`${did}, ${severityWord(severity)}`, title, severity === 'S1' ? 'crit' : 'key');
    }
    case 'incident.signals-linked': {
      const { signals, movedFrom } = event.data;
      const count = plural(signals.length, 'signal');
      return movedFrom === undefined
        ? line(`linked ${count}`, undefined, 'quiet')
        : line(`moved ${count} here from ${movedFrom}`, reason);
    }
    case 'incident.signals-unlinked': {
      const { signals, movedTo } = event.data;
      const count = plural(signals.length, 'signal');
      return line(
        movedTo === undefined ? `unlinked ${count}` : `moved ${count} to ${movedTo}`,
        reason,
      );
    }
    case 'incident.claimed':
      return line('claimed it', undefined, 'quiet');
    case 'incident.acknowledged':
      return line(
        event.data.again
          ? 'acknowledged it as well'
          : event.data.assigns
            ? 'acknowledged, claimed and took it'
            : 'acknowledged and claimed it',
      );
    case 'incident.released':
      if (event.data.expired !== undefined)
        return line(
          `released it: new again, ${names.person(event.data.expired.holder)} did nothing on it`,
          reason,
        );
      return line(event.data.claimOnly ? 'released the claim' : 'released it: new again', reason);
    case 'incident.assigned': {
      const { from, to } = event.data;
      if (to === null)
        return line(`took ${from === null ? 'the assignee' : names.person(from)} off it`);
      return line(
        `assigned ${names.person(to)}${from === null ? '' : ` in place of ${names.person(from)}`}`,
      );
    }
    case 'incident.changed': {
      const changes = changeWords(event.data.changes, event.data.before, names);
      if (title !== undefined) changes.push('set the title');
      if (nextStep !== undefined)
        changes.push(nextStep === '' ? 'cleared the next step' : 'set the next step');
      const critical = event.data.changes.severity === 'S1';
      return line(joined(changes), reason ?? nextStep ?? title, critical ? 'crit' : undefined);
    }
    case 'incident.tagged': {
      const { add, remove } = event.data;
      return line(
        joined([
          ...(add.length > 0 ? [`tagged it ${add.join(', ')}`] : []),
          ...(remove.length > 0 ? [`took off ${remove.join(', ')}`] : []),
        ]),
        undefined,
        'quiet',
      );
    }
    case 'incident.noted':
      return { ...line('noted', text), isNote: true };
    case 'incident.dismissal-requested':
      return line(`asked to dismiss it: ${names.dismissReason(event.data.reason)}`, text);
    case 'incident.dismissal-declined':
      return line('kept it: not dismissed', text);
    case 'incident.dismissed': {
      const second = event.data.requestedBy;
      return line(
        `dismissed it: ${names.dismissReason(event.data.reason)}${second === null ? '' : `, asked for by ${names.person(second)}`}`,
        text,
      );
    }
    case 'incident.confirmed':
      return line('confirmed it: active');
    case 'incident.mitigated':
      return line('marked it mitigated', text);
    case 'incident.resolved':
      return line(`resolved it: ${names.outcome(event.data.outcome)}`, text);
    case 'incident.closed':
      return line(
        event.data.review === 'source-resolved'
          ? 'closed it: its source says it is over'
          : event.data.review === 'waived'
            ? 'closed it, review waived'
            : 'closed it, review done',
        text,
      );
    case 'incident.reopened':
      return entry.by?.kind === 'person'
        ? line(`reopened it (was ${event.data.from})`, reason)
        : line(`reopened it by a new signal (was ${event.data.from})`, reason, 'key');
    case 'incident.merged':
      return line(`merged it into ${event.data.into}`);
    case 'incident.absorbed':
      return line(
        `merged ${event.data.incident} into this, with ${plural(event.data.signalCount, 'signal')}`,
      );
    case 'incident.unmerged':
      return line(`parted it from ${event.data.out} again: ${event.data.to}`);
    case 'incident.parted':
      return line(`parted ${event.data.incident} from this again`);
    case 'incident.source-resolved':
      return line('says that it is over at the source', undefined, 'quiet');
    case 'incident.sla-warned':
      return line(`warns: the limit to ${LIMIT_WORDS[event.data.clock]} it is near`);
    case 'incident.sla-breached':
      return line(
        `notes: the limit to ${LIMIT_WORDS[event.data.clock]} it has passed`,
        undefined,
        'crit',
      );
    case 'incident.undone':
      return line(`took back: ${undoneWord(event.data.what)}`);
    case 'incident.tasks-added':
    case 'incident.task-set':
    case 'incident.task-removed':
    case 'incident.related':
    case 'incident.unrelated':
    case 'incident.watched':
    case 'incident.unwatched':
    case 'incident.snoozed':
    case 'incident.woken':
    case 'incident.evidence-added':
    case 'incident.evidence-removed':
    case 'incident.escalation-started':
    case 'incident.escalation-stepped':
    case 'incident.escalation-stopped':
    case 'incident.nobody-notified': {
      const words = workWords(event, entry, names);
      return line(words.what, words.quote, words.weight);
    }
    default:
      return unknownLine(entry, who, event);
  }
}

const LIMIT_WORDS: Record<ClockName, string> = {
  acknowledge: 'acknowledge',
  act: 'act on',
  resolve: 'resolve',
};

/** Compiles only while every known type has its case above; at run time a newer server may send others. */
function unknownLine(entry: TimelineEntry, who: string, _never: never): TimelineLine {
  return { who, what: entry.type.replace(/^incident\./, ''), weight: 'quiet', isNote: false };
}

const UNDONE: Partial<Record<IncidentEventType, string>> = {
  'incident.acknowledged': 'the acknowledgement',
  'incident.released': 'the release',
  'incident.assigned': 'the assignment',
  'incident.changed': 'the change',
  'incident.dismissal-requested': 'the request to dismiss',
  'incident.dismissal-declined': 'keeping it',
  'incident.dismissed': 'the dismissal',
  'incident.confirmed': 'the confirmation',
  'incident.mitigated': 'mitigated',
  'incident.resolved': 'the resolution',
  'incident.closed': 'the closing',
  'incident.reopened': 'the reopening',
};

function undoneWord(type: string): string {
  return UNDONE[type as IncidentEventType] ?? type.replace(/^incident\./, '');
}

type Changes = Extract<IncidentEvent, { type: 'incident.changed' }>['data']['changes'];

function changeWords(changes: Changes, before: Changes, names: Names): string[] {
  const words: string[] = [];
  const { severity, veracity, occurrence, category, jurisdictions, tlp, named } = changes;
  if (severity !== undefined) {
    words.push(
      `set severity ${before.severity ? `${severityWord(before.severity)} → ` : ''}${severityWord(severity)}`,
    );
  }
  if (veracity !== undefined) words.push(`set veracity ${before.veracity ?? '–'} → ${veracity}`);
  if (occurrence !== undefined)
    words.push(`set occurrence ${before.occurrence ?? '–'} → ${occurrence}`);
  if (category !== undefined)
    words.push(`set category ${before.category ?? 'none'} → ${category ?? 'none'}`);
  if (jurisdictions !== undefined) {
    words.push(
      `set jurisdictions ${jurisdictions.length === 0 ? 'none' : jurisdictions.map(names.jurisdiction).join(', ')}`,
    );
  }
  if (tlp !== undefined) words.push(`set TLP:${before.tlp ?? '–'} → TLP:${tlp}`);
  if (named !== undefined)
    words.push(`named ${named.length === 0 ? 'nobody' : named.map(names.person).join(', ')}`);
  return words;
}

function joined(parts: readonly string[]): string {
  return parts.length === 0 ? 'changed it' : parts.join(', ');
}

import type { IncidentView, TimelineEntry } from '@warroom/shared';
import type { Conflict } from '../store/desk.ts';
import type { Intent } from '../store/foresee.ts';
import { formatAgeLong, plural } from '../ui/format.ts';
import { timelineLine } from './timeline-words.ts';
import { typedText } from './typed-text.ts';
import { severityWord } from './words.ts';
import type { Names } from './words.ts';

/** What was asked for, in words: "set state mitigated". */
export function intentWords(intent: Intent, names: Names): string {
  switch (intent.type) {
    case 'incident.assign':
      return intent.assignee === null
        ? 'take the assignee off'
        : `assign ${names.person(intent.assignee)}`;
    case 'incident.change': {
      const { severity, veracity, occurrence, category, jurisdictions, tlp, title, nextStep } =
        intent.changes;
      const parts = [
        severity && `set severity ${severityWord(severity)}`,
        veracity && `set veracity ${veracity}`,
        occurrence && `set occurrence ${occurrence}`,
        category !== undefined && `set category ${category ?? 'none'}`,
        jurisdictions && `set jurisdictions ${jurisdictions.map(names.jurisdiction).join(', ')}`,
        tlp && `set TLP:${tlp}`,
        title !== undefined && `set the title “${title}”`,
        nextStep !== undefined && 'set the next step',
      ];
      return parts.filter((part) => typeof part === 'string').join(', ');
    }
    case 'incident.dismiss':
      return `dismiss it: ${names.dismissReason(intent.reason)}`;
    case 'incident.keep':
      return 'keep it';
    case 'incident.confirm':
      return 'set state active';
    case 'incident.mitigate':
      return 'set state mitigated';
    case 'incident.resolve':
      return `set state resolved: ${names.outcome(intent.outcome)}`;
    case 'incident.close':
      return 'set state closed';
    case 'incident.reopen':
      return 'reopen it';
    case 'incident.merge':
      return `merge it into ${intent.into}`;
    case 'incident.link':
      return `link ${plural(intent.signals.length, 'signal')}`;
    case 'incident.unlink':
      return `unlink ${plural(intent.signals.length, 'signal')}`;
    case 'incident.acknowledge':
      return 'acknowledge it';
    case 'incident.note':
      return 'add a note';
    case 'incident.snooze':
      return 'snooze it';
    case 'incident.wake':
      return 'wake it';
    case 'incident.escalate':
      return 'escalate it';
    case 'incident.move-signals':
      return `move ${plural(intent.signals.length, 'signal')} to ${intent.to}`;
    case 'incident.split':
      return `split ${plural(intent.signals.length, 'signal')} off: “${intent.title}”`;
    case 'incident.relate':
      return `relate it to ${intent.other}`;
    case 'incident.unrelate':
      return `part it from ${intent.other}`;
    case 'incident.watch':
      return 'watch it';
    case 'incident.unwatch':
      return 'stop watching it';
    case 'incident.unmerge':
      return 'part it again';
    case 'incident.release':
      return 'release it';
    case 'incident.claim':
      return 'claim it';
    default:
      return intent.type.replace(/^(incident|signal)\./, '');
  }
}

export interface ConflictWords {
  /** "Resolved 2 s ago by Ana — reopen?" */
  title: string;
  /** "You had version 31, now 33". */
  versions: string;
  mine: string;
  theirs: { who: string; what: string; at: number }[];
  /** Keeps what is there; with what was typed as a note. */
  keep: string;
  /** Does it all the same, on what is there now; null where it can't be. */
  redo: string | null;
  discard: string;
  /** What `redo` sends, in order. */
  redoIntents: Intent[];
}

const OVER: readonly IncidentView['state'][] = ['resolved', 'closed', 'dismissed'];

/** Explains a conflict and the ways on. */
export function conflictWords(
  conflict: Conflict,
  current: IncidentView | undefined,
  names: Names,
  now: number,
): ConflictWords {
  const { intent, refused, sawVersion, incident } = conflict;
  const theirs = refused.between.map((entry: TimelineEntry) => {
    const { who, what, quote } = timelineLine(entry, names);
    return { who, what: quote === undefined ? what : `${what}: “${quote}”`, at: entry.at };
  });
  const last = refused.between.at(-1);
  const by = last ? names.actor(last.by) : names.actor(current?.changedBy ?? null);
  const at = last?.at ?? refused.refusal.at ?? current?.changedAt ?? now;
  const ago = now - at < 1_000 ? 'just now' : `${formatAgeLong(now - at)} ago`;
  const state = current?.state ?? 'new';
  const isOver = OVER.includes(state);
  const hasText = typedText(intent).trim() !== '';
  const did = isOver || state === 'merged' ? capital(state) : 'Changed';
  const reopens = isOver && intent.type !== 'incident.close' && intent.type !== 'incident.reopen';
  const redoIntents = redoOf(intent, incident, reopens);
  return {
    title: `${did} ${ago} by ${by}${reopens ? ' — reopen?' : ''}`,
    versions: `You had version ${sawVersion}, now ${current?.version ?? '?'}`,
    mine: intentWords(intent, names),
    theirs,
    keep: `Keep ${isOver ? state : 'theirs'}${hasText ? ', add my note' : ''}`,
    redo:
      state === 'merged' || redoIntents.length === 0 ? null : redoWords(intent, reopens, hasText),
    discard: 'Discard mine',
    redoIntents,
  };
}

/** On something that is over, doing it again means reopening it first. */
function redoOf(intent: Intent, incident: string, reopens: boolean): Intent[] {
  if (!reopens) return [intent];
  const text = typedText(intent).trim();
  const reopen: Intent = {
    type: 'incident.reopen',
    incident,
    reason: text === '' ? 'Reopened to go on working' : text,
  };
  // What led to its end in another way is settled by reopening; the rest is done on top.
  const ends = ['incident.resolve', 'incident.dismiss', 'incident.merge'].includes(intent.type);
  const still =
    intent.type === 'incident.assign' ||
    intent.type === 'incident.change' ||
    intent.type === 'incident.mitigate' ||
    ends;
  return still && intent.type !== 'incident.dismiss'
    ? [reopen, text === '' ? intent : untexted(intent)]
    : [reopen];
}

/** The same without what was typed, which is the reason for reopening already. */
function untexted(intent: Intent): Intent {
  if (intent.type !== 'incident.mitigate' && intent.type !== 'incident.resolve') return intent;
  const { text: _, ...rest } = intent;
  return rest;
}

function redoWords(intent: Intent, reopens: boolean, hasText: boolean): string {
  if (reopens) return `Reopen as active${hasText ? ' with my note' : ''}`;
  return intent.type === 'incident.change' || intent.type === 'incident.assign'
    ? 'Set mine all the same'
    : 'Do mine all the same';
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

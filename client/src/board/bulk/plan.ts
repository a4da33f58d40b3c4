import type { IncidentView, SignalView, Tlp } from '@warroom/shared';
import type { Unit } from '../../store/run-many.ts';
import { formatTimer } from '../../ui/format.ts';
import { incidentActions } from '../actions.ts';
import type { ActionContext, IncidentActionId } from '../actions.ts';
import { severityWord } from '../words.ts';
import type { BulkDeed } from './staged.ts';

/** What will happen to one of the chosen. */
export interface Line {
  id: string;
  /** "dismiss", "assign Ana": in words, where it will be done. */
  will: string;
  /** Why it is left out, where it is: "held by Tomas, 4:12 left". */
  why: string | null;
  /** Left out because somebody stands in the way, rather than because there is nothing to do. */
  isHeld: boolean;
}

/** The chosen, as known here; one that isn't loaded goes along as the server has it. */
export type Chosen =
  | { kind: 'signal'; id: string; signal: SignalView | undefined }
  | { kind: 'incident'; id: string; incident: IncidentView | undefined };

export interface PlanContext extends ActionContext {
  /** The incident that others are merged into, or signals linked to. */
  incident(id: string): IncidentView | undefined;
  outcome(code: string): string;
  dismissReason(code: string): string;
}

const RANK: Record<Tlp, number> = { CLEAR: 0, GREEN: 1, AMBER: 2, 'AMBER+STRICT': 3, RED: 4 };

/** What a deed will do to each, or why it is left out. The server decides; this shows it first. */
export function planOf(
  deed: BulkDeed,
  chosen: readonly Chosen[],
  context: PlanContext,
): readonly Line[] {
  return chosen.map((one) => {
    const why =
      one.kind === 'signal' ? whyNotSignal(deed, one, context) : whyNot(deed, one, context);
    const isHeld = why?.startsWith('held by') ?? false;
    return { id: one.id, will: willWords(deed, one, context), why, isHeld };
  });
}

function whyNotSignal(
  deed: BulkDeed,
  { signal }: Extract<Chosen, { kind: 'signal' }>,
  { me, now, person }: PlanContext,
): string | null {
  if (!signal) return null;
  const { state, claim } = signal;
  if (deed.do === 'link') {
    if (state === 'dismissed') return 'was dismissed: restore it first';
    const known = deed.incidents.filter((id) => signal.incidents.includes(id));
    if (known.length === deed.incidents.length) return `linked to ${known.join(', ')} already`;
  } else if (deed.do === 'release') {
    return claim?.by === me && claim.until > now ? null : 'not claimed by you';
  } else if (state !== 'undecided')
    return state === 'linked' ? `linked to ${signal.incidents.join(', ')}` : 'was dismissed';
  if (claim !== null && claim.by !== me && claim.until > now)
    return `held by ${person(claim.by)}, ${formatTimer(claim.until - now)} left`;
  return null;
}

const OFFERS: Partial<Record<BulkDeed['do'], readonly IncidentActionId[]>> = {
  claim: ['claim'],
  release: ['release'],
  dismiss: ['dismiss', 'confirm-dismissal'],
  acknowledge: ['acknowledge'],
  assign: ['assign'],
  change: ['severity'],
  tag: ['tag'],
  snooze: ['snooze', 'wake'],
  wake: ['wake'],
  watch: ['watch', 'unwatch'],
  merge: ['merge'],
  resolve: ['resolve'],
};

function whyNot(
  deed: BulkDeed,
  { id, incident }: Extract<Chosen, { kind: 'incident' }>,
  context: PlanContext,
): string | null {
  if (!incident) return null;
  if (deed.do === 'merge' && deed.into === id) return 'stays: the others come to it';
  const wanted = OFFERS[deed.do] ?? [];
  const offer = incidentActions(incident, context).find((one) => wanted.includes(one.id));
  if (!offer) {
    if (deed.do === 'wake') return 'not snoozed';
    return incident.state === 'merged'
      ? `merged into ${incident.mergedInto ?? 'another'}`
      : `${incident.state}: nothing to do`;
  }
  if (offer.disabledReason !== undefined)
    return offer.disabledReason.replace(/^claimed by /, 'held by ');
  return alreadySo(deed, incident, context);
}

function alreadySo(deed: BulkDeed, incident: IncidentView, context: PlanContext): string | null {
  switch (deed.do) {
    case 'assign':
      if (deed.assignee !== incident.assignee) return null;
      return deed.assignee === null
        ? 'unowned already'
        : deed.assignee === context.me
          ? 'yours already'
          : `${context.person(deed.assignee)} has it already`;
    case 'change': {
      const same = Object.entries(deed.changes).every(
        ([field, value]) => JSON.stringify(incident[field as 'severity']) === JSON.stringify(value),
      );
      return same ? 'so already' : null;
    }
    case 'tag': {
      const isAdded = deed.add.every((tag) => incident.tags.includes(tag));
      const isGone = deed.remove.every((tag) => !incident.tags.includes(tag));
      return isAdded && isGone ? 'tagged so already' : null;
    }
    case 'watch':
      return incident.watchers.includes(context.me) ? 'watched already' : null;
    case 'merge': {
      const target = context.incident(deed.into);
      return target && RANK[target.tlp] < RANK[incident.tlp]
        ? `TLP:${incident.tlp}, and ${deed.into} only TLP:${target.tlp}`
        : null;
    }
    default:
      return null;
  }
}

function willWords(deed: BulkDeed, one: Chosen, context: PlanContext): string {
  switch (deed.do) {
    case 'link': {
      const had = one.kind === 'signal' ? (one.signal?.incidents ?? []) : [];
      const to = deed.incidents.filter((id) => !had.includes(id));
      return `link to ${to.join(', ')}`;
    }
    case 'dismiss': {
      const isGrave =
        one.kind === 'incident' &&
        (one.incident?.severity === 'S1' || one.incident?.severity === 'S2') &&
        one.incident.dismissalRequest === null;
      return isGrave ? 'ask for it: a second person confirms' : 'dismiss';
    }
    case 'assign':
      return one.kind === 'incident' && one.incident?.assignee
        ? `take over from ${context.person(one.incident.assignee)}`
        : 'assign';
    case 'change':
      return one.kind === 'incident' && one.incident && deed.changes.severity !== undefined
        ? `${severityWord(one.incident.severity)} → ${severityWord(deed.changes.severity)}`
        : 'set';
    case 'release':
      return one.kind === 'incident' && one.incident?.state === 'triage'
        ? 'release to new'
        : 'release';
    case 'merge':
      return `merge into ${deed.into}`;
    case 'snooze':
      return one.kind === 'incident' && one.incident?.snooze ? 'snooze anew' : 'snooze';
    default:
      return deed.do;
  }
}

/** The deed in words, for buttons and toasts: "Dismissed as spam". `what` is "12 signals", "US28-0042". */
export function deedWords(
  deed: BulkDeed,
  what: string,
  names: Pick<PlanContext, 'person' | 'outcome' | 'dismissReason' | 'me'>,
): { ask: string; did: string } {
  const words = (ask: string, did: string) => ({ ask, did });
  switch (deed.do) {
    case 'claim':
      return words(`Claim ${what}`, `Claimed ${what}`);
    case 'release':
      return words(`Release ${what}`, `Released ${what}`);
    case 'dismiss': {
      const why = names.dismissReason(deed.reason).toLocaleLowerCase();
      return words(`Dismiss ${what}: ${why}`, `Dismissed ${what}: ${why}`);
    }
    case 'link': {
      const to = deed.incidents.join(' and ');
      return words(`Link ${what} to ${to}`, `Linked ${what} to ${to}`);
    }
    case 'acknowledge':
      return words(`Acknowledge ${what}`, `Acknowledged ${what}`);
    case 'assign': {
      if (deed.assignee === null)
        return words(`Take the assignee off ${what}`, `Took the assignee off ${what}`);
      const who = deed.assignee === names.me ? 'you' : names.person(deed.assignee);
      return words(`Assign ${what} to ${who}`, `Assigned ${what} to ${who}`);
    }
    case 'change': {
      const { severity, veracity, category, occurrence, tlp } = deed.changes;
      const to = [
        severity && severityWord(severity),
        veracity,
        category === undefined ? undefined : (category ?? 'no category'),
        occurrence,
        tlp && `TLP:${tlp}`,
      ].filter((part) => typeof part === 'string');
      return words(`Set ${what} to ${to.join(', ')}`, `Set ${what} to ${to.join(', ')}`);
    }
    case 'tag': {
      const tags = [...deed.add, ...deed.remove.map((tag) => `−${tag}`)].join(', ');
      return words(`Tag ${what} ${tags}`, `Tagged ${what} ${tags}`);
    }
    case 'snooze':
      return words(`Snooze ${what}`, `Snoozed ${what}`);
    case 'wake':
      return words(`Wake ${what}`, `Woke ${what}`);
    case 'watch':
      return words(`Watch ${what}`, `Watching ${what}`);
    case 'merge':
      return words(`Merge ${what} into ${deed.into}`, `Merged ${what} into ${deed.into}`);
    case 'resolve': {
      const how = names.outcome(deed.outcome).toLocaleLowerCase();
      return words(`Resolve ${what}: ${how}`, `Resolved ${what}: ${how}`);
    }
  }
}

const MOST_SIGNALS = 200;

/** The commands of a deed. Signals go to an incident together, as one line in its record; the rest each by itself. */
export function unitsOf(
  deed: BulkDeed,
  kind: 'signal' | 'incident',
  ids: readonly string[],
  isLinked: (signal: string, incident: string) => boolean = () => false,
): Unit[] {
  const text = 'text' in deed && deed.text !== '' ? { text: deed.text } : {};
  const signal = (of: (signals: string[]) => Unit['intent']): Unit[] =>
    ids.map((id) => ({ intent: of([id]), items: [id] }));
  const each = (of: (incident: string) => Unit['intent']): Unit[] =>
    ids.map((id) => ({ intent: of(id), items: [id] }));
  switch (deed.do) {
    case 'claim':
      return kind === 'signal'
        ? signal((signals) => ({ type: 'signal.claim', signals }))
        : each((incident) => ({ type: 'incident.claim', incident }));
    case 'release':
      return kind === 'signal'
        ? signal((signals) => ({ type: 'signal.release', signals }))
        : each((incident) => ({ type: 'incident.release', incident }));
    case 'dismiss': {
      const { reason } = deed;
      return kind === 'signal'
        ? signal((signals) => ({ type: 'signal.dismiss', signals, reason, ...text }))
        : each((incident) => ({ type: 'incident.dismiss', incident, reason, ...text }));
    }
    case 'link':
      return deed.incidents.flatMap((incident) => {
        const some = ids.filter((id) => !isLinked(id, incident));
        const parts: Unit[] = [];
        for (let from = 0; from < some.length; from += MOST_SIGNALS) {
          const signals = some.slice(from, from + MOST_SIGNALS);
          parts.push({ intent: { type: 'incident.link', incident, signals }, items: signals });
        }
        return parts;
      });
    case 'acknowledge':
      return each((incident) => ({ type: 'incident.acknowledge', incident }));
    case 'assign':
      return each((incident) => ({
        type: 'incident.assign',
        incident,
        assignee: deed.assignee,
      }));
    case 'change':
      return each((incident) => ({ type: 'incident.change', incident, changes: deed.changes }));
    case 'tag':
      return each((incident) => ({
        type: 'incident.tag',
        incident,
        add: [...deed.add],
        remove: [...deed.remove],
      }));
    case 'snooze':
      return each((incident) => ({
        type: 'incident.snooze',
        incident,
        until: deed.until,
        condition: deed.condition,
        ...(deed.reason === '' ? {} : { reason: deed.reason }),
      }));
    case 'wake':
      return each((incident) => ({ type: 'incident.wake', incident }));
    case 'watch':
      return each((incident) => ({ type: 'incident.watch', incident }));
    case 'merge':
      return each((incident) => ({ type: 'incident.merge', incident, into: deed.into }));
    case 'resolve':
      return each((incident) => ({
        type: 'incident.resolve',
        incident,
        outcome: deed.outcome,
        ...text,
      }));
  }
}

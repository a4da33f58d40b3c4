import type { IncidentView } from '../incident/project.ts';
import { isOpen } from '../incident/states.ts';
import type { SignalView } from '../signal/project.ts';
import { foldText, holdsWords } from './fold.ts';
import { durationOf } from './known.ts';
import { staysInSight } from './query.ts';
import type { Query, QueryField, QueryTerm } from './query.ts';

/** What matching needs to know besides the record. */
export interface MatchContext {
  /** This person's id. */
  me: string | null;
  /** Server time, epoch ms. */
  now: number;
  /** Whether a jurisdiction (id) is the wanted one (id or code) or lies within it. */
  within(jurisdiction: string, wanted: string): boolean;
}

/** What a search looks at of an incident: an `IncidentView` has it all. */
export type IncidentFacts = Pick<
  IncidentView,
  | 'id'
  | 'title'
  | 'nextStep'
  | 'tags'
  | 'severity'
  | 'state'
  | 'jurisdictions'
  | 'category'
  | 'sources'
  | 'assignee'
  | 'owned'
  | 'veracity'
  | 'tlp'
  | 'claim'
  | 'acknowledgedAt'
  | 'openedAt'
  | 'changedAt'
  | 'clocks'
  | 'watchers'
  | 'snooze'
  | 'escalation'
  | 'evidenceCount'
  | 'taskCount'
  | 'linkCount'
  | 'noteCount'
>;

/** What a search looks at of a signal besides its texts. */
export type SignalFacts = Omit<SignalView, 'text' | 'url' | 'author' | 'erased' | 'dismissReason'> &
  Partial<Pick<SignalView, 'text' | 'url' | 'author'>>;

/**
 * Whether an incident answers a search. `hasText`: an index has judged its texts, notes and tasks already;
 * without, the texts at hand are looked at.
 */
export function matchesIncident(
  query: Query,
  incident: IncidentFacts,
  context: MatchContext,
  hasText = false,
): boolean {
  for (const term of query.terms) {
    if (!holds(term, (value) => incidentHas(incident, term.field, value, context))) return false;
  }
  return hasText || holdsTexts(query, incident, incidentText);
}

/** As `matchesIncident`, but only what is open and not snoozed unless the search says otherwise. */
export function isShownFor(
  query: Query,
  incident: IncidentFacts,
  context: MatchContext,
  hasText = false,
): boolean {
  if (staysInSight(query) && (!isOpen(incident.state) || incident.snooze !== null)) return false;
  return matchesIncident(query, incident, context, hasText);
}

/**
 * Whether a signal answers a search; what signals don't have (tags, owners, states of incidents) is passed
 * over. `hasText`: an index has judged the texts already.
 */
export function matchesSignal(
  query: Query,
  signal: SignalFacts,
  context: MatchContext,
  hasText = false,
): boolean {
  for (const term of query.terms) {
    if (!asksOfSignals(term)) continue;
    if (!holds(term, (value) => signalHas(signal, term.field, value, context))) return false;
  }
  return hasText || holdsTexts(query, signal, signalText);
}

function holds({ values, not }: QueryTerm, has: (value: string) => boolean): boolean {
  return values.some(has) !== (not === true);
}

const folded = new WeakMap<object, string>();

function holdsTexts<T extends object>(query: Query, record: T, textOf: (record: T) => string) {
  const { texts, without } = query;
  if (texts.length === 0 && without.length === 0) return true;
  let text = folded.get(record);
  if (text === undefined) {
    text = textOf(record);
    folded.set(record, text);
  }
  const last = texts.length - 1;
  return (
    texts.every((one, index) => holdsWords(text, wordsOf(one), index === last)) &&
    !without.some((one) => wordsOf(one) !== '' && holdsWords(text, wordsOf(one), false))
  );
}

const words = new Map<string, string>();

/** A text of a search, folded; remembered, for it is asked of thousands. */
function wordsOf(text: string): string {
  let known = words.get(text);
  if (known === undefined) {
    if (words.size > 200) words.clear();
    words.set(text, (known = foldText(text)));
  }
  return known;
}

/** Texts of different kinds apart, so that no phrase runs from one into the next. */
function incidentText({ id, title, nextStep, tags }: IncidentFacts): string {
  return [id, title, nextStep, ...tags].map(foldText).join(' | ');
}

function signalText({ text, author, url }: SignalFacts): string {
  return [text ?? '', author ?? '', url ?? ''].map(foldText).join(' | ');
}

function incidentHas(
  incident: IncidentFacts,
  field: QueryField,
  value: string,
  context: MatchContext,
): boolean {
  switch (field) {
    case 'sev':
      return incident.severity === value.toUpperCase();
    case 'state':
      return incident.state === value.toLowerCase();
    case 'in':
      return incident.jurisdictions.some((id) => context.within(id, value));
    case 'cat':
      return isCategory(incident.category, value);
    case 'source':
      return incident.sources.includes(value);
    case 'by':
      return incident.assignee === (value === 'me' ? (context.me ?? value) : value);
    case 'tag':
      return incident.tags.includes(value);
    case 'veracity':
      return incident.veracity === value.toLowerCase();
    case 'tlp':
      return incident.tlp === value.toUpperCase();
    case 'is':
      return incidentIs(incident, value, context);
    case 'has':
      return incidentHolds(incident, value);
    case 'opened':
      return isWithin(incident.openedAt, value, context.now);
    case 'changed':
      return isWithin(incident.changedAt, value, context.now);
    case 'kind':
      return value.toLowerCase() === 'incident';
    case 'lang':
    case 'channel':
      return true;
  }
}

function incidentIs(incident: IncidentFacts, value: string, { me, now }: MatchContext): boolean {
  const { state } = incident;
  switch (value.toLowerCase()) {
    case 'unassigned':
      return !incident.owned;
    case 'mine':
      return (
        me !== null &&
        (incident.assignee === me || (incident.claim?.by === me && incident.claim.until > now))
      );
    case 'overdue':
      return isOverdue(incident, now);
    case 'breaching':
      return isBreaching(incident, now);
    case 'unacknowledged':
      return incident.acknowledgedAt === null;
    case 'claimed':
      return incident.claim !== null && incident.claim.until > now;
    case 'snoozed':
      return incident.snooze !== null;
    case 'watched':
      return me !== null && incident.watchers.includes(me);
    case 'escalating':
      return (
        incident.escalation !== null &&
        (incident.escalation.next !== null || incident.escalation.nobodyAt !== null)
      );
    case 'linked':
      return incident.linkCount > 0;
    case 'open':
      return isOpen(state);
    case 'resolved':
    case 'closed':
    case 'dismissed':
    case 'merged':
      return state === value.toLowerCase();
    default:
      return false;
  }
}

function incidentHolds(incident: IncidentFacts, value: string): boolean {
  switch (value.toLowerCase()) {
    case 'evidence':
      return incident.evidenceCount > 0;
    case 'tasks':
      return incident.taskCount > 0;
    case 'links':
      return incident.linkCount > 0;
    case 'notes':
      return incident.noteCount > 0;
    default:
      return false;
  }
}

/** What signals are asked for by `is:` and `state:`; the rest is about incidents and passed over. */
const SIGNAL_IS = new Set(['claimed', 'mine', 'undecided', 'linked', 'dismissed']);
const SIGNAL_STATES = new Set(['undecided', 'linked', 'dismissed']);

/** Whether a term says anything about signals. */
export function asksOfSignals({ field, values }: QueryTerm): boolean {
  switch (field) {
    case 'by':
    case 'tag':
    case 'veracity':
    case 'changed':
      return false;
    case 'is':
      return values.some((value) => SIGNAL_IS.has(value.toLowerCase()));
    case 'state':
      return values.some((value) => SIGNAL_STATES.has(value.toLowerCase()));
    case 'has':
      return values.some((value) => value.toLowerCase() === 'links');
    default:
      return true;
  }
}

/** Whether a search names the states of signals it wants itself. */
export function saysSignalState(query: Query): boolean {
  return query.terms.some(
    ({ field, values }) =>
      (field === 'is' || field === 'state') &&
      values.some((value) => SIGNAL_STATES.has(value.toLowerCase())),
  );
}

function signalHas(
  signal: SignalFacts,
  field: QueryField,
  value: string,
  context: MatchContext,
): boolean {
  switch (field) {
    case 'sev':
      return signal.severity === value.toUpperCase();
    case 'in':
      return signal.jurisdiction !== null && context.within(signal.jurisdiction, value);
    case 'cat':
      return isCategory(signal.category, value);
    case 'source':
      return signal.source === value;
    case 'lang':
      return isLanguage(signal.language, value);
    case 'channel':
      return signal.channel === value.toLowerCase();
    case 'tlp':
      return signal.tlp === value.toUpperCase();
    case 'is':
      if (value.toLowerCase() === 'mine')
        return signal.claim !== null && holdsNow(signal, context) && signal.claim.by === context.me;
      return value.toLowerCase() === 'claimed'
        ? holdsNow(signal, context)
        : signal.state === value.toLowerCase();
    case 'state':
      return signal.state === value.toLowerCase();
    case 'has':
      return value.toLowerCase() === 'links' && signal.incidents.length > 0;
    case 'opened':
      return isWithin(signal.receivedAt, value, context.now);
    case 'kind':
      return value.toLowerCase() === 'signal';
    case 'by':
    case 'tag':
    case 'veracity':
    case 'changed':
      return true;
  }
}

function holdsNow({ claim }: SignalFacts, { now }: MatchContext): boolean {
  return claim !== null && claim.until > now;
}

/** `es` is also es-MX. */
export function isLanguage(language: string | null, wanted: string): boolean {
  if (language === null) return false;
  const [has, want] = [language.toLowerCase(), wanted.toLowerCase()];
  return has === want || has.startsWith(`${want}-`);
}

function isCategory(category: string | null, wanted: string): boolean {
  return category !== null && (category === wanted || category.startsWith(`${wanted}.`));
}

/** `<2h`: less than two hours ago; `>2h`: longer ago. What is no time holds for nothing. */
function isWithin(at: number, value: string, now: number): boolean {
  const duration = durationOf(value);
  if (duration === undefined) return false;
  return duration.isLonger ? now - at > duration.ms : now - at < duration.ms;
}

/** Whether one of an incident's clocks ran out unmet. */
export function isOverdue({ clocks }: Pick<IncidentView, 'clocks'>, now: number): boolean {
  return isUnmetAfter(clocks, 'dueAt', now);
}

/** Whether one of an incident's clocks has passed its warning, or run out, unmet. */
export function isBreaching({ clocks }: Pick<IncidentView, 'clocks'>, now: number): boolean {
  return isUnmetAfter(clocks, 'warnAt', now);
}

function isUnmetAfter(
  { acknowledge, act, resolve }: IncidentView['clocks'],
  limit: 'dueAt' | 'warnAt',
  now: number,
): boolean {
  return (
    (acknowledge.metAt === null && acknowledge[limit] <= now) ||
    (act.metAt === null && act[limit] <= now) ||
    (resolve.metAt === null && resolve[limit] <= now)
  );
}

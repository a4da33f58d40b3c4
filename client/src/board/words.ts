import type {
  Actor,
  ClockName,
  CompiledElection,
  DismissReason,
  IncidentView,
  PersonView,
  Severity,
  SourceView,
} from '@warroom/shared';
import { SEVERITY_WORDS } from '../ui/severity.tsx';

/** Names for the ids that records hold. */
export interface Names {
  person(id: string): string;
  source(name: string): string;
  actor(actor: Actor | null): string;
  /** "Harris County, TX" of an id; the id itself when unknown. */
  jurisdiction(id: string): string;
  /** Its short code: "AZ". */
  jurisdictionCode(id: string): string;
  outcome(code: string): string;
  dismissReason(code: string): string;
  category(code: string): string;
  playbook(id: string): string;
}

/** Names as the election's file and the feed's lists have them; ids where they don't. */
export function namesOf(
  election: CompiledElection,
  people: readonly PersonView[],
  sources: readonly SourceView[],
): Names {
  const persons = new Map(people.map((person) => [person.id, person.name]));
  const titles = new Map(sources.map((source) => [source.name, source.title]));
  const outcomes = new Map(election.election.outcomes.map(({ code, name }) => [code, name]));
  const reasons = new Map<string, string>(
    election.election.dismissReasons.map(({ code, name }) => [code, name]),
  );
  const playbooks = new Map(election.election.playbooks.map(({ id, title }) => [id, title]));
  const person = (id: string): string => persons.get(id) ?? 'Someone who left';
  const source = (name: string): string => titles.get(name) ?? (name === 'desk' ? 'Desk' : name);
  return {
    person,
    source,
    actor(actor) {
      if (actor === null) return 'Someone';
      if (actor.kind === 'person') return person(actor.id);
      return actor.kind === 'source' ? source(actor.id) : 'The server';
    },
    jurisdiction: (id) => election.byId.get(id)?.name ?? id,
    jurisdictionCode: (id) => election.byId.get(id)?.code ?? id,
    outcome: (code) => outcomes.get(code) ?? code,
    dismissReason: (code) => reasons.get(code) ?? code,
    category: (code) => election.categories.get(code) ?? code,
    playbook: (id) => playbooks.get(id) ?? id,
  };
}

/** "1 CRIT". */
export function severityWord(severity: Severity): string {
  return `${SEVERITY_WORDS[severity].number} ${SEVERITY_WORDS[severity].short}`;
}

/** A clock's name as rows abbreviate it. */
export const CLOCK_SHORT: Record<ClockName, string> = {
  acknowledge: 'ack',
  act: 'act',
  resolve: 'res',
};

export const CLOCK_NAMES: Record<ClockName, string> = {
  acknowledge: 'Acknowledge',
  act: 'Act',
  resolve: 'Resolve',
};

/** Reasons to dismiss, in the order of the domain; the election names them. */
export const DISMISS_REASONS: readonly DismissReason[] = [
  'not-election-related',
  'unfounded',
  'protected-speech',
  'insufficient',
  'other-jurisdiction',
  'duplicate',
  'spam',
];

export const VERACITY_WORDS: Record<IncidentView['veracity'], string> = {
  unverified: 'unverified',
  corroborated: 'corroborated',
  'confirmed-true': 'confirmed true',
  'confirmed-false': 'confirmed false',
  misleading: 'misleading',
  inconclusive: 'inconclusive',
};

/** What each severity means, for choosing one. */
export const SEVERITY_MEANING: Record<Severity, string> = {
  S1: 'keeps people from voting, or endangers them',
  S2: 'will become S1 if nobody acts',
  S3: 'harms, within limits',
  S4: 'small, worth a look',
  S5: 'to know, not to act on',
};

/** A channel as the queue names it. */
export function channelWord(channel: string): string {
  const words: Record<string, string> = { sms: 'SMS', mail: 'Mail' };
  return words[channel] ?? `${channel.charAt(0).toUpperCase()}${channel.slice(1)}`;
}

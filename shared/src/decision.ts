import type { BriefContent } from './brief/brief.ts';
import type { BriefScope } from './brief/compose.ts';
import type { BriefEvent } from './brief/events.ts';
import type { CareEvent } from './care/events.ts';
import type { EscalationPolicy } from './escalation/escalation.ts';
import type { RulesEvent } from './notify/events.ts';
import type { WayKind } from './notify/notify.ts';
import type { RosterEvent } from './roster/events.ts';
import type { Sections } from './section.ts';
import type { ViewEvent } from './view/events.ts';
import type { WallEvent } from './wall/events.ts';
import type { Actor } from './actor.ts';
import type { Role, Subject } from './access.ts';
import type { Desk, Playbook } from './election/election.ts';
import type { Incident, Severity, SlaClocks } from './incident/incident.ts';
import type { IncidentEvent } from './incident/events.ts';
import type { MessageEvent } from './message/events.ts';
import type { Message } from './message/message.ts';
import type { Refusal } from './refusal.ts';
import type { SignalEvent } from './signal/events.ts';
import type { Signal } from './signal/signal.ts';
import type { Tlp } from './tlp.ts';

export type DomainEvent =
  | IncidentEvent
  | SignalEvent
  | MessageEvent
  | RosterEvent
  | ViewEvent
  | BriefEvent
  | RulesEvent
  | CareEvent
  | WallEvent;

/** One event to be written, and the version its aggregate must still have. */
export interface Write {
  aggregate: string;
  expectedVersion: number;
  event: DomainEvent;
}

export type Decision = { ok: true; writes: Write[] } | { ok: false; refusal: Refusal };

/** What the rules need to know of an election; built by the server from the election's file. */
export interface Rules {
  numberPrefix: string;
  drill: boolean;
  defaultTlp: Tlp;
  claimMs: number;
  hasJurisdiction(id: string): boolean;
  hasCategory(code: string): boolean;
  hasOutcome(code: string): boolean;
  hasPerson(id: string): boolean;
  /** Limits tighten with the phase of the places concerned. */
  clocks(severity: Severity, from: number, jurisdictions: readonly string[]): SlaClocks;
  /** The desk's zone, IANA. */
  zone: string;
  reopenWindowMs: number;
  /** Desks of the election's file, in its order. */
  desks: readonly Desk[];
  playbooks: readonly Playbook[];
  /** Those of the election's file; a roster may hold others. */
  policies: readonly EscalationPolicy[];
  /** The election's people with their roles, and up to which label they are cleared where that is known. */
  people(): readonly { id: string; role: Role; clearance?: Tlp }[];
  /** The ways by which this server can tell people things; absent: all. */
  wayKinds?: readonly WayKind[];
}

/** All that a decision may look at. Time, author and ids come in; nothing is fetched. */
export interface DecisionContext {
  now: number;
  subject: Subject;
  by: Actor;
  rules: Rules;
  /** The number the next opened incident would get. */
  nextIncident: string;
  /** An id for a signal entered by hand. */
  newSignalId: string;
  incident(id: string): Incident | undefined;
  signal(id: string): Signal | undefined;
  message(id: string): Message | undefined;
  sections: Readonly<Sections>;
  /** The version of a section's aggregate; 0 before its first event. */
  versionOf(aggregate: string): number;
  /** A fresh id for what is made: a task, a view, a shift. Distinct at every call. */
  newId(): string;
  /** What an upload's token stands for, or undefined when it is not one of this server's, or too old. */
  upload(token: string): Upload | undefined;
  /** A shift brief as it stands now, of what a subject may see; RED is never in it. */
  composeBrief(brief: BriefScope, subject: Subject): BriefContent;
  /** Undecided signals in the order of the queue, oldest first, without those being handed out just now. */
  queue(): Iterable<Signal>;
  /** How many times this command has lost a race. */
  tries: number;
}

/** Accepts: these events are to be written together. */
export function accept(writes: Write[]): Decision {
  return { ok: true, writes };
}

/** Declines with a refusal. */
export function decline(refusal: Refusal): Decision {
  return { ok: false, refusal };
}

/** The journal's aggregate of an incident. */
export function incidentAggregate(id: string): string {
  return `incident:${id}`;
}

/** The journal's aggregate of a signal. */
export function signalAggregate(id: string): string {
  return `signal:${id}`;
}

/** A file that was uploaded and is kept by its content, not yet part of any incident. */
export interface Upload {
  sha256: string;
  size: number;
  mime: string;
  name: string;
  hasPreview: boolean;
}

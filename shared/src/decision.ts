import type { Actor } from './actor.ts';
import type { Subject } from './access.ts';
import type { Incident, Severity, SlaClocks } from './incident/incident.ts';
import type { IncidentEvent } from './incident/events.ts';
import type { MessageEvent } from './message/events.ts';
import type { Message } from './message/message.ts';
import type { Refusal } from './refusal.ts';
import type { SignalEvent } from './signal/events.ts';
import type { Signal } from './signal/signal.ts';
import type { Tlp } from './tlp.ts';

export type DomainEvent = IncidentEvent | SignalEvent | MessageEvent;

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

import { z } from 'zod';
import type { ClockName, Severity } from '../incident/incident.ts';
import type { Tlp } from '../tlp.ts';

/** What can be told to somebody outside. */
export const HappeningKind = z.enum(['sla.breach', 'incident.opened', 'incident.raised']);
export type HappeningKind = z.infer<typeof HappeningKind>;

/** Something worth telling: what happened to which incident, by which of its versions. */
export interface Happening {
  kind: HappeningKind;
  incident: string;
  /** The incident's version that this made. */
  version: number;
  severity: Severity;
  tlp: Tlp;
  /** The clock that was breached and its limit, epoch ms. */
  clock: ClockName | null;
  dueAt: number | null;
}

/** A happening as a message keeps it: no text, no label; those are looked up when it is sent. */
export type MessageData = Omit<Happening, 'tlp'> & { target: string };

/** One try at sending. `status` is the receiver's HTTP status, null when it gave none; `ms` how long it took. */
export interface Attempt {
  status: number | null;
  ms: number;
  problem: string | null;
}

/** Which node is sending it. Others wait `leaseMs` from when they saw that. */
export interface MessageClaim {
  node: string;
  leaseMs: number;
  at: number;
}

/** A message to one target. Its id is the one that the receiver gets, whatever happens. */
export interface Message extends MessageData {
  id: string;
  messageVersion: number;
  /** When what it tells happened. */
  happenedAt: number;
  /** When it was queued, or queued again by a replay. */
  queuedAt: number;
  state: 'pending' | 'sent' | 'dead' | 'dropped';
  attempts: number;
  lastAttempt: (Attempt & { at: number }) | null;
  /** After a failure: how long to wait, from `lastAttempt.at`. */
  retryInMs: number | null;
  claim: MessageClaim | null;
}

/** The journal's aggregate of a message. */
export function messageAggregate(id: string): string {
  return `message:${id}`;
}

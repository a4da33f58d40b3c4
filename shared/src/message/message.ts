import { z } from 'zod';
import type { ClockName, Severity } from '../incident/incident.ts';
import type { PersonEvent } from '../notify/notify.ts';
import type { Tlp } from '../tlp.ts';

/** What can be told to somebody outside. */
export const HappeningKind = z.enum(['sla.breach', 'incident.opened', 'incident.raised']);
export type HappeningKind = z.infer<typeof HappeningKind>;

/** All that messages tell: what the election's targets asked for, what people are told, and a test to oneself. */
export type MessageKind = HappeningKind | PersonEvent | 'test';

/**
 * Which of the happenings of its kind it is, for words: ids, codes and times, no text. `code` is one of
 * `AboutCode`; `by` who did it; the rest as the code has it.
 */
export interface MessageAbout {
  code: AboutCode;
  by?: string;
  /** The escalation's step, from 0. */
  step?: number;
  desk?: string;
  from?: number;
  until?: number;
  /** The brief, swap, message or display it is about. */
  id?: string;
}
export type AboutCode =
  | 'step'
  | 'assigned'
  | 'task'
  | 'mention'
  | 'state'
  | 'severity'
  | 'woken-time'
  | 'woken-signals'
  | 'woken-severity'
  | 'woken-over'
  | 'gap'
  | 'swap-asked'
  | 'swap-taken'
  | 'swap-approved'
  | 'swap-declined'
  | 'brief'
  | 'undelivered'
  | 'missing';

/** Something worth telling the election's targets: what happened to which incident, by which of its versions. */
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
export interface MessageData {
  kind: MessageKind;
  /** Null where it is about no incident. */
  incident: string | null;
  /** The version, of the incident or whatever it is about, that this made. */
  version: number;
  severity: Severity | null;
  clock: ClockName | null;
  dueAt: number | null;
  target: string;
  about?: MessageAbout;
}

/** A happening that another message tells too, because both were waiting for the same receiver. */
export interface Absorbed extends Pick<
  MessageData,
  'kind' | 'version' | 'severity' | 'clock' | 'dueAt' | 'about'
> {
  at: number;
}
/** So many are told in one message; of more, their number. */
export const MAX_ABSORBED = 20;

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
  state: 'pending' | 'sent' | 'dead' | 'dropped' | 'absorbed';
  attempts: number;
  lastAttempt: (Attempt & { at: number }) | null;
  /** After a failure: how long to wait, from `lastAttempt.at`. */
  retryInMs: number | null;
  claim: MessageClaim | null;
  /** Other happenings that it tells, oldest first, the newest `MAX_ABSORBED`; absent: none. */
  absorbed?: readonly Absorbed[];
  /** Why it was dropped. */
  dropped?: DropReason;
}

/**
 * Why a message is not sent and not to be: who it is for may not know of the incident (any more), it was
 * acknowledged, or it is over.
 */
export type DropReason = 'not-visible' | 'acknowledged' | 'over';

/** The journal's aggregate of a message. */
export function messageAggregate(id: string): string {
  return `message:${id}`;
}

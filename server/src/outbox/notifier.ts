import type { ClockName, MessageKind, MessageTarget, Severity, Tlp } from '@warroom/shared';
import type { AddressGuard } from './guard-address.ts';
import type { Mailer } from './mailer.ts';
import type { VapidKeys } from './vapid.ts';

/** Someone who is told, and where they can be. */
export interface Recipient {
  person: string;
  email: string | null;
  push: readonly { id: string; endpoint: string; p256dh: string; auth: string }[];
}

/** What is told, as far as the target may know it. Times are epoch ms. */
export interface Outgoing {
  /** The same for every try: the receiver knows a repeat by it. */
  id: string;
  kind: MessageKind;
  at: number;
  election: { id: string; name: string };
  /** Part of an exercise. */
  exercise: boolean;
  /** Null where it is about no incident; then so are the next four. */
  incident: string | null;
  severity: Severity | null;
  /** Null also where it is RED: that leaves the war room to nobody, only that there is something does. */
  title: string | null;
  state: string | null;
  tlp: Tlp | null;
  /** What happened, in a sentence. */
  what: string;
  /** What happened besides, a sentence each. */
  also: readonly string[];
  clock: ClockName | null;
  dueAt: number | null;
  /** Where it leads within the site, and the whole address where the site's is known. */
  path: string;
  link: string | null;
  /** The same for all messages on one matter: a receiver shows them as one. */
  thread: string;
  /** Null for targets of the election's file. */
  to: Recipient | null;
}

/** How a try went. Only `ok` counts as received. `excerpt` is the beginning of the receiver's answer. */
export interface Delivery {
  ok: boolean;
  status: number | null;
  problem: string | null;
  excerpt?: string;
  /** The receiver asked to be left alone for so long. */
  retryAfterMs?: number;
  /** The receiver is gone for good: no more tries. */
  gone?: boolean;
}

/** Where a secret is kept: in an environment variable, or in a file among the data directory's `secrets`. */
export type SecretPlace = { env: string } | { file: string };

/** What notifiers are handed. */
export interface NotifierTools {
  guard: AddressGuard;
  /** The secret kept there; undefined when there is none. */
  secretOf(place: SecretPlace): string | undefined;
  /** Epoch ms. */
  now(): number;
  schedule(work: () => void, afterMs: number): () => void;
  /** Aborted when the server stops. */
  signal: AbortSignal;
  /** Undefined where no mail server is set up. */
  mail?: Mailer | undefined;
  vapid?: VapidKeys | undefined;
  /** Told that a browser's subscription is no more. */
  forgetPush?(person: string, push: string): Promise<void>;
}

/** One way to reach people or programs outside: a file among `notifiers`, found by itself. */
export interface Notifier {
  /** As targets name it. */
  id: MessageTarget['notifier'];
  /** Tries once; never rejects for what a receiver does. */
  send(outgoing: Outgoing, target: MessageTarget, tools: NotifierTools): Promise<Delivery>;
  /** What keeps a target from being reached, found at the start: a missing secret, a forbidden address. */
  problem(target: MessageTarget, tools: NotifierTools): string | undefined;
}

const files = import.meta.glob<{ notifier: Notifier }>(
  ['./notifiers/*.ts', '!./notifiers/*.test.ts'],
  { eager: true },
);

/** All notifiers, by id. */
export const NOTIFIERS: ReadonlyMap<string, Notifier> = new Map(
  Object.values(files).map(({ notifier }) => [notifier.id, notifier]),
);

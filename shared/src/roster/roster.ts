import { z } from 'zod';
import { LOCAL_DATE } from '../election/local-time.ts';
import type { EscalationPolicy } from '../escalation/escalation.ts';
import { EpochMs, Id, text } from '../text.ts';

/** The journal's aggregate of the roster: one for the election. */
export const ROSTER_AGGREGATE = 'roster:main';

/** Who last set an entry of the roster, when, and the roster's version then. */
export interface Entered {
  setBy: string;
  setAt: number;
  version: number;
}

/** One person's turn at a desk. Times are epoch ms: an instant is the same in every zone. */
export const Shift = z.strictObject({
  id: Id,
  desk: Id,
  person: Id,
  from: EpochMs,
  until: EpochMs,
});
export type Shift = z.infer<typeof Shift>;

/**
 * Comes before what is planned: `person` joins a desk or, with `instead`, stands in for someone there.
 * Without `person` it only takes `instead` off (ill, called away): a gap shows where nobody else is on.
 */
export const Override = z.strictObject({
  id: Id,
  desk: Id,
  person: Id.nullable(),
  instead: Id.nullable(),
  from: EpochMs,
  until: EpochMs,
});
export type Override = z.infer<typeof Override>;

const localTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a local time such as 06:00');
const localEnd = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a local time such as 22:00, or 24:00');
const localDay = z.string().regex(LOCAL_DATE, 'must be a day such as 2028-11-05');

/**
 * People who take turns in order, from the first day on; each turn begins at one of `at`, local times in
 * `zone`, and lasts until the next begins. With `until` the last turn of each day ends there.
 */
export const Rotation = z.strictObject({
  id: Id,
  desk: Id,
  people: z.array(Id).min(1).max(40),
  /** First and last local day, inclusive, like 2028-11-05. */
  start: localDay,
  end: localDay,
  /** In order. */
  at: z.array(localTime).min(1).max(8),
  /**
   * When the last turn of a day ends, local; not later than the last of `at`: on the morning after. Null:
   * when the next day's first begins.
   */
  until: localEnd.nullable(),
  zone: text(1, 60),
});
export type Rotation = z.infer<typeof Rotation>;

/** Someone asks to be relieved of a turn, or part of it; another takes it; a lead agrees. */
export interface Swap {
  id: string;
  desk: string;
  /** Who asks. */
  person: string;
  from: number;
  until: number;
  /** Who takes it. */
  to: string | null;
  state: 'asked' | 'taken' | 'approved' | 'declined' | 'withdrawn';
  askedAt: number;
  /** Who approved, declined or withdrew it, and when. */
  decidedBy: string | null;
  decidedAt: number | null;
  /** The override that it led to. */
  override: string | null;
  /** Null where none was given, or it was erased. */
  reason: string | null;
}

/** Who is on call when. Turns of rotations are computed (`turnsBetween`), not kept. */
export interface Roster {
  version: number;
  shifts: readonly (Shift & Entered)[];
  /** In the order in which they were made: a later one comes before an earlier one. */
  overrides: readonly (Override & Entered)[];
  rotations: readonly (Rotation & Entered)[];
  /** Open ones, and the newest of the others. */
  swaps: readonly Swap[];
  /** Null: those of the election's file hold. */
  policies: readonly EscalationPolicy[] | null;
  /** Who set or reset the policies last. */
  policiesEntered: Entered | null;
  /** Gaps that were told, by `<desk>:<from>`, the newest last. */
  gapsTold: readonly string[];
  /** How often a person has made the address of their calendar anew, by person. */
  feeds: Readonly<Record<string, number>>;
}

/** A turn as screens show it. `kind` says what put it there. */
export interface Turn {
  /** That of the shift or override; of a rotation's turn `<rotation>:<from>`. */
  id: string;
  desk: string;
  person: string;
  from: number;
  until: number;
  kind: 'shift' | 'override' | 'rotation';
  instead: string | null;
  /** Parts of it that an override took over, in order: drawn struck. `by` null: taken off, nobody stands in. */
  relieved: readonly { from: number; until: number; by: string | null; override: string }[];
}

/** A stretch that a person is on a desk without a break. */
export interface Presence {
  desk: string;
  person: string;
  from: number;
  until: number;
}

/** A time when fewer people are on a desk than it needs. */
export interface Gap {
  desk: string;
  from: number;
  until: number;
  has: number;
  needs: number;
}

/** A desk and who is on it at a moment. Persons are null where an audience may not read names. */
export interface OnCall {
  desk: string;
  title: string;
  /** False outside the desk's hours. */
  isManned: boolean;
  /** How many it needs within its hours. */
  needs: number;
  people: readonly { person: string | null; until: number }[];
  /** Who comes next within a week, and is not on now. */
  next: { person: string | null; from: number } | null;
  gap: Gap | null;
}

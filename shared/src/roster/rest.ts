import type { Presence } from './roster.ts';

const HOUR_MS = 3_600_000;
/** Between two stretches of work a person needs this much rest; less is warned of, not refused. */
export const LEAST_REST_MS = 10 * HOUR_MS;
/** A longer stretch without a break is warned of. */
export const LONGEST_STRETCH_MS = 12 * HOUR_MS;

/** What a lead should look at again. Nothing of it is refused: on election night it may be right. */
export type RestWarning =
  /** Less than ten hours between two stretches; `from` is when the rest begins, `until` when it ends. */
  | { kind: 'short-rest'; person: string; from: number; until: number; desks: readonly string[] }
  /** On two desks at once. */
  | { kind: 'two-desks'; person: string; from: number; until: number; desks: readonly string[] }
  /** More than twelve hours without a break. */
  | { kind: 'long'; person: string; from: number; until: number; desks: readonly string[] };

/** A time of work without a break, at whichever desks. */
export interface Stretch {
  from: number;
  until: number;
  desks: string[];
}

/** A person's time on any desk, as stretches without a break, in order. */
export function stretchesOf(all: readonly Presence[], person: string): Stretch[] {
  const stretches: Stretch[] = [];
  for (const one of all.filter((each) => each.person === person).toSorted(byTime)) {
    const before = stretches.at(-1);
    if (before && one.from <= before.until) {
      before.until = Math.max(before.until, one.until);
      if (!before.desks.includes(one.desk)) before.desks.push(one.desk);
    } else stretches.push({ from: one.from, until: one.until, desks: [one.desk] });
  }
  return stretches;
}

/** What is hard on people in what was planned, in order of time. */
export function restWarnings(all: readonly Presence[]): RestWarning[] {
  const byPerson = new Map<string, Presence[]>();
  for (const one of all) {
    const theirs = byPerson.get(one.person);
    if (theirs) theirs.push(one);
    else byPerson.set(one.person, [one]);
  }
  const warnings: RestWarning[] = [];
  for (const [person, theirs] of byPerson) {
    const ordered = theirs.toSorted(byTime);
    for (const [index, one] of ordered.entries()) {
      for (const other of ordered.slice(index + 1)) {
        if (other.from >= one.until) break;
        if (other.desk === one.desk) continue;
        const until = Math.min(one.until, other.until);
        const desks = [one.desk, other.desk];
        warnings.push({ kind: 'two-desks', person, from: other.from, until, desks });
      }
    }
    const stretches = stretchesOf(ordered, person);
    for (const [index, stretch] of stretches.entries()) {
      const { from, until, desks } = stretch;
      if (until - from > LONGEST_STRETCH_MS)
        warnings.push({ kind: 'long', person, from, until, desks });
      const next = stretches[index + 1];
      if (next && next.from - until < LEAST_REST_MS) {
        const both = [...new Set([...desks, ...next.desks])];
        warnings.push({ kind: 'short-rest', person, from: until, until: next.from, desks: both });
      }
    }
  }
  return warnings.toSorted((a, b) => a.from - b.from || (a.person < b.person ? -1 : 1));
}

function byTime(a: Presence, b: Presence): number {
  return a.from - b.from;
}

import type { Desk } from '../election/election.ts';
import { LEAST_REST_MS, LONGEST_STRETCH_MS, stretchesOf } from './rest.ts';
import { presences, turnsBetween } from './turns.ts';
import type { Roster } from './roster.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/**
 * Who could be on a desk for a time. `verdict`: `good`; `costly` (is on another desk then, or would make a
 * long stretch); `unwise` (under ten hours of rest); `on` (is there already). Only `on` makes no sense
 * to choose: a lead may choose any of the others.
 */
export interface Candidate {
  person: string;
  verdict: 'good' | 'costly' | 'unwise' | 'on';
  /** Rest before and after, ms; null: more than two days, or adjoining work. */
  restBeforeMs: number | null;
  restAfterMs: number | null;
  /** End of work that touches the beginning, and begin of work that touches the end. */
  onUntil: number | null;
  onFrom: number | null;
  /** How long the stretch without a break would be, ms. */
  makesMs: number;
  /** A desk that they are on at that time. */
  leaves: { desk: string; has: number; needs: number } | null;
  /** Whether they are on this desk at some time within two days. */
  knowsDesk: boolean;
}

/** The people given as candidates for a time on a desk, best first. */
export function candidatesFor(
  roster: Roster,
  desks: readonly Desk[],
  zone: string,
  people: readonly string[],
  wanted: { desk: string; from: number; until: number },
): Candidate[] {
  const { desk, from, until } = wanted;
  const all = presences(turnsBetween(roster, from - 2 * DAY_MS, until + 2 * DAY_MS));
  const candidates = people.map((person): Candidate => {
    const theirs = all.filter((one) => one.person === person);
    const meanwhile = theirs.filter((one) => one.from < until && one.until > from);
    const stretches = stretchesOf(all, person);
    const before = stretches.findLast((one) => one.until <= from || one.from < from);
    const after = stretches.find((one) => one.from >= until || one.until > until);
    const onUntil = before && before.until >= from ? before.until : null;
    const onFrom = after && after.from <= until ? after.from : null;
    const restBeforeMs = before && onUntil === null ? from - before.until : null;
    const restAfterMs = after && onFrom === null ? after.from - until : null;
    const makesMs =
      Math.max(until, onFrom === null ? until : (after?.until ?? until)) -
      Math.min(from, onUntil === null ? from : (before?.from ?? from));
    const elsewhere = meanwhile.find((one) => one.desk !== desk);
    const leaves = elsewhere ? left(elsewhere.desk, person) : null;
    const isTired = [restBeforeMs, restAfterMs].some((ms) => ms !== null && ms < LEAST_REST_MS);
    return {
      person,
      verdict: meanwhile.some((one) => one.desk === desk && one.from <= from && one.until >= until)
        ? 'on'
        : isTired
          ? 'unwise'
          : leaves || makesMs > LONGEST_STRETCH_MS
            ? 'costly'
            : 'good',
      restBeforeMs,
      restAfterMs,
      onUntil,
      onFrom,
      makesMs,
      leaves,
      knowsDesk: theirs.some((one) => one.desk === desk),
    };
  });

  /** How many would be left at the worst moment if they went. */
  function left(elsewhere: string, person: string): Candidate['leaves'] {
    const needs = desks.find(({ id }) => id === elsewhere)?.least ?? 1;
    const moments = all
      .flatMap((one) => (one.desk === elsewhere ? [one.from, one.until] : []))
      .filter((at) => at > from && at < until);
    const counts = [from, ...moments].map(
      (at) =>
        all.filter(
          (one) =>
            one.desk === elsewhere && one.person !== person && one.from <= at && one.until > at,
        ).length,
    );
    return { desk: elsewhere, has: Math.min(...counts), needs };
  }

  return candidates.toSorted(
    (a, b) =>
      RANK[a.verdict] - RANK[b.verdict] ||
      Number(b.knowsDesk) - Number(a.knowsDesk) ||
      a.makesMs - b.makesMs ||
      restOf(b) - restOf(a) ||
      (a.person < b.person ? -1 : 1),
  );
}

const RANK: Record<Candidate['verdict'], number> = { good: 0, costly: 1, unwise: 2, on: 3 };

function restOf({ restBeforeMs, restAfterMs }: Candidate): number {
  return Math.min(restBeforeMs ?? 2 * DAY_MS, restAfterMs ?? 2 * DAY_MS);
}

/** Why or why not, in a few words: "rested 12 h, on at 06:00". Times are shown by `timeOf`. */
export function candidateWords(
  candidate: Candidate,
  titleOf: (desk: string) => string,
  timeOf: (at: number) => string,
): string {
  const { restBeforeMs, restAfterMs, onUntil, onFrom, makesMs, leaves } = candidate;
  if (candidate.verdict === 'on') return 'is there already';
  const words: string[] = [];
  const short = [restBeforeMs, restAfterMs].filter((ms) => ms !== null && ms < LEAST_REST_MS);
  if (short.length > 0) {
    words.push('under 10 h rest');
    if (!leaves) return words.join();
  }
  if (leaves)
    words.push(
      leaves.has < leaves.needs
        ? `leaves ${titleOf(leaves.desk)} at ${leaves.has} of ${leaves.needs}`
        : `is on ${titleOf(leaves.desk)}, which can spare them`,
    );
  else {
    if (onUntil !== null) words.push(`on until ${timeOf(onUntil)}`);
    else if (restBeforeMs !== null) words.push(`rested ${Math.floor(restBeforeMs / HOUR_MS)} h`);
    else words.push('rested more than 2 days');
    if (onFrom !== null) words.push(`on at ${timeOf(onFrom)}`);
    else if (onUntil !== null) words.push(`would make ${hours(makesMs)} h`);
  }
  if (makesMs > LONGEST_STRETCH_MS && onUntil === null) words.push(`makes ${hours(makesMs)} h`);
  return words.join(', ');
}

function hours(ms: number): string {
  return String(Math.round((ms / HOUR_MS) * 10) / 10);
}

import type { Severity } from '../incident/incident.ts';
import type { CompiledElection } from './compile.ts';
import type { Phase, SlaPolicy } from './election.ts';
import { pollsState } from './polls.ts';

/**
 * The phase at `nowMs`: of the whole election, or of the named jurisdictions, whichever of them is
 * furthest into voting. From the first opening to the last closing it follows from the polling
 * windows (`last-hour` while any window is in its last hour); outside, the latest dated phase that
 * has begun and not ended holds, else `before`, else `count`.
 */
export function phaseAt(
  compiled: CompiledElection,
  nowMs: number,
  jurisdictionIds: readonly string[] = [],
): Phase {
  const polled = jurisdictionIds.filter((id) => (compiled.windows.get(id) ?? []).length > 0);
  const named = polled.length > 0;
  const ids = named ? polled : [...compiled.windows.keys()];
  const states = ids.map((id) => pollsState(compiled, id, nowMs));
  if (states.includes('last-hour')) return 'last-hour';
  if (states.includes('open')) return 'polls-open';

  const windows = ids.flatMap((id) => compiled.windows.get(id) ?? []);
  const firstOpensMs = Math.min(...windows.map((window) => window.opensMs));
  const lastClosesMs = Math.max(...windows.map((window) => window.closesMs));
  // Between two windows (a split state, a lunch break) people are still waiting to vote.
  if (nowMs >= firstOpensMs && nowMs < lastClosesMs) return 'polls-open';
  const closed = nowMs >= lastClosesMs;
  const allowed = closed ? AFTER : BEFORE;
  const dated = compiled.calendar.findLast(
    (entry) =>
      entry.fromMs <= nowMs &&
      nowMs < entry.untilMs &&
      (windows.length === 0 || allowed.includes(entry.id)),
  );
  return dated?.id ?? (closed ? 'count' : 'before');
}

const BEFORE: readonly Phase[] = ['before', 'early-voting'];
const AFTER: readonly Phase[] = ['count', 'certification'];

/**
 * The SLA policy (minutes) of a severity at `nowMs`, tightened by the phase of the jurisdictions
 * named, or of the whole election where none is.
 */
export function slaFor(
  compiled: CompiledElection,
  severity: Severity,
  nowMs: number,
  jurisdictionIds: readonly string[] = [],
): SlaPolicy {
  const policy = compiled.election.sla[severity];
  if (compiled.election.slaInPhase === undefined) return policy;
  const tighter =
    compiled.election.slaInPhase[phaseAt(compiled, nowMs, jurisdictionIds)]?.[severity];
  return {
    acknowledgeMin: tighter?.acknowledgeMin ?? policy.acknowledgeMin,
    actMin: tighter?.actMin ?? policy.actMin,
    resolveMin: tighter?.resolveMin ?? policy.resolveMin,
    warnAt: tighter?.warnAt ?? policy.warnAt,
  };
}

/** Whether a category such as `OPS.long-lines` is in the election's taxonomy; a bare heading counts. */
export function hasCategory(compiled: CompiledElection, category: string): boolean {
  return compiled.categories.has(category);
}

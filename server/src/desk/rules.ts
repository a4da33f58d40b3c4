import { hasCategory, slaFor } from '@warroom/shared';
import type { CompiledElection, Rules, SlaClock } from '@warroom/shared';

const MINUTE_MS = 60_000;

/** The rules of an election, as its file states them. `hasPerson` says who works on it. */
export function rulesOf(
  compiled: CompiledElection,
  hasPerson: (id: string) => boolean,
  people: Rules['people'],
): Rules {
  const { election } = compiled;
  const outcomes = new Set(election.outcomes.map((outcome) => outcome.code));
  return {
    numberPrefix: election.numberPrefix,
    drill: election.drill === true,
    defaultTlp: election.defaultTlp,
    claimMs: election.claimMin * MINUTE_MS,
    hasJurisdiction: (id) => compiled.byId.has(id),
    hasCategory: (code) => hasCategory(compiled, code),
    hasOutcome: (code) => outcomes.has(code),
    hasPerson,
    people,
    zone: election.zone,
    reopenWindowMs: election.reopenWindowMin * MINUTE_MS,
    desks: election.desks,
    playbooks: election.playbooks,
    policies: election.escalation,
    clocks(severity, from, jurisdictions) {
      const policy = slaFor(compiled, severity, from, jurisdictions);
      const clock = (minutes: number): SlaClock => ({
        startedAt: from,
        warnAt: from + Math.round(minutes * MINUTE_MS * policy.warnAt),
        dueAt: from + minutes * MINUTE_MS,
        metAt: null,
      });
      return {
        acknowledge: clock(policy.acknowledgeMin),
        act: clock(policy.actMin),
        resolve: clock(policy.resolveMin),
      };
    },
  };
}

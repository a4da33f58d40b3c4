import type { CompiledElection, Election } from '@warroom/shared';
import { compileElection } from '@warroom/shared';

/** A small election: two states, one county, a short taxonomy. */
export function testElection(given: Partial<Election> = {}): CompiledElection {
  const sla = { acknowledgeMin: 5, actMin: 15, resolveMin: 90, warnAt: 0.75 };
  return compileElection({
    id: 'us-general',
    name: 'US 2028 General',
    numberPrefix: 'US28',
    electionDay: '2028-11-07',
    zone: 'America/New_York',
    defaultTlp: 'AMBER',
    calendar: [],
    webhooks: [],
    desks: [],
    playbooks: [],
    escalation: [],
    jurisdictions: [
      { id: 'US-AZ', code: 'AZ', name: 'Arizona', kind: 'state', zone: 'America/Phoenix' },
      {
        id: 'US-AZ-PIMA',
        code: 'PIMA',
        name: 'Pima County',
        parent: 'US-AZ',
        kind: 'county',
        zone: 'America/Phoenix',
      },
      { id: 'US-GA', code: 'GA', name: 'Georgia', kind: 'state', zone: 'America/New_York' },
    ],
    taxonomy: [
      {
        code: 'INFO',
        name: 'Information',
        subs: [{ code: 'procedure', name: 'When, where, how to vote' }],
      },
    ],
    dismissReasons: [
      { code: 'not-election-related', name: 'Not about the election' },
      { code: 'duplicate', name: 'Duplicate' },
      { code: 'spam', name: 'Spam' },
    ],
    outcomes: [
      { code: 'corrected', name: 'Correct information published' },
      { code: 'fixed', name: 'Fixed on the spot' },
    ],
    sla: { S1: sla, S2: sla, S3: sla, S4: sla, S5: sla },
    reopenWindowMin: 120,
    claimMin: 15,
    sources: [],
    ...given,
  });
}

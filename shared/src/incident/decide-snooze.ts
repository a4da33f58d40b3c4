import { accept, decline } from '../decision.ts';
import type { Decision, DecisionContext } from '../decision.ts';
import { refuse } from '../refusal.ts';
import type { IncidentCommandOf } from './commands.ts';
import { firstRefusal, inState, personal } from './guards.ts';
import type { Incident } from './incident.ts';
import { OPEN_STATES } from './states.ts';
import { wakes, writesOn } from './writes.ts';

/** A week: nothing sleeps through an election. */
const MAX_SNOOZE_MS = 7 * 24 * 3_600_000;

/** Out of sight until a time, a condition, or whichever comes first. Its clocks go on. */
export function decideSnooze(
  incident: Incident,
  command: IncidentCommandOf<'incident.snooze'>,
  context: DecisionContext,
): Decision {
  const { until, condition } = command;
  const refused = firstRefusal(
    inState(incident, OPEN_STATES, 'snooze it'),
    asleep(incident.severity, incident.state)
      ? refuse(
          'wrong-state',
          `${incident.id} is S1 and nobody has acknowledged it; acknowledge it before you snooze it.`,
        )
      : undefined,
    until === null && condition === null
      ? refuse('missing-field', 'Say until when it sleeps, or what wakes it.', { path: 'until' })
      : undefined,
    until !== null && until <= context.now
      ? refuse('malformed', 'That time has passed; pick a later one.', { path: 'until' })
      : undefined,
    until !== null && until > context.now + MAX_SNOOZE_MS
      ? refuse('malformed', 'A snooze lasts at most 7 days; pick an earlier time.', {
          path: 'until',
        })
      : undefined,
    condition?.kind === 'severity-raised' && incident.severity === 'S1'
      ? refuse('malformed', `${incident.id} is S1; it can't be raised any further.`, {
          path: 'condition',
        })
      : undefined,
  );
  if (refused) return decline(refused);
  return accept(
    writesOn(incident, {
      type: 'incident.snoozed',
      data: { until, condition },
      ...personal('reason', command.reason),
    }),
  );
}

/** Back in sight, by hand. */
export function decideWake(incident: Incident): Decision {
  return incident.snooze
    ? accept(writesOn(incident, wakes(incident, 'person')))
    : decline(refuse('nothing-changes', `${incident.id} is not snoozed.`));
}

/** Whether it would be asleep where it must not be: critical, and nobody on it. */
export function asleep(severity: Incident['severity'], state: Incident['state']): boolean {
  return severity === 'S1' && state === 'new';
}

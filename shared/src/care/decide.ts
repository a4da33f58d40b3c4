import { accept, decline } from '../decision.ts';
import type { Decision, DecisionContext } from '../decision.ts';
import { refuse } from '../refusal.ts';
import type { CareCommand } from './commands.ts';
import { localDateOf } from '../election/local-time.ts';

const LEAST_GAP_MS = 55_000;
const MINUTE_MS = 60_000;

/**
 * What a command on this section leads to. People report for themselves alone, at most about once a
 * minute; no more is counted than can have passed since the last report, on however many screens.
 */
export function decideCare(command: CareCommand, context: DecisionContext): Decision {
  const { subject, now } = context;
  if (subject.kind !== 'person')
    return decline(
      refuse('forbidden', 'Only people report how long they looked; each for themselves.'),
    );
  const known = context.sections.care[subject.id];
  const sinceMs = known === undefined ? Infinity : Math.max(0, now - known.lastAt);
  if (sinceMs < LEAST_GAP_MS) {
    return decline(
      refuse(
        'rate-limited',
        'This was reported less than a minute ago; the next report counts it.',
        {
          retryAfterMs: LEAST_GAP_MS - sinceMs,
        },
      ),
    );
  }
  const minutes = Math.round(Math.min(command.minutes, sinceMs / MINUTE_MS) * 10) / 10;
  const aggregate = `care:${subject.id}`;
  return accept([
    {
      aggregate,
      expectedVersion: context.versionOf(aggregate),
      event: {
        type: 'care.reported',
        data: { day: localDateOf(now, context.rules.zone), minutes },
      },
    },
  ]);
}

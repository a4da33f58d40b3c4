import { accept } from '../decision.ts';
import type { Decision, DecisionContext } from '../decision.ts';
import type { RosterEvent } from './events.ts';
import { ROSTER_AGGREGATE } from './roster.ts';

/** These events on the roster, together. */
export function written(context: DecisionContext, ...events: RosterEvent[]): Decision {
  const version = context.versionOf(ROSTER_AGGREGATE);
  return accept(
    events.map((event, index) => ({
      aggregate: ROSTER_AGGREGATE,
      expectedVersion: version + index,
      event,
    })),
  );
}

import { can } from '../access.ts';
import { accept, decline, incidentAggregate } from '../decision.ts';
import type { Decision, DecisionContext } from '../decision.ts';
import { refuse } from '../refusal.ts';
import type { IncidentCommandOf } from './commands.ts';
import { labelChange } from './decide-change.ts';
import type { IncidentEvent } from './events.ts';
import { atVersion, firstRefusal, inState, personal } from './guards.ts';
import type { Incident } from './incident.ts';
import { wakes, writesOn } from './writes.ts';

/** Dismisses an incident; what is critical or high needs a second person. */
export function decideDismiss(
  incident: Incident,
  command: IncidentCommandOf<'incident.dismiss'>,
  context: DecisionContext,
): Decision {
  const refused = firstRefusal(
    atVersion(incident, command.expectedVersion),
    inState(incident, ['new', 'triage'], 'dismiss it'),
  );
  if (refused) return decline(refused);
  const write = (event: IncidentEvent, after?: IncidentEvent): Decision =>
    accept(writesOn(incident, event, after));
  const needsSecond = incident.severity === 'S1' || incident.severity === 'S2';
  const request = incident.dismissalRequest;
  if (needsSecond && !request) {
    return write({
      type: 'incident.dismissal-requested',
      data: { reason: command.reason },
      ...personal('text', command.text),
    });
  }
  if (needsSecond && request && request.by.id === context.by.id) {
    return decline(
      refuse(
        'second-person-needed',
        `${incident.id} is ${incident.severity}: a second person must confirm your dismissal.`,
        { at: request.at },
      ),
    );
  }
  return write(
    {
      type: 'incident.dismissed',
      data: { reason: command.reason, requestedBy: request?.by.id ?? null },
      ...personal('text', command.text),
    },
    wakes(incident, 'over'),
  );
}

/** A compensating event for the newest undoable one; refused when something came after it. */
export function decideUndo(
  incident: Incident,
  version: number,
  context: DecisionContext,
): Decision {
  const { undo } = incident;
  if (!undo || undo.version !== version) {
    return decline(
      refuse(
        'nothing-to-undo',
        `That can't be undone any more: ${incident.id} has been changed since.`,
        {
          at: incident.changedAt,
          who: incident.changedBy.id,
        },
      ),
    );
  }
  const lead = can(context.subject, 'incident.lead');
  if (undo.type === 'incident.closed' && !lead)
    return decline(refuse('forbidden', 'Undoing a closing needs a lead.'));
  // Who mistook a label takes it back at once; later others may have written in its shelter.
  const isOwnSlip =
    undo.by.id === context.by.id && incident.version - (incident.noted ?? 0) <= version;
  const label = isOwnSlip ? undefined : labelChange(incident, undo.before.tlp, context);
  if (label) return decline(label);
  const { title, nextStep, ...restores } = undo.before;
  const texts = {
    ...(typeof title === 'string' ? { title } : {}),
    ...(typeof nextStep === 'string' ? { nextStep } : {}),
  };
  return accept([
    {
      aggregate: incidentAggregate(incident.id),
      expectedVersion: incident.version,
      event: {
        type: 'incident.undone',
        data: { version, what: undo.type, restores },
        ...(Object.keys(texts).length > 0 ? { personal: texts } : {}),
      },
    },
  ]);
}

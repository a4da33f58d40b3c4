import { accept, decline, signalAggregate } from '../decision.ts';
import type { Decision, DecisionContext, Write } from '../decision.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { signalsToLink } from '../signal/decide.ts';
import { tlpRank } from '../tlp.ts';
import type { IncidentCommandOf } from './commands.ts';
import { tasksFor } from './decide-tasks.ts';
import { firstRefusal, knownCategory, knownJurisdictions } from './guards.ts';
import type { Incident } from './incident.ts';
import { writesOn } from './writes.ts';

/** Opens an incident, with the signals it is about. */
export function decideOpen(
  command: IncidentCommandOf<'incident.open'>,
  context: DecisionContext,
): Decision {
  const linkable = signalsToLink(command.signals, undefined, context);
  const tlp = command.tlp ?? context.rules.defaultTlp;
  const refused = firstRefusal(
    knownJurisdictions(command.jurisdictions, context),
    knownCategory(command.category, context),
    'refusal' in linkable ? linkable.refusal : undefined,
    withinClearance(tlp, context),
  );
  if (refused || 'refusal' in linkable)
    return decline(refused ?? refuse('malformed', "The signals can't be linked."));
  const id = context.nextIncident;
  const note = command.note ?? '';
  return accept([
    ...writesOn(
      { id, version: 0 },
      {
        type: 'incident.opened',
        data: {
          severity: command.severity,
          category: command.category,
          jurisdictions: command.jurisdictions,
          tlp,
          occurrence: command.occurrence,
          veracity: command.veracity,
          signals: linkable.signals.map((signal) => signal.id),
          sources: [...new Set(linkable.signals.map((signal) => signal.source))],
          drill: context.rules.drill,
          clocks: context.rules.clocks(command.severity, context.now, command.jurisdictions),
          named: tlp === 'RED' && context.by.kind === 'person' ? [context.by.id] : [],
        },
        personal: { title: command.title },
      },
      note === ''
        ? undefined
        : { type: 'incident.noted', data: { length: note.length }, personal: { text: note } },
      ...tasksFor(command.category, { playbooks: [], tasks: [] }, context),
    ),
    ...linkable.signals.map((signal): Write => ({
      aggregate: signalAggregate(signal.id),
      expectedVersion: signal.version,
      event: { type: 'signal.linked', data: { incident: id } },
    })),
  ]);
}

function withinClearance(tlp: Incident['tlp'], context: DecisionContext): Refusal | undefined {
  if (context.subject.kind !== 'person' || tlpRank(tlp) <= tlpRank(context.subject.clearance))
    return undefined;
  return refuse(
    'forbidden',
    `You are cleared for TLP:${context.subject.clearance}; you can't label something TLP:${tlp}.`,
    { path: 'tlp' },
  );
}

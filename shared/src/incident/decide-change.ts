import { can } from '../access.ts';
import { accept, decline } from '../decision.ts';
import type { Decision, DecisionContext } from '../decision.ts';
import { refuse } from '../refusal.ts';
import { tlpRank } from '../tlp.ts';
import type { IncidentCommandOf } from './commands.ts';
import { asleep } from './decide-snooze.ts';
import { tasksFor } from './decide-tasks.ts';
import type { PublicChanges, TextChanges } from './events.ts';
import {
  atVersion,
  firstRefusal,
  knownCategory,
  knownJurisdictions,
  knownPeople,
  stillOpen,
} from './guards.ts';
import type { Incident } from './incident.ts';
import { wakes, writesOn } from './writes.ts';

/** Decides `incident.change`: only what really differs is written, with what it was before. */
export function decideChange(
  incident: Incident,
  command: IncidentCommandOf<'incident.change'>,
  context: DecisionContext,
): Decision {
  const { title, nextStep, ...fields } = command.changes;
  const changes: PublicChanges = {};
  const before: PublicChanges = {};
  for (const key of Object.keys(fields) as (keyof PublicChanges)[]) {
    if (fields[key] === undefined || JSON.stringify(fields[key]) === JSON.stringify(incident[key]))
      continue;
    Object.assign(changes, { [key]: fields[key] });
    Object.assign(before, { [key]: incident[key] });
  }
  const texts: TextChanges = {
    ...(title !== undefined && title !== incident.title ? { title } : {}),
    ...(nextStep !== undefined && nextStep !== (incident.nextStep ?? '') ? { nextStep } : {}),
  };
  if (changes.tlp === 'RED' && (changes.named ?? incident.named).length === 0) {
    changes.named = [
      ...new Set([context.by.id, ...(incident.assignee === null ? [] : [incident.assignee])]),
    ];
    before.named = incident.named;
  }
  const refused = firstRefusal(
    atVersion(incident, command.expectedVersion),
    stillOpen(incident, 'change it'),
    knownJurisdictions(changes.jurisdictions, context),
    knownCategory(changes.category, context),
    knownPeople(changes.named ?? [], context),
    labelChange(incident, changes.tlp, context),
    incident.state !== 'new' && incident.state !== 'triage' && changes.category === null
      ? refuse('missing-field', `${incident.id} is ${incident.state} and must keep a category.`, {
          path: 'changes.category',
        })
      : undefined,
    Object.keys(changes).length + Object.keys(texts).length === 0
      ? refuse('nothing-changes', `${incident.id} has these values already.`)
      : undefined,
  );
  if (refused) return decline(refused);
  const clocks =
    changes.severity === undefined ? undefined : reclock(incident, changes.severity, context);
  const personal = {
    ...texts,
    ...(command.reason === undefined || command.reason === '' ? {} : { reason: command.reason }),
  };
  return accept(
    writesOn(
      incident,
      {
        type: 'incident.changed',
        data: { changes, before, ...(clocks ? { clocks } : {}) },
        ...(Object.keys(personal).length > 0 ? { personal } : {}),
      },
      changes.severity !== undefined && asleep(changes.severity, incident.state)
        ? wakes(incident, 'severity')
        : undefined,
      ...tasksFor(changes.category, incident, context),
    ),
  );
}

/** New limits count from the same start; what was met stays met. */
function reclock(
  incident: Incident,
  severity: Incident['severity'],
  context: DecisionContext,
): Incident['clocks'] {
  const fresh = context.rules.clocks(severity, incident.openedAt, incident.jurisdictions);
  return {
    acknowledge: { ...fresh.acknowledge, metAt: incident.clocks.acknowledge.metAt },
    act: { ...fresh.act, metAt: incident.clocks.act.metAt },
    resolve: { ...fresh.resolve, metAt: incident.clocks.resolve.metAt },
  };
}

/** Refuses a label above one's own clearance, and a lower one unless a lead sets it. */
export function labelChange(
  incident: Incident,
  tlp: Incident['tlp'] | undefined,
  context: DecisionContext,
) {
  if (tlp === undefined) return undefined;
  const { subject } = context;
  if (subject.kind === 'person' && tlpRank(tlp) > tlpRank(subject.clearance)) {
    return refuse(
      'forbidden',
      `You are cleared for TLP:${subject.clearance}; you can't label something TLP:${tlp}.`,
      { path: 'changes.tlp' },
    );
  }
  if (tlpRank(tlp) < tlpRank(incident.tlp) && !can(subject, 'incident.lead')) {
    return refuse(
      'forbidden',
      `Lowering a label shows ${incident.id} to more people; a lead must do it.`,
      { path: 'changes.tlp' },
    );
  }
  return undefined;
}

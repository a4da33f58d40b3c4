import { accept, decline, incidentAggregate } from '../decision.ts';
import type { Decision, DecisionContext } from '../decision.ts';
import { refuse } from '../refusal.ts';
import { tlpRank } from '../tlp.ts';
import type { IncidentCommandOf } from './commands.ts';
import { atVersion, firstRefusal, inState, visible } from './guards.ts';
import type { Incident } from './incident.ts';
import { wakes, writesOn } from './writes.ts';

/** Makes one incident part of another, which then shows its signals too. */
export function decideMerge(
  incident: Incident,
  command: IncidentCommandOf<'incident.merge'>,
  context: DecisionContext,
): Decision {
  const target = visible(command.into, context);
  const refused = firstRefusal(
    atVersion(incident, command.expectedVersion),
    inState(incident, ['new', 'triage', 'active', 'mitigated'], 'merge it'),
    command.into === incident.id
      ? refuse('malformed', "An incident can't be merged into itself.", { path: 'into' })
      : undefined,
    target
      ? undefined
      : refuse(
          'not-found',
          `There is no incident ${command.into} here, or it is not shared with you.`,
          { path: 'into' },
        ),
    target && inState(target, ['new', 'triage', 'active', 'mitigated'], 'take in another')
      ? refuse('target-closed', `${command.into} is not open; pick one that is, or reopen it.`, {
          path: 'into',
        })
      : undefined,
    target && tlpRank(target.tlp) < tlpRank(incident.tlp)
      ? refuse(
          'forbidden',
          `${incident.id} is TLP:${incident.tlp} and ${target.id} only TLP:${target.tlp}; raise the label of ${target.id} first.`,
          { path: 'into' },
        )
      : undefined,
  );
  if (refused || !target)
    return decline(refused ?? refuse('not-found', `There is no incident ${command.into} here.`));
  return accept([
    ...writesOn(
      incident,
      { type: 'incident.merged', data: { into: target.id, from: incident.state } },
      wakes(incident, 'over'),
    ),
    {
      aggregate: incidentAggregate(target.id),
      expectedVersion: target.version,
      event: {
        type: 'incident.absorbed',
        data: {
          incident: incident.id,
          signals: incident.recentSignals,
          signalCount: incident.signalCount,
        },
      },
    },
  ]);
}

/** Takes a merged incident out again, into the state it had. */
export function decideUnmerge(
  incident: Incident,
  command: IncidentCommandOf<'incident.unmerge'>,
  context: DecisionContext,
): Decision {
  const target = incident.mergedInto === null ? undefined : context.incident(incident.mergedInto);
  const refused = firstRefusal(
    incident.state === 'merged'
      ? undefined
      : refuse('wrong-state', `${incident.id} is not merged.`),
    atVersion(incident, command.expectedVersion),
  );
  if (refused || !target)
    return decline(
      refused ??
        refuse('not-found', `${incident.id} was merged into an incident that is not here.`),
    );
  return accept([
    {
      aggregate: incidentAggregate(incident.id),
      expectedVersion: incident.version,
      event: {
        type: 'incident.unmerged',
        data: { to: incident.stateBeforeMerge ?? 'triage', out: target.id },
      },
    },
    {
      aggregate: incidentAggregate(target.id),
      expectedVersion: target.version,
      event: {
        type: 'incident.parted',
        data: { incident: incident.id, signalCount: incident.signalCount },
      },
    },
  ]);
}

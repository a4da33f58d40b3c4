import { audienceOf, sees } from '../access.ts';
import { accept, decline, signalAggregate } from '../decision.ts';
import type { Decision, DecisionContext, Write } from '../decision.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { signalsToLink } from '../signal/decide.ts';
import type { Signal } from '../signal/signal.ts';
import type { IncidentCommandOf } from './commands.ts';
import { tasksFor } from './decide-tasks.ts';
import { MAX_LINKS } from './decide-relate.ts';
import type { IncidentEvent } from './events.ts';
import { firstRefusal, inState, personal, stillOpen, visible } from './guards.ts';
import type { Incident } from './incident.ts';
import { isOpen, OPEN_STATES } from './states.ts';
import { writesOn } from './writes.ts';

/** Why an incident was reopened by a signal that came in time. */
const NEW_SIGNAL = 'a new signal';

/** Links signals; a resolved or dismissed incident is reopened by it inside the election's window. */
export function decideLink(
  incident: Incident,
  command: IncidentCommandOf<'incident.link'>,
  context: DecisionContext,
): Decision {
  const linkable = signalsToLink(command.signals, incident.id, context);
  if ('refusal' in linkable) return decline(linkable.refusal);
  const refused = linksTo(incident, context);
  if (refused) return decline(refused);
  const { signals } = linkable;
  return accept([
    ...writesOn(
      incident,
      isOpen(incident.state)
        ? undefined
        : {
            type: 'incident.reopened',
            data: { from: incident.state },
            personal: { reason: NEW_SIGNAL },
          },
      linkedEvent(signals),
    ),
    ...signals.map((signal) => linkSignal(signal, incident.id)),
  ]);
}

/** Takes signals off; those that are linked nowhere else wait in the queue again. */
export function decideUnlink(
  incident: Incident,
  command: IncidentCommandOf<'incident.unlink'>,
  context: DecisionContext,
): Decision {
  const found = linkedHere(incident, command.signals, context);
  if ('refusal' in found) return decline(found.refusal);
  const refused = stillOpen(incident, 'unlink signals from it');
  if (refused) return decline(refused);
  return accept([
    ...writesOn(incident, unlinkedEvent(found.signals, command.reason)),
    ...found.signals.map((signal) => unlinkSignal(signal, incident.id)),
  ]);
}

/** Signals that belong elsewhere: off here and on there in one unit. Those that are there already only come off. */
export function decideMove(
  incident: Incident,
  command: IncidentCommandOf<'incident.move-signals'>,
  context: DecisionContext,
): Decision {
  const target = visible(command.to, context);
  const found = linkedHere(incident, command.signals, context);
  const refused = firstRefusal(
    command.to === incident.id
      ? refuse('malformed', `They are linked to ${incident.id} already.`, { path: 'to' })
      : undefined,
    target
      ? undefined
      : refuse(
          'not-found',
          `There is no incident ${command.to} here, or it is not shared with you.`,
          { path: 'to' },
        ),
    'refusal' in found ? found.refusal : undefined,
    stillOpen(incident, 'move its signals'),
    target && inState(target, OPEN_STATES, 'take in signals')
      ? refuse('target-closed', `${target.id} is not open; pick one that is, or reopen it.`, {
          path: 'to',
        })
      : undefined,
  );
  if (refused || !target || 'refusal' in found)
    return decline(refused ?? refuse('not-found', `There is no incident ${command.to} here.`));
  const { signals } = found;
  const fresh = signals.filter((signal) => !signal.incidents.includes(target.id));
  return accept([
    ...writesOn(incident, unlinkedEvent(signals, command.reason, target.id)),
    ...writesOn(target, fresh.length > 0 ? linkedEvent(fresh, incident.id) : undefined),
    ...signals.flatMap((signal) => moveSignal(signal, incident.id, target.id)),
  ]);
}

/**
 * Opens a new incident with some of the signals, which come off here. It takes over what the signals
 * were judged by: severity, category, places, label and those named; its clocks begin now.
 */
export function decideSplit(
  incident: Incident,
  command: IncidentCommandOf<'incident.split'>,
  context: DecisionContext,
): Decision {
  const found = linkedHere(incident, command.signals, context);
  const refused = firstRefusal(
    'refusal' in found ? found.refusal : undefined,
    stillOpen(incident, 'split it'),
    incident.links.length >= MAX_LINKS
      ? refuse('too-many', `${incident.id} can be linked to at most ${MAX_LINKS} others.`)
      : undefined,
  );
  if (refused || 'refusal' in found)
    return decline(refused ?? refuse('not-linked', 'The signals are not linked here.'));
  const { signals } = found;
  const { severity, category, jurisdictions, tlp, named, occurrence, veracity } = incident;
  const id = context.nextIncident;
  return accept([
    ...writesOn(
      { id, version: 0 },
      {
        type: 'incident.opened',
        data: {
          severity,
          category,
          jurisdictions,
          tlp,
          named,
          occurrence,
          veracity,
          signals: signals.map((signal) => signal.id),
          sources: sourcesOf(signals),
          drill: context.rules.drill,
          clocks: context.rules.clocks(severity, context.now, jurisdictions),
          splitFrom: incident.id,
        },
        personal: { title: command.title },
      },
      ...tasksFor(category, { playbooks: [], tasks: [] }, context),
      { type: 'incident.related', data: { other: incident.id, kind: 'related' } },
    ),
    ...writesOn(incident, unlinkedEvent(signals, command.reason, id), {
      type: 'incident.related',
      data: { other: id, kind: 'related' },
    }),
    ...signals.flatMap((signal) => moveSignal(signal, incident.id, id)),
  ]);
}

/** Refuses to link to what is over, unless a signal may reopen it. */
function linksTo(incident: Incident, { now, rules }: DecisionContext): Refusal | undefined {
  const { state, id } = incident;
  if (isOpen(state)) return undefined;
  const endedAt =
    state === 'resolved'
      ? incident.resolvedAt
      : state === 'dismissed'
        ? (incident.dismissal?.at ?? null)
        : null;
  if (endedAt !== null && now - endedAt <= rules.reopenWindowMs) return undefined;
  const minutes = Math.round(rules.reopenWindowMs / 60_000);
  return (
    inState(incident, OPEN_STATES, 'link signals to it') &&
    refuse(
      'incident-closed',
      endedAt === null
        ? `${id} is ${state}; a lead can reopen it, or open a new incident for these signals.`
        : `${id} was ${state} more than ${minutes} min ago, so a signal no longer reopens it by itself. Reopen it with a reason, then link; or open a new incident.`,
      { at: incident.changedAt, who: incident.changedBy.id },
    )
  );
}

function linkedHere(
  incident: Incident,
  ids: readonly string[],
  context: DecisionContext,
): { signals: Signal[] } | { refusal: Refusal } {
  const audience = audienceOf(context.subject);
  const signals: Signal[] = [];
  for (const id of new Set(ids)) {
    const signal = context.signal(id);
    const shown =
      context.subject.kind === 'system' || (audience && signal && sees(audience, signal));
    if (!signal?.incidents.includes(incident.id) || !shown)
      return {
        refusal: refuse(
          'not-linked',
          `At least one of these signals is not linked to ${incident.id}.`,
          { path: 'signals' },
        ),
      };
    signals.push(signal);
  }
  return { signals };
}

function linkedEvent(signals: readonly Signal[], movedFrom?: string): IncidentEvent {
  return {
    type: 'incident.signals-linked',
    data: {
      signals: signals.map((signal) => signal.id),
      sources: sourcesOf(signals),
      ...(movedFrom === undefined ? {} : { movedFrom }),
    },
  };
}

function unlinkedEvent(
  signals: readonly Signal[],
  reason: string | undefined,
  movedTo?: string,
): IncidentEvent {
  return {
    type: 'incident.signals-unlinked',
    data: {
      signals: signals.map((signal) => signal.id),
      ...(movedTo === undefined ? {} : { movedTo }),
    },
    ...personal('reason', reason),
  };
}

const sourcesOf = (signals: readonly Signal[]): string[] => [
  ...new Set(signals.map((signal) => signal.source)),
];

function linkSignal(signal: Signal, incident: string): Write {
  return {
    aggregate: signalAggregate(signal.id),
    expectedVersion: signal.version,
    event: { type: 'signal.linked', data: { incident } },
  };
}

function unlinkSignal(signal: Signal, incident: string): Write {
  return {
    aggregate: signalAggregate(signal.id),
    expectedVersion: signal.version,
    event: { type: 'signal.unlinked', data: { incident, signal } },
  };
}

/** On there before off here: in between it must not stand in the queue as undecided. */
function moveSignal(signal: Signal, from: string, to: string): Write[] {
  if (signal.incidents.includes(to)) return [unlinkSignal(signal, from)];
  const linked: Signal = {
    ...signal,
    version: signal.version + 1,
    state: 'linked',
    incidents: [...signal.incidents, to],
    claim: null,
  };
  return [linkSignal(signal, to), unlinkSignal(linked, from)];
}

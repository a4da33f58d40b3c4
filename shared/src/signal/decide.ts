import { audienceOf, can, sees } from '../access.ts';
import { accept, decline, signalAggregate } from '../decision.ts';
import type { Decision, DecisionContext, Write } from '../decision.ts';
import { visible } from '../incident/guards.ts';
import { refuse, unreachable } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { SignalCommand } from './commands.ts';
import { nextBatch } from './next-batch.ts';
import type { SignalEvent } from './events.ts';
import type { Signal, SignalInput } from './signal.ts';

/** What a command on signals leads to. All of its signals, or none. */
export function decideSignal(command: SignalCommand, context: DecisionContext): Decision {
  if (!can(context.subject, 'signal.triage')) {
    return decline(
      refuse(
        'forbidden',
        'Your role can read but not work signals; ask an admin for the role of triager.',
      ),
    );
  }
  if (command.type === 'signal.enter') {
    const { jurisdiction, category } = command.signal;
    if (jurisdiction !== undefined && !context.rules.hasJurisdiction(jurisdiction)) {
      return decline(
        refuse('unknown-jurisdiction', `This election has no jurisdiction "${jurisdiction}".`, {
          path: 'signal.jurisdiction',
        }),
      );
    }
    if (category !== undefined && !context.rules.hasCategory(category)) {
      return decline(
        refuse('unknown-category', `This election's taxonomy has no category "${category}".`, {
          path: 'signal.category',
        }),
      );
    }
    const received = signalReceived(
      { channel: 'desk', ...command.signal },
      {
        source: 'desk',
        now: context.now,
        tlp: context.rules.defaultTlp,
        drill: context.rules.drill,
      },
    );
    return accept([
      { aggregate: signalAggregate(context.newSignalId), expectedVersion: 0, event: received },
    ]);
  }
  if (command.type === 'signal.claim-next') {
    const { jurisdiction } = command.filters;
    if (jurisdiction !== undefined && !context.rules.hasJurisdiction(jurisdiction)) {
      return decline(
        refuse('unknown-jurisdiction', `This election has no jurisdiction "${jurisdiction}".`, {
          path: 'filters.jurisdiction',
        }),
      );
    }
    const batch = nextBatch(command, context);
    if (batch.length === 0)
      return decline(
        refuse(
          'nothing-changes',
          Object.keys(command.filters).length === 0
            ? 'No signal is waiting that nobody has claimed.'
            : 'No signal that fits is waiting that nobody has claimed; try with fewer filters.',
        ),
      );
    return accept(
      batch.map((signal): Write => ({
        aggregate: signalAggregate(signal.id),
        expectedVersion: signal.version,
        event: { type: 'signal.claimed', data: { until: context.now + context.rules.claimMs } },
      })),
    );
  }
  const found = lookUp(command.signals, context);
  if ('refusal' in found) return decline(found.refusal);
  const each = (event: (signal: Signal) => SignalEvent): Decision =>
    accept(
      found.signals.map((signal): Write => ({
        aggregate: signalAggregate(signal.id),
        expectedVersion: signal.version,
        event: event(signal),
      })),
    );
  const not = (wrong: (signal: Signal) => Refusal | undefined): Refusal | undefined => {
    for (const signal of found.signals) {
      const refusal = wrong(signal);
      if (refusal) return refusal;
    }
    return undefined;
  };
  switch (command.type) {
    case 'signal.dismiss': {
      const refused = not((signal) => undecided(signal, context) ?? claimFree(signal, context));
      const text = command.text ?? '';
      return refused
        ? decline(refused)
        : each(() => ({
            type: 'signal.dismissed',
            data: { reason: command.reason },
            ...(text === '' ? {} : { personal: { text } }),
          }));
    }
    case 'signal.restore': {
      const refused = not((signal) =>
        signal.state === 'dismissed'
          ? undefined
          : refuse('nothing-changes', 'At least one of these signals is not dismissed.'),
      );
      return refused
        ? decline(refused)
        : each((signal) => ({ type: 'signal.restored', data: { signal } }));
    }
    case 'signal.claim': {
      const refused = not((signal) => undecided(signal, context) ?? claimFree(signal, context));
      return refused
        ? decline(refused)
        : each(() => ({
            type: 'signal.claimed',
            data: { until: context.now + context.rules.claimMs },
          }));
    }
    case 'signal.release': {
      const refused = not((signal) =>
        signal.claim?.by === context.by.id ||
        (signal.claim && can(context.subject, 'incident.lead'))
          ? undefined
          : refuse('nothing-changes', 'You hold no claim on at least one of these signals.'),
      );
      return refused ? decline(refused) : each(() => ({ type: 'signal.released', data: {} }));
    }
    default:
      return unreachable(command);
  }
}

/** The signals of these ids, each once, or the refusal that names the first one missing. */
function lookUp(
  ids: readonly string[],
  context: DecisionContext,
): { signals: Signal[] } | { refusal: Refusal } {
  const audience = audienceOf(context.subject);
  const signals: Signal[] = [];
  for (const id of new Set(ids)) {
    const signal = context.signal(id);
    if (!signal || (context.subject.kind !== 'system' && !(audience && sees(audience, signal)))) {
      return {
        refusal: refuse(
          'not-found',
          `There is no signal ${id} here, or it is not shared with you.`,
          { path: 'signals' },
        ),
      };
    }
    signals.push(signal);
  }
  return { signals };
}

/** The signals that can be linked to an incident; a dismissed one must be restored first. */
export function signalsToLink(
  ids: readonly string[],
  incident: string | undefined,
  context: DecisionContext,
): { signals: Signal[] } | { refusal: Refusal } {
  const found = lookUp(ids, context);
  if ('refusal' in found) return found;
  for (const signal of found.signals) {
    if (incident !== undefined && signal.incidents.includes(incident)) {
      return {
        refusal: refuse(
          'already-linked',
          `At least one of these signals is already linked to ${incident}.`,
          { path: 'signals' },
        ),
      };
    }
    if (signal.state === 'dismissed') {
      return {
        refusal: refuse(
          'already-decided',
          'At least one of these signals was dismissed; restore it first.',
          { path: 'signals' },
        ),
      };
    }
    const claimed = claimFree(signal, context);
    if (claimed) return { refusal: claimed };
  }
  return found;
}

function undecided(signal: Signal, context: DecisionContext): Refusal | undefined {
  if (signal.state === 'undecided') return undefined;
  // What one may not know of is not named.
  const known = signal.incidents.filter((id) => visible(id, context)).join(', ');
  const where =
    signal.state === 'linked'
      ? `linked${known === '' ? ' to an incident' : ` to ${known}`}`
      : 'dismissed';
  return refuse('already-decided', `At least one of these signals is already ${where}.`, {
    path: 'signals',
  });
}

function claimFree(signal: Signal, context: DecisionContext): Refusal | undefined {
  const { claim } = signal;
  if (!claim || claim.until <= context.now || claim.by === context.by.id) return undefined;
  return refuse('already-claimed', 'At least one of these signals is claimed by someone else.', {
    who: claim.by,
    until: claim.until,
    path: 'signals',
  });
}

/** The event for a signal that came in: data apart from what is personal. */
export function signalReceived(
  input: SignalInput,
  origin: { source: string; now: number; tlp: Signal['tlp']; drill: boolean },
): Extract<SignalEvent, { type: 'signal.received' }> {
  return {
    type: 'signal.received',
    data: {
      source: origin.source,
      channel: input.channel ?? 'other',
      observedAt: input.observedAt ?? origin.now,
      language: input.language ?? null,
      jurisdiction: input.jurisdiction ?? null,
      category: input.category ?? null,
      severity: input.severity ?? null,
      tlp: origin.tlp,
      drill: origin.drill,
    },
    personal: {
      text: input.text,
      ...(input.url === undefined ? {} : { url: input.url }),
      ...(input.author === undefined ? {} : { author: input.author }),
      ...(input.externalId === undefined ? {} : { externalId: input.externalId }),
      ...(input.raw === undefined ? {} : { raw: JSON.stringify(input.raw) }),
    },
  };
}

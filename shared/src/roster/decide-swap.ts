import { can } from '../access.ts';
import { decline } from '../decision.ts';
import type { Decision, DecisionContext } from '../decision.ts';
import { refuse } from '../refusal.ts';
import type { RosterCommandOf } from './commands.ts';
import type { RosterEvent } from './events.ts';
import type { Swap } from './roster.ts';
import { presences, turnsBetween } from './turns.ts';
import { written } from './writes.ts';

/** Open requests that a roster holds at most. */
const MOST_OPEN = 200;

type SwapCommand = RosterCommandOf<
  | 'roster.swap-ask'
  | 'roster.swap-take'
  | 'roster.swap-approve'
  | 'roster.swap-decline'
  | 'roster.swap-withdraw'
>;

/** Someone asks to be relieved of a turn of their own; another takes it; a lead approves, which makes an override. */
export function decideSwap(command: SwapCommand, context: DecisionContext): Decision {
  const { subject, sections } = context;
  const { swaps } = sections.roster;
  if (command.type === 'roster.swap-ask') return ask(command, context);
  const swap = swaps.find(({ id }) => id === command.swap);
  if (!swap)
    return decline(
      refuse('not-found', 'There is no such request; it may have been decided long ago.'),
    );
  if (swap.state !== 'asked' && swap.state !== 'taken')
    return decline(
      refuse('already-decided', `This request was ${swap.state} already.`, {
        ...(swap.decidedBy === null ? {} : { who: swap.decidedBy }),
        ...(swap.decidedAt === null ? {} : { at: swap.decidedAt }),
      }),
    );
  const isLead = can(subject, 'incident.lead');
  switch (command.type) {
    case 'roster.swap-take': {
      if (subject.kind !== 'person' || !can(subject, 'incident.triage'))
        return decline(refuse('forbidden', 'Only triagers and leads of this election take turns.'));
      if (subject.id === swap.person)
        return decline(
          refuse('nothing-changes', 'It is your own turn; withdraw the request to keep it.'),
        );
      if (swap.to !== null)
        return decline(
          swap.to === subject.id
            ? refuse('nothing-changes', 'You have taken it already; a lead decides now.')
            : refuse('already-claimed', 'Someone else has taken it already.', { who: swap.to }),
        );
      return passed(swap, context) ?? written(context, taken(swap, subject.id));
    }
    case 'roster.swap-approve': {
      if (!isLead) return decline(refuse('forbidden', 'Only a lead approves; ask one.'));
      const { to } = swap;
      if (to === null)
        return decline(
          refuse(
            'wrong-state',
            'Nobody has taken it yet; wait, or put someone there by an override.',
          ),
        );
      if (!context.rules.hasPerson(to))
        return decline(
          refuse('unknown-person', 'Who took it does not work on this election any more.', {
            who: to,
          }),
        );
      const override = context.newId();
      const { desk, person, from, until } = swap;
      return (
        passed(swap, context) ??
        noLongerOn(swap, context) ??
        written(
          context,
          {
            type: 'roster.override-added',
            data: { id: override, desk, person: to, instead: person, from, until },
          },
          { type: 'roster.swap-approved', data: { swap: swap.id, override } },
        )
      );
    }
    case 'roster.swap-decline':
      return isLead
        ? written(context, {
            type: 'roster.swap-declined',
            data: { swap: swap.id },
            ...reasonOf(command.reason),
          })
        : decline(refuse('forbidden', 'Only a lead declines; who asked can withdraw.'));
    case 'roster.swap-withdraw':
      return context.by.id === swap.person
        ? written(context, { type: 'roster.swap-withdrawn', data: { swap: swap.id } })
        : decline(
            refuse('forbidden', 'Only who asked can withdraw; a lead can decline.', {
              who: swap.person,
            }),
          );
  }
}

function ask(command: RosterCommandOf<'roster.swap-ask'>, context: DecisionContext): Decision {
  const { subject, now } = context;
  const { swaps } = context.sections.roster;
  const { desk, from, until } = command;
  if (subject.kind !== 'person' || !can(subject, 'signal.read'))
    return decline(refuse('forbidden', 'Only people on the roster ask to be relieved.'));
  if (until <= from)
    return decline(refuse('malformed', 'The time must end after it begins.', { path: 'until' }));
  if (until <= now) return decline(refuse('malformed', 'That turn is over.', { path: 'until' }));
  const person = subject.id;
  const swap = command.id ?? context.newId();
  const isOpen = ({ state }: Swap): boolean => state === 'asked' || state === 'taken';
  if (swaps.some(({ id }) => id === swap))
    return decline(refuse('nothing-changes', `There is a request "${swap}" already.`));
  if (swaps.filter(isOpen).length >= MOST_OPEN)
    return decline(refuse('too-many', `There are ${MOST_OPEN} open requests; decide some first.`));
  const same = swaps.find(
    (one) =>
      isOpen(one) &&
      one.person === person &&
      one.desk === desk &&
      one.from < until &&
      one.until > from,
  );
  if (same)
    return decline(
      refuse('nothing-changes', 'You have asked for that time already.', { at: same.askedAt }),
    );
  const asked = { swap, desk, person, from, until };
  return (
    noLongerOn({ ...asked }, context) ??
    written(context, { type: 'roster.swap-asked', data: asked, ...reasonOf(command.reason) })
  );
}

function taken(swap: Swap, to: string): RosterEvent {
  return { type: 'roster.swap-taken', data: { swap: swap.id, to } };
}

/** Refuses where the person isn't on the desk for all of the time, as the roster stands. */
function noLongerOn(
  { desk, person, from, until }: Pick<Swap, 'desk' | 'person' | 'from' | 'until'>,
  context: DecisionContext,
): Decision | undefined {
  const turns = turnsBetween(context.sections.roster, from, until);
  const isOn = presences(turns).some(
    (one) => one.desk === desk && one.person === person && one.from <= from && one.until >= until,
  );
  return isOn
    ? undefined
    : decline(
        refuse(
          'wrong-state',
          'They are not on that desk for all of that time, as the roster stands.',
          {
            who: person,
          },
        ),
      );
}

function passed(swap: Swap, context: DecisionContext): Decision | undefined {
  return swap.until > context.now
    ? undefined
    : decline(refuse('wrong-state', 'That turn is over.', { until: swap.until }));
}

function reasonOf(reason: string | undefined): { personal?: { reason: string } } {
  return reason === undefined || reason === '' ? {} : { personal: { reason } };
}

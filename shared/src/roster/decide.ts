import { can } from '../access.ts';
import { decline } from '../decision.ts';
import type { Decision, DecisionContext } from '../decision.ts';
import { isZone } from '../election/local-time.ts';
import { policyRefusal } from '../escalation/check.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { RosterCommand } from './commands.ts';
import { decideSwap } from './decide-swap.ts';
import { dayNumberOf } from './local-day.ts';
import type { Entered, Rotation } from './roster.ts';
import { written } from './writes.ts';

const DAY_MS = 86_400_000;
/** Longer turns are most often a wrong date. */
const LONGEST_TURN_MS = 7 * DAY_MS;
const LONGEST_ROTATION_DAYS = 400;
const MOST_ENTRIES = 2_000;
const MOST_ROTATIONS = 100;

/**
 * What a command on the roster leads to. Leads edit; everyone may ask to be relieved of a turn of their
 * own, and take another's. People may be on two desks at once and rest too little: that is for the lead
 * to judge, so it is warned of where the roster is read (`restWarnings`), not refused here.
 */
export function decideRoster(command: RosterCommand, context: DecisionContext): Decision {
  const { roster } = context.sections;
  switch (command.type) {
    case 'roster.swap-ask':
    case 'roster.swap-take':
    case 'roster.swap-approve':
    case 'roster.swap-decline':
    case 'roster.swap-withdraw':
      return decideSwap(command, context);
    case 'roster.feed-renew':
      return context.subject.kind === 'person'
        ? written(context, { type: 'roster.feed-renewed', data: { person: context.subject.id } })
        : decline(refuse('forbidden', 'Only a person has a calendar.'));
    default:
  }
  if (!can(context.subject, 'incident.lead'))
    return decline(
      refuse(
        'forbidden',
        'Only leads edit the roster. You can ask to be relieved of a turn of your own, or take one that was asked.',
      ),
    );
  switch (command.type) {
    case 'roster.shift-add': {
      const { desk, person, from, until } = command;
      const shift = { id: command.id ?? context.newId(), desk, person, from, until };
      return (
        refusedBy(
          badTime(from, until),
          unknownDesk(desk, context),
          unknownPeople([person], context),
          taken(shift.id, context),
          roster.shifts.length >= MOST_ENTRIES ? tooMany('shifts', MOST_ENTRIES) : undefined,
          alreadyOn(shift, context),
        ) ?? written(context, { type: 'roster.shift-added', data: shift })
      );
    }
    case 'roster.shift-change': {
      const before = roster.shifts.find(({ id }) => id === command.shift);
      if (!before) return gone('shift');
      const changes = changed(before, command, ['desk', 'person', 'from', 'until']);
      const after = { ...before, ...changes };
      return (
        refusedBy(
          setSince(before, command.expectedVersion),
          nothing(changes),
          badTime(after.from, after.until),
          unknownDesk(after.desk, context),
          unknownPeople([changes.person], context),
          alreadyOn(after, context),
        ) ?? written(context, { type: 'roster.shift-changed', data: { shift: before.id, changes } })
      );
    }
    case 'roster.shift-remove': {
      const shift = roster.shifts.find(({ id }) => id === command.shift);
      if (!shift) return gone('shift');
      return (
        refusedBy(setSince(shift, command.expectedVersion)) ??
        written(context, { type: 'roster.shift-removed', data: { shift: shift.id } })
      );
    }
    case 'roster.override-add': {
      const { desk, person, instead, from, until } = command;
      const override = { id: command.id ?? context.newId(), desk, person, instead, from, until };
      return (
        refusedBy(
          badTime(from, until),
          person === null && instead === null
            ? refuse('missing-field', 'Say who joins, or who is taken off, or both.', {
                path: 'person',
              })
            : undefined,
          person !== null && person === instead
            ? refuse('malformed', 'Nobody can stand in for themselves.', { path: 'instead' })
            : undefined,
          unknownDesk(desk, context),
          unknownPeople([person], context),
          taken(override.id, context),
          roster.overrides.length >= MOST_ENTRIES ? tooMany('overrides', MOST_ENTRIES) : undefined,
        ) ?? written(context, { type: 'roster.override-added', data: override })
      );
    }
    case 'roster.override-remove':
      return roster.overrides.some(({ id }) => id === command.override)
        ? written(context, {
            type: 'roster.override-removed',
            data: { override: command.override },
          })
        : gone('override');
    case 'roster.rotation-add': {
      const { commandId: _c, type: _t, id, zone = context.rules.zone, ...fields } = command;
      const rotation: Rotation = { ...fields, zone, id: id ?? context.newId() };
      return (
        refusedBy(
          badRotation(rotation),
          unknownDesk(rotation.desk, context),
          unknownPeople(rotation.people, context),
          taken(rotation.id, context),
          roster.rotations.length >= MOST_ROTATIONS
            ? tooMany('rotations', MOST_ROTATIONS)
            : undefined,
        ) ?? written(context, { type: 'roster.rotation-added', data: rotation })
      );
    }
    case 'roster.rotation-change': {
      const before = roster.rotations.find(({ id }) => id === command.rotation);
      if (!before) return gone('rotation');
      const changes = changed(before, command, ROTATION_FIELDS);
      const after = { ...before, ...changes };
      return (
        refusedBy(
          setSince(before, command.expectedVersion),
          nothing(changes),
          badRotation(after),
          unknownDesk(after.desk, context),
          unknownPeople(changes.people ?? [], context),
        ) ??
        written(context, {
          type: 'roster.rotation-changed',
          data: { rotation: before.id, changes },
        })
      );
    }
    case 'roster.rotation-remove': {
      const rotation = roster.rotations.find(({ id }) => id === command.rotation);
      if (!rotation) return gone('rotation');
      return (
        refusedBy(setSince(rotation, command.expectedVersion)) ??
        written(context, { type: 'roster.rotation-removed', data: { rotation: rotation.id } })
      );
    }
    case 'roster.policies-set': {
      const { policies } = command;
      return (
        refusedBy(
          setSince(roster.policiesEntered, command.expectedVersion),
          policyRefusal(policies, context.rules),
        ) ?? written(context, { type: 'roster.policies-set', data: { policies } })
      );
    }
    case 'roster.policies-reset':
      return (
        refusedBy(
          setSince(roster.policiesEntered, command.expectedVersion),
          roster.policies === null
            ? refuse('nothing-changes', "The policies of the election's file hold already.")
            : undefined,
        ) ?? written(context, { type: 'roster.policies-reset', data: {} })
      );
  }
}

const ROTATION_FIELDS = ['desk', 'people', 'start', 'end', 'at', 'until', 'zone'] as const;

function refusedBy(...refusals: (Refusal | undefined)[]): Decision | undefined {
  const first = refusals.find((refusal) => refusal !== undefined);
  return first && decline(first);
}

function gone(what: string): Decision {
  return decline(
    refuse('not-found', `That ${what} is not on the roster any more; someone may have removed it.`),
  );
}

function tooMany(what: string, most: number): Refusal {
  return refuse('too-many', `A roster holds at most ${most} ${what}; remove old ones first.`);
}

function badTime(from: number, until: number): Refusal | undefined {
  if (until <= from)
    return refuse('malformed', 'A turn must end after it begins.', { path: 'until' });
  return until - from > LONGEST_TURN_MS
    ? refuse('malformed', 'A turn lasts at most 7 days; use a rotation for longer times.', {
        path: 'until',
      })
    : undefined;
}

function badRotation(rotation: Rotation): Refusal | undefined {
  const { start, end, at, zone } = rotation;
  const first = dayNumberOf(start);
  const last = dayNumberOf(end);
  if (Number.isNaN(first)) return refuse('malformed', `${start} is no day.`, { path: 'start' });
  if (Number.isNaN(last)) return refuse('malformed', `${end} is no day.`, { path: 'end' });
  if (last < first)
    return refuse('malformed', 'A rotation must not end before it starts.', { path: 'end' });
  if (last - first > LONGEST_ROTATION_DAYS)
    return refuse('malformed', `A rotation lasts at most ${LONGEST_ROTATION_DAYS} days.`, {
      path: 'end',
    });
  if (at.some((time, index) => index > 0 && time <= (at[index - 1] ?? '')))
    return refuse('malformed', 'Turns begin at different times, in order, like 06:00 and 14:00.', {
      path: 'at',
    });
  // A last turn that ends on the morning after must not reach into the next day's first.
  if (
    rotation.until !== null &&
    rotation.until <= (at.at(-1) ?? '') &&
    rotation.until > (at[0] ?? '')
  )
    return refuse('malformed', 'The last turn of a day must end before the next day begins.', {
      path: 'until',
    });
  return isZone(zone)
    ? undefined
    : refuse('malformed', `"${zone}" is no time zone; right would be one like America/Denver.`, {
        path: 'zone',
      });
}

/** Refuses a desk that the election doesn't have. */
function unknownDesk(desk: string, context: DecisionContext): Refusal | undefined {
  const { desks } = context.rules;
  return desks.some(({ id }) => id === desk)
    ? undefined
    : refuse(
        'not-found',
        desks.length === 0
          ? "This election's file names no desks; add `desks` to it first."
          : `This election has no desk "${desk}"; it has ${desks.map(({ id }) => id).join(', ')}.`,
        { path: 'desk' },
      );
}

function unknownPeople(
  ids: readonly (string | null | undefined)[],
  context: DecisionContext,
): Refusal | undefined {
  const unknown = ids.find((id) => typeof id === 'string' && !context.rules.hasPerson(id));
  return unknown == null
    ? undefined
    : refuse('unknown-person', `Nobody with the id "${unknown}" can work on this election.`, {
        path: 'person',
      });
}

function taken(id: string, context: DecisionContext): Refusal | undefined {
  const { shifts, overrides, rotations, swaps } = context.sections.roster;
  return [shifts, overrides, rotations, swaps].some((all) => all.some((one) => one.id === id))
    ? refuse('nothing-changes', `The roster has an entry "${id}" already.`, { path: 'id' })
    : undefined;
}

/** The same person twice at one desk says nothing more, and hides which of them is meant. */
function alreadyOn(
  shift: { id: string; desk: string; person: string; from: number; until: number },
  context: DecisionContext,
): Refusal | undefined {
  const other = context.sections.roster.shifts.find(
    (one) =>
      one.id !== shift.id &&
      one.desk === shift.desk &&
      one.person === shift.person &&
      one.from < shift.until &&
      one.until > shift.from,
  );
  return (
    other &&
    refuse('nothing-changes', 'They have a shift at this desk at that time; change that one.', {
      who: shift.person,
      at: other.from,
      until: other.until,
    })
  );
}

function setSince(entered: Entered | null, seen: number | undefined): Refusal | undefined {
  return entered === null || seen === undefined || entered.version <= seen
    ? undefined
    : refuse('stale-version', 'Someone has set this anew since you looked.', {
        who: entered.setBy,
        at: entered.setAt,
      });
}

function nothing(changes: object): Refusal | undefined {
  return Object.keys(changes).length === 0
    ? refuse('nothing-changes', 'It is set so already.')
    : undefined;
}

/** The fields that are given and differ. */
function changed<T extends object, K extends keyof T>(
  before: T,
  given: { [P in K]?: T[P] | undefined },
  fields: readonly K[],
): { [P in K]?: T[P] } {
  const changes: { [P in K]?: T[P] } = {};
  for (const field of fields) {
    const value = given[field];
    if (value !== undefined && JSON.stringify(value) !== JSON.stringify(before[field]))
      changes[field] = value;
  }
  return changes;
}

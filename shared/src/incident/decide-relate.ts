import { accept, decline } from '../decision.ts';
import type { Decision, DecisionContext } from '../decision.ts';
import { refuse } from '../refusal.ts';
import type { IncidentCommandOf } from './commands.ts';
import { firstRefusal, visible } from './guards.ts';
import type { Incident } from './incident.ts';
import type { LinkKind } from './work.ts';
import { writesOn } from './writes.ts';

export const MAX_LINKS = 60;

/** Read from the other end: what A causes is caused by A. */
export const INVERSE: Record<LinkKind, LinkKind> = {
  related: 'related',
  causes: 'caused-by',
  'caused-by': 'causes',
  'same-actor': 'same-actor',
};

/** Links two incidents that both may be seen: written on both, in one unit. Again with another kind replaces it. */
export function decideRelate(
  incident: Incident,
  command: IncidentCommandOf<'incident.relate'>,
  context: DecisionContext,
): Decision {
  const { kind } = command;
  const other = visible(command.other, context);
  const refused = firstRefusal(
    command.other === incident.id
      ? refuse('malformed', "An incident can't be linked to itself.", { path: 'other' })
      : undefined,
    other
      ? undefined
      : refuse(
          'not-found',
          `There is no incident ${command.other} here, or it is not shared with you.`,
          { path: 'other' },
        ),
    other?.state === 'merged'
      ? refuse(
          'target-closed',
          `${other.id} was merged into another incident; link ${incident.id} to that one.`,
          { path: 'other' },
        )
      : undefined,
    incident.links.some((link) => link.incident === command.other && link.kind === kind)
      ? refuse('nothing-changes', `${incident.id} and ${command.other} are linked so already.`)
      : undefined,
    other && (full(incident, other.id) ?? full(other, incident.id)),
  );
  if (refused || !other)
    return decline(refused ?? refuse('not-found', `There is no incident ${command.other} here.`));
  return accept([
    ...writesOn(incident, { type: 'incident.related', data: { other: other.id, kind } }),
    ...writesOn(other, {
      type: 'incident.related',
      data: { other: incident.id, kind: INVERSE[kind] },
    }),
  ]);
}

/** Takes the link off both ends. */
export function decideUnrelate(
  incident: Incident,
  command: IncidentCommandOf<'incident.unrelate'>,
  context: DecisionContext,
): Decision {
  const other = visible(command.other, context);
  const linked = incident.links.some((link) => link.incident === command.other);
  // One that may not be seen is answered for as if there were no link.
  if (!other || !linked)
    return decline(
      refuse('not-linked', `${incident.id} is not linked to ${command.other}.`, { path: 'other' }),
    );
  return accept([
    ...writesOn(incident, { type: 'incident.unrelated', data: { other: other.id } }),
    ...writesOn(other, { type: 'incident.unrelated', data: { other: incident.id } }),
  ]);
}

function full(incident: Incident, other: string) {
  const isNew = !incident.links.some((link) => link.incident === other);
  return isNew && incident.links.length >= MAX_LINKS
    ? refuse('too-many', `${incident.id} can be linked to at most ${MAX_LINKS} others.`)
    : undefined;
}

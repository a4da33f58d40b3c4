import { can } from '../access.ts';
import { accept, decline } from '../decision.ts';
import type { Decision, DecisionContext } from '../decision.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { ViewCommand } from './commands.ts';
import type { ViewEvent } from './events.ts';
import { likeOf, viewsFor } from './visible.ts';
import type { SavedView } from './view.ts';

export const MOST_TEAM_VIEWS = 200;
export const MOST_PRIVATE_VIEWS = 50;
/** Between two places next to each other there is room for many halvings before all are numbered anew. */
const STEP = 1024;
const MAX_PLACE = 1_000_000;

/** The journal's aggregate of a saved view. */
export function viewAggregate(id: string): string {
  return `view:${id}`;
}

/**
 * What a command on saved views leads to. Private ones are their owner's alone, and to others as if they
 * weren't there. Triagers make views for the team; their owner or a lead changes them.
 */
export function decideView(command: ViewCommand, context: DecisionContext): Decision {
  const { subject } = context;
  if (subject.kind !== 'person' || !can(subject, 'situation.read'))
    return decline(refuse('forbidden', 'Only people save views; displays and keys have none.'));
  if (command.type === 'view.save') return save(command, context, subject.id);
  const view = viewsFor(context.sections.view, subject.id).find(({ id }) => id === command.view);
  if (!view) return decline(refuse('not-found', 'There is no such view (any more).'));
  const refusal = mayChange(view, context);
  if (refusal) return decline(refusal);
  switch (command.type) {
    case 'view.remove':
      return written(context, view.id, { type: 'view.removed', data: {} });
    case 'view.move':
      return move(view, command.before, context);
    case 'view.change':
      return change(view, command, context);
  }
}

function save(
  command: Extract<ViewCommand, { type: 'view.save' }>,
  context: DecisionContext,
  owner: string,
): Decision {
  const { title, query, lanes, sort, scope } = command;
  const refusal = mayHold(scope, owner, context);
  if (refusal) return decline(refusal);
  const place = endOf(likeOf(context.sections.view, { scope, owner }));
  return written(context, context.newId(), {
    type: 'view.saved',
    data: { lanes, sort, scope, owner, place },
    personal: { title, query },
  });
}

function change(
  view: SavedView,
  command: Extract<ViewCommand, { type: 'view.change' }>,
  context: DecisionContext,
): Decision {
  if (command.expectedVersion !== view.version)
    return decline(
      refuse('stale-version', `“${view.title}” was changed meanwhile; look at it again.`, {
        at: view.changedAt,
      }),
    );
  const { title, query, lanes, sort, scope } = command.changes;
  const isMoved = scope !== undefined && scope !== view.scope;
  if (isMoved) {
    const isOwner = context.subject.id === view.owner;
    const refusal =
      scope === 'private' && !isOwner
        ? refuse('forbidden', 'Only who made a view can take it from the team.')
        : mayHold(scope, view.owner, context);
    if (refusal) return decline(refusal);
  }
  const place = isMoved ? endOf(likeOf(context.sections.view, { ...view, scope })) : undefined;
  const data = {
    ...(lanes === undefined || lanes === view.lanes ? {} : { lanes }),
    ...(sort === undefined || sort === view.sort ? {} : { sort }),
    ...(isMoved ? { scope } : {}),
    ...(place === undefined ? {} : { place }),
  };
  const personal = {
    ...(title === undefined || title === view.title ? {} : { title }),
    ...(query === undefined || query === view.query ? {} : { query }),
  };
  if (Object.keys({ ...data, ...personal }).length === 0)
    return decline(refuse('nothing-changes', 'The view is so already.'));
  return written(context, view.id, {
    type: 'view.changed',
    data,
    ...(Object.keys(personal).length === 0 ? {} : { personal }),
  });
}

/** Between two neighbours; all are numbered anew where there is no more room between them. */
function move(view: SavedView, before: string | null, context: DecisionContext): Decision {
  const rest = likeOf(context.sections.view, view).filter(({ id }) => id !== view.id);
  const at = before === null ? rest.length : rest.findIndex(({ id }) => id === before);
  if (at < 0) return decline(refuse('not-found', 'The view to put it before is not there.'));
  const low = rest[at - 1]?.place ?? 0;
  const high = rest[at]?.place ?? low + 2 * STEP;
  const place = (low + high) / 2;
  if (place > low && place < high && place < MAX_PLACE)
    return place === view.place
      ? decline(refuse('nothing-changes', 'It stands there already.'))
      : written(context, view.id, { type: 'view.moved', data: { place } });
  return accept(
    [...rest.slice(0, at), view, ...rest.slice(at)].map(({ id }, index) => ({
      aggregate: viewAggregate(id),
      expectedVersion: context.versionOf(viewAggregate(id)),
      event: { type: 'view.moved', data: { place: (index + 1) * STEP } },
    })),
  );
}

function endOf(like: readonly SavedView[]): number {
  return Math.min(MAX_PLACE, (like.at(-1)?.place ?? 0) + STEP);
}

function mayChange(view: SavedView, { subject }: DecisionContext): Refusal | undefined {
  if (subject.id === view.owner || (view.scope === 'team' && can(subject, 'incident.lead')))
    return undefined;
  return refuse('forbidden', 'Only who made it, or a lead, changes a view of the team.', {
    who: view.owner,
  });
}

/** Whether one more view may be kept for the team, or for its owner. */
function mayHold(
  scope: SavedView['scope'],
  owner: string,
  { subject, sections }: DecisionContext,
): Refusal | undefined {
  if (scope === 'team' && !can(subject, 'incident.triage'))
    return refuse('forbidden', 'Views for the team are made by triagers; make it a private one.');
  const most = scope === 'team' ? MOST_TEAM_VIEWS : MOST_PRIVATE_VIEWS;
  if (likeOf(sections.view, { scope, owner }).length < most) return undefined;
  return refuse(
    'too-many',
    scope === 'team'
      ? `The team has ${most} views already; remove one that nobody uses.`
      : `You have ${most} views already; remove one first.`,
  );
}

function written(context: DecisionContext, id: string, event: ViewEvent): Decision {
  const aggregate = viewAggregate(id);
  return accept([{ aggregate, expectedVersion: context.versionOf(aggregate), event }]);
}

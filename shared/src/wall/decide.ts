import { audienceOf, can, sees } from '../access.ts';
import { accept, decline } from '../decision.ts';
import type { Decision, DecisionContext } from '../decision.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { covers } from '../tlp.ts';
import { teamView } from '../view/visible.ts';
import type { WallCommand } from './commands.ts';
import type { WallEvent } from './events.ts';
import { isPinnedAt, stillUnder, WALL_AGGREGATE } from './evolve.ts';
import { targetKey } from './target.ts';
import type { Control, PlaylistTurn, Target, Walls } from './wall.ts';

export const MOST_PLAYLISTS = 60;
export const MOST_ANNOUNCEMENTS = 100;
/** Targets that something is pinned to or paused at. */
export const MOST_CONTROLS = 500;

type Of<T extends WallCommand['type']> = Extract<WallCommand, { type: T }>;

/**
 * What a command on the walls leads to. Leads set up playlists, the schedule and announcements; whoever
 * triages pins and pauses; that a display is missing is for the server alone to say.
 */
export function decideWall(command: WallCommand, context: DecisionContext): Decision {
  const refusal = mayAsk(command, context);
  if (refusal) return decline(refusal);
  const walls = context.sections.wall;
  switch (command.type) {
    case 'wall.playlist-save':
      return savePlaylist(command, walls, context);
    case 'wall.playlist-remove':
      return removePlaylist(command, walls, context);
    case 'wall.schedule-set':
      return setSchedule(command, walls, context);
    case 'wall.announcement-save':
      return saveAnnouncement(command, walls, context);
    case 'wall.announcement-remove':
      return removeAnnouncement(command, walls, context);
    case 'wall.pin':
    case 'wall.unpin':
    case 'wall.pause':
    case 'wall.resume':
      return steer(command, walls, context);
    case 'wall.display-missing': {
      const { display, since } = command;
      if (Object.hasOwn(walls.missing, display))
        return decline(refuse('nothing-changes', 'It is known to be missing.'));
      return written(context, { type: 'wall.display-missing', data: { display, since } });
    }
    case 'wall.display-back': {
      const { display } = command;
      if (!Object.hasOwn(walls.missing, display))
        return decline(refuse('nothing-changes', 'It is not known to be missing.'));
      return written(context, { type: 'wall.display-back', data: { display } });
    }
  }
}

function mayAsk(command: WallCommand, { subject }: DecisionContext): Refusal | undefined {
  switch (command.type) {
    case 'wall.display-missing':
    case 'wall.display-back':
      return subject.kind === 'system'
        ? undefined
        : refuse('forbidden', 'That a display is missing is found by the server alone.');
    case 'wall.pin':
    case 'wall.unpin':
    case 'wall.pause':
    case 'wall.resume':
      return subject.kind === 'person' && can(subject, 'incident.triage')
        ? undefined
        : refuse('forbidden', 'Only triagers, leads and admins put something on walls.');
    default:
      return subject.kind === 'person' && can(subject, 'incident.lead')
        ? undefined
        : refuse('forbidden', 'Only leads and admins set up what walls show; ask one of them.');
  }
}

function savePlaylist(
  { playlist, title, turns, expectedVersion }: Of<'wall.playlist-save'>,
  walls: Walls,
  context: DecisionContext,
): Decision {
  const before = playlist === undefined ? undefined : itemOf(walls.playlists, playlist);
  const refusal =
    changedSince(before, playlist, expectedVersion, 'playlist') ??
    (before || Object.keys(walls.playlists).length < MOST_PLAYLISTS
      ? undefined
      : refuse('too-many', `There are ${MOST_PLAYLISTS} playlists already; remove one first.`)) ??
    firstOf(turns, (turn, index) => wrongTurn(turn, `turns.${index}`, walls, context));
  if (refusal) return decline(refusal);
  const kept = turns.map(ownFields);
  if (before && before.title === title && JSON.stringify(before.turns) === JSON.stringify(kept))
    return decline(refuse('nothing-changes', 'The playlist is so already.'));
  return written(context, {
    type: 'wall.playlist-saved',
    data: { playlist: playlist ?? context.newId(), turns: kept },
    personal: { title },
  });
}

function removePlaylist(
  { playlist }: Of<'wall.playlist-remove'>,
  walls: Walls,
  context: DecisionContext,
): Decision {
  const before = itemOf(walls.playlists, playlist);
  if (!before) return decline(refuse('not-found', 'There is no such playlist (any more).'));
  const uses = walls.schedule.filter((rule) => rule.playlist === playlist).length;
  if (uses > 0)
    return decline(
      refuse(
        'wrong-state',
        `“${before.title}” is on the schedule (${uses === 1 ? 'one rule' : `${uses} rules`}); take it off there first.`,
      ),
    );
  return written(context, { type: 'wall.playlist-removed', data: { playlist } });
}

function setSchedule(
  { rules, expectedVersion }: Of<'wall.schedule-set'>,
  walls: Walls,
  context: DecisionContext,
): Decision {
  if (walls.scheduleVersion > expectedVersion)
    return decline(
      refuse('stale-version', 'The schedule was changed meanwhile; look at it again.', {
        ...(walls.scheduleChanged && {
          who: walls.scheduleChanged.by,
          at: walls.scheduleChanged.at,
        }),
      }),
    );
  const refusal = firstOf(rules, ({ id, playlist, hours, days, phases }, index) => {
    const path = `rules.${index}`;
    if (rules.findIndex((other) => other.id === id) !== index)
      return refuse('malformed', `Two rules have the id "${id}".`, { path: `${path}.id` });
    if (!itemOf(walls.playlists, playlist))
      return refuse(
        'not-found',
        `Rule ${index + 1} names a playlist that is not there (any more).`,
        {
          path: `${path}.playlist`,
        },
      );
    if (hours !== null && hours.from === hours.until)
      return refuse(
        'malformed',
        `Rule ${index + 1} begins and ends at ${hours.from}; leave the hours out for all day.`,
        { path: `${path}.hours` },
      );
    if (
      new Set(days).size !== (days?.length ?? 0) ||
      new Set(phases).size !== (phases?.length ?? 0)
    )
      return refuse('malformed', `Rule ${index + 1} names a day or a phase twice.`, { path });
    return undefined;
  });
  if (refusal) return decline(refusal);
  if (JSON.stringify(rules) === JSON.stringify(walls.schedule))
    return decline(refuse('nothing-changes', 'The schedule is so already.'));
  return written(context, { type: 'wall.schedule-set', data: { rules } });
}

function saveAnnouncement(
  command: Of<'wall.announcement-save'>,
  walls: Walls,
  context: DecisionContext,
): Decision {
  const { announcement: id, title, body, tlp, forVisitors, from, until } = command;
  const before = id === undefined ? undefined : readable(walls, id, context);
  const refusal =
    (id !== undefined && !before && Object.hasOwn(walls.announcements, id)
      ? refuse('not-found', 'There is no such announcement (any more).')
      : undefined) ??
    changedSince(before, id, command.expectedVersion, 'announcement') ??
    (before || Object.keys(walls.announcements).length < MOST_ANNOUNCEMENTS
      ? undefined
      : refuse(
          'too-many',
          `There are ${MOST_ANNOUNCEMENTS} announcements already; remove one that is over.`,
        )) ??
    unfitLabel(tlp, context) ??
    (from !== null && until !== null && until <= from
      ? refuse('malformed', 'It ends before it begins; give it a later end, or none.', {
          path: 'until',
        })
      : undefined);
  if (refusal) return decline(refusal);
  const data = { tlp, forVisitors, from, until };
  if (
    before &&
    before.title === title &&
    before.body === body &&
    before.tlp === tlp &&
    before.forVisitors === forVisitors &&
    before.from === from &&
    before.until === until
  )
    return decline(refuse('nothing-changes', 'The announcement is so already.'));
  return written(context, {
    type: 'wall.announcement-saved',
    data: { announcement: id ?? context.newId(), ...data },
    personal: { title, body },
  });
}

/** RED is for people who are named; nobody labels what they could not read themselves. */
function unfitLabel(
  tlp: Of<'wall.announcement-save'>['tlp'],
  { subject }: DecisionContext,
): Refusal | undefined {
  if (tlp === 'RED')
    return refuse('forbidden', 'RED is for named people alone and never on a wall.', {
      path: 'tlp',
    });
  const audience = audienceOf(subject);
  return audience && covers(audience.clearance, tlp)
    ? undefined
    : refuse('forbidden', `TLP:${tlp} is above your own clearance; choose a lower label.`, {
        path: 'tlp',
      });
}

function removeAnnouncement(
  { announcement }: Of<'wall.announcement-remove'>,
  walls: Walls,
  context: DecisionContext,
): Decision {
  if (!readable(walls, announcement, context))
    return decline(refuse('not-found', 'There is no such announcement (any more).'));
  return written(context, { type: 'wall.announcement-removed', data: { announcement } });
}

function steer(
  command: Of<'wall.pin' | 'wall.unpin' | 'wall.pause' | 'wall.resume'>,
  walls: Walls,
  context: DecisionContext,
): Decision {
  const { target } = command;
  const key = targetKey(target);
  const now: Control | undefined = itemOf(walls.controls, key);
  const isPinned = isPinnedAt(now?.pin ?? null, context.now);
  const isPaused = now !== undefined && now.pause !== null;
  if (command.type === 'wall.unpin') return unpin(command, now, context);
  if (command.type === 'wall.resume')
    return isPaused
      ? written(context, { type: 'wall.resumed', data: { target } })
      : decline(refuse('nothing-changes', `Nothing was paused on ${words(target)}.`));
  const held = Object.values(walls.controls).filter(
    ({ pin, pause }) => pause !== null || isPinnedAt(pin, context.now),
  );
  if (!isPinned && !isPaused && held.length >= MOST_CONTROLS)
    return decline(
      refuse('too-many', `${MOST_CONTROLS} walls and groups are pinned or paused; free one first.`),
    );
  const personal = command.reason ? { personal: { reason: command.reason } } : {};
  if (command.type === 'wall.pause')
    return isPaused
      ? decline(refuse('nothing-changes', 'That is paused already.'))
      : written(context, { type: 'wall.paused', data: { target }, ...personal });
  const refusal = wrongTurn(command.turn, 'turn', walls, context);
  if (refusal) return decline(refusal);
  const until = command.forMin === null ? null : context.now + command.forMin * 60_000;
  const turn = ownFields(command.turn);
  return written(context, { type: 'wall.pinned', data: { target, turn, until }, ...personal });
}

function unpin(
  { target, undo }: Of<'wall.unpin'>,
  now: Control | undefined,
  context: DecisionContext,
): Decision {
  const pin = now?.pin ?? null;
  if (!isPinnedAt(pin, context.now))
    return decline(refuse('nothing-changes', `Nothing is pinned to ${words(target)}.`));
  if (undo !== true) return written(context, { type: 'wall.unpinned', data: { target } });
  if (pin.by !== context.subject.id)
    return decline(
      refuse('wrong-state', `Someone else has pinned another scene to ${words(target)} since.`, {
        who: pin.by,
        at: pin.at,
      }),
    );
  const [earlier] = stillUnder(now, context.now);
  if (!earlier) return written(context, { type: 'wall.unpinned', data: { target } });
  const { turn, until } = earlier;
  return written(context, { type: 'wall.pinned', data: { target, turn, until, back: true } });
}

/** What is not there of what a scene is to show. */
function wrongTurn(
  { scene, view, incident, announcement }: PlaylistTurn,
  path: string,
  walls: Walls,
  context: DecisionContext,
): Refusal | undefined {
  if (scene === 'view') {
    if (view === undefined)
      return refuse('missing-field', 'Say which view of the team this scene shows.', {
        path: `${path}.view`,
      });
    return teamView(context.sections.view, view)
      ? undefined
      : refuse('not-found', `"${view}" is no view of the team; walls show no private ones.`, {
          path: `${path}.view`,
        });
  }
  if (scene === 'incident') {
    if (incident === undefined)
      return refuse('missing-field', 'Say which incident this scene shows.', {
        path: `${path}.incident`,
      });
    const known = context.incident(incident);
    const audience = audienceOf(context.subject);
    return known && audience && sees(audience, known)
      ? undefined
      : refuse('not-found', `There is no incident ${incident}.`, { path: `${path}.incident` });
  }
  if (scene === 'announcement' && announcement !== undefined)
    return readable(walls, announcement, context)
      ? undefined
      : refuse('not-found', 'That announcement is not there (any more).', {
          path: `${path}.announcement`,
        });
  return undefined;
}

/** A turn with those fields alone that its scene goes by. */
function ownFields({
  scene,
  dwellS,
  view,
  map,
  announcement,
  incident,
}: PlaylistTurn): PlaylistTurn {
  const own = { scene, dwellS };
  if (scene === 'view' && view !== undefined) return { ...own, view };
  if (scene === 'map' && map !== undefined) return { ...own, map };
  if (scene === 'announcement' && announcement !== undefined) return { ...own, announcement };
  if (scene === 'incident' && incident !== undefined) return { ...own, incident };
  return own;
}

/** An announcement that the asker may read; others are as if they weren't there. */
function readable(walls: Walls, id: string, { subject }: DecisionContext) {
  const known = itemOf(walls.announcements, id);
  const audience = audienceOf(subject);
  return known && audience && covers(audience.clearance, known.tlp) ? known : undefined;
}

function changedSince(
  before: { version: number; changedAt: number; changedBy: string } | undefined,
  id: string | undefined,
  expectedVersion: number | undefined,
  what: string,
): Refusal | undefined {
  if (id === undefined || expectedVersion === undefined) return undefined;
  if (!before && expectedVersion > 0)
    return refuse('not-found', `The ${what} was removed meanwhile; save it as a new one.`);
  return before && before.version > expectedVersion
    ? refuse('stale-version', `The ${what} was changed meanwhile; look at it again.`, {
        who: before.changedBy,
        at: before.changedAt,
      })
    : undefined;
}

function itemOf<T>(all: Readonly<Record<string, T>>, id: string): T | undefined {
  return Object.hasOwn(all, id) ? all[id] : undefined;
}

function firstOf<T>(
  items: readonly T[],
  wrong: (item: T, index: number) => Refusal | undefined,
): Refusal | undefined {
  for (const [index, item] of items.entries()) {
    const refusal = wrong(item, index);
    if (refusal) return refusal;
  }
  return undefined;
}

function words(target: Target): string {
  if (target.kind === 'all') return 'all walls as such';
  return target.kind === 'group' ? `the group “${target.group}”` : 'this wall itself';
}

function written(context: DecisionContext, event: WallEvent): Decision {
  const expectedVersion = context.versionOf(WALL_AGGREGATE);
  return accept([{ aggregate: WALL_AGGREGATE, expectedVersion, event }]);
}

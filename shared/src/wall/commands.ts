import { z } from 'zod';
import { EpochMs, Id, text } from '../text.ts';
import { Tlp } from '../tlp.ts';
import { PlaylistTurn, ScheduleRule, Target } from './wall.ts';

const commandId = Id;
/** The section's version that was seen: refused when what it is about was changed since. */
const expectedVersion = z.int().min(0).max(1_000_000_000);
const reason = text(0, 300).optional();

export const MOST_TURNS = 30;
export const MOST_RULES = 50;
export const LONGEST_PIN_MIN = 1_440;

/** What can be asked of the walls. */
export const WallCommand = z.discriminatedUnion('type', [
  /** Makes one, under an id of the caller's own where one is given; or changes the one that has this id. */
  z.strictObject({
    type: z.literal('wall.playlist-save'),
    commandId,
    playlist: Id.optional(),
    title: text(1, 60),
    turns: z.array(PlaylistTurn).min(1, 'needs at least one scene').max(MOST_TURNS),
    expectedVersion: expectedVersion.optional(),
  }),
  z.strictObject({ type: z.literal('wall.playlist-remove'), commandId, playlist: Id }),
  z.strictObject({
    type: z.literal('wall.schedule-set'),
    commandId,
    rules: z.array(ScheduleRule).max(MOST_RULES),
    expectedVersion,
  }),
  z.strictObject({
    type: z.literal('wall.announcement-save'),
    commandId,
    announcement: Id.optional(),
    title: text(1, 120),
    body: text(0, 2_000),
    tlp: Tlp,
    forVisitors: z.boolean(),
    from: EpochMs.nullable(),
    until: EpochMs.nullable(),
    expectedVersion: expectedVersion.optional(),
  }),
  z.strictObject({ type: z.literal('wall.announcement-remove'), commandId, announcement: Id }),
  z.strictObject({
    type: z.literal('wall.pin'),
    commandId,
    target: Target,
    turn: PlaylistTurn,
    forMin: z.int().min(1).max(LONGEST_PIN_MIN).nullable(),
    reason,
  }),
  /** `undo`: takes one's own pin back, so that the one it stood over is there again where that still holds. */
  z.strictObject({
    type: z.literal('wall.unpin'),
    commandId,
    target: Target,
    undo: z.literal(true).optional(),
  }),
  z.strictObject({ type: z.literal('wall.pause'), commandId, target: Target, reason }),
  z.strictObject({ type: z.literal('wall.resume'), commandId, target: Target }),
  /** The server's own: a display has not reported for a while; and it did again, or was revoked. */
  z.strictObject({
    type: z.literal('wall.display-missing'),
    commandId,
    display: Id,
    since: EpochMs,
  }),
  z.strictObject({ type: z.literal('wall.display-back'), commandId, display: Id }),
]);
export type WallCommand = z.infer<typeof WallCommand>;

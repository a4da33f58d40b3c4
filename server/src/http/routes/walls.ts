import {
  can,
  covers,
  isTargeted,
  refuse,
  sees,
  Target,
  text,
  wallHappenings,
  type Actor,
  type Audience,
  type PlaylistTurn,
  type Situation,
  type Subject,
  type Walls,
} from '@warroom/shared';
import { z } from 'zod';
import { redactionOf } from '../../accounts/accounts.ts';
import type { Display } from '../../accounts/accounts.ts';
import type { Room } from '../../desk/room.ts';
import { readBody } from '../body.ts';
import { note } from '../note.ts';
import type { RouteContext } from '../options.ts';
import { tooFast } from '../readable.ts';
import { json, refused } from '../respond.ts';
import type { Router } from '../router.ts';

const Redact = z.strictObject({ target: Target, on: z.boolean(), reason: text(0, 300).optional() });
const Aimed = z.strictObject({ target: Target });
const IDENTIFY_MS = 15_000;
/** What staff are told of what happened to walls. */
const HISTORY_MS = 7 * 24 * 3_600_000;
const MOST_HAPPENINGS = 500;

/** What staff see and do of the walls of an election; what walls show is set by commands. */
export function wallRoutes(router: Router, context: RouteContext): void {
  const { accounts, feed, now } = context;
  const base = '/api/elections/:election';

  router.staff('situation.read', `${base}/walls`, (_c, { room, subject, audience }) => {
    const waitMs = context.busy.take(`read ${subject.kind} ${subject.id}`);
    if (waitMs > 0) return refused(tooFast(waitMs));
    const displays = accounts.displays(room.id);
    const groups = new Set(displays.flatMap(({ group }) => group ?? []));
    return json({
      walls: wallsFor(room.situation, audience),
      displays: displays.map((one) => standing(one)),
      groups: [...groups].toSorted((a, b) => a.localeCompare(b)),
    });
  });

  router.staff(
    'situation.read',
    `${base}/walls/history`,
    async (_c, { room, subject, audience }) => {
      const waitMs = context.busy.take(`read ${subject.kind} ${subject.id}`);
      if (waitMs > 0) return refused(tooFast(waitMs));
      const records = (await room.wallRecords?.(now() - HISTORY_MS)) ?? [];
      const happenings = wallHappenings(
        records.map((event) => ({ ...event, by: event.by as unknown as Actor })),
      );
      return json({
        happenings: happenings.slice(0, MOST_HAPPENINGS).map((one) =>
          one.what.kind === 'pinned'
            ? {
                ...one,
                what: { ...one.what, turn: seenTurn(room.situation, audience, one.what.turn) },
              }
            : one,
        ),
      });
    },
  );

  router.election(
    'incident.triage',
    'POST',
    `${base}/displays/redact`,
    async (c, { room, subject }) => {
      const body = await readBody(c, Redact);
      if (!body.ok) return refused(body.refusal, body.status);
      const { target, on, reason } = body.value;
      if (!on && !can(subject, 'incident.lead'))
        return refused(
          refuse(
            'forbidden',
            'Everyone who triages may turn visitor mode on; only leads and admins turn it off.',
          ),
        );
      const aimed = aimedAt(room, target);
      if (aimed.length === 0) return refused(nothingAimedAt(target));
      const changed = aimed.filter(({ visitorSince }) => (visitorSince !== null) !== on);
      let isRecorded = true;
      for (const { id } of changed)
        isRecorded = (await visit(context, room, id, on, subject, reason)) && isRecorded;
      return json({ changed: changed.map(({ id }) => id), ...recorded(isRecorded) });
    },
  );

  // The press may stand before the wall: whoever is at its keys can turn visitor mode on, never off.
  router.display('POST', '/api/displays/me/visitor', async (_c, display) => {
    const room = context.rooms.get(display.election);
    const { id, clearance } = display;
    const redaction = redactionOf(display);
    const isRecorded =
      display.visitorSince !== null ||
      (await visit(context, room, id, true, { kind: 'display', id, clearance, redaction }));
    const { visitorSince } = accounts.display(id) ?? display;
    return json({ visitorSince, ...recorded(isRecorded) });
  });

  router.election('incident.lead', 'POST', `${base}/displays/identify`, async (c, { room }) => {
    const body = await readBody(c, Aimed);
    if (!body.ok) return refused(body.refusal, body.status);
    const aimed = aimedAt(room, body.value.target);
    if (aimed.length === 0) return refused(nothingAimedAt(body.value.target));
    const until = now() + IDENTIFY_MS;
    const told = aimed.filter(({ id, name }) =>
      feed.display(id, { kind: 'identify', name, until }),
    );
    return json({ displays: aimed.map(idOf), connected: told.map(idOf) });
  });

  router.election('incident.lead', 'POST', `${base}/displays/reload`, async (c, { room }) => {
    const body = await readBody(c, Aimed);
    if (!body.ok) return refused(body.refusal, body.status);
    const aimed = aimedAt(room, body.value.target);
    if (aimed.length === 0) return refused(nothingAimedAt(body.value.target));
    const told = aimed.filter(({ id }) => feed.display(id, { kind: 'reload' }));
    return json({ displays: aimed.map(idOf), connected: told.map(idOf) });
  });

  function aimedAt(room: Room, target: Target): Display[] {
    return accounts.displays(room.id).filter((display) => isTargeted(target, display));
  }

  function standing(display: Display): object {
    const { id, name, group, clearance, redaction, scenes, visitorSince, lastReport } = display;
    const isConnected = feed.isConnected?.(id) ?? false;
    return { id, name, group, clearance, redaction, scenes, visitorSince, lastReport, isConnected };
  }
}

/** Turns a display's visitor mode on or off, tells it, and notes it; answers whether that could be noted. */
async function visit(
  context: RouteContext,
  room: Room | undefined,
  display: string,
  on: boolean,
  by: Subject,
  reason?: string,
): Promise<boolean> {
  const outcome = await context.accounts.changeDisplay(display, {
    visitorSince: on ? context.now() : null,
  });
  // Revoked meanwhile: there is no screen any more that could show anything.
  if (!outcome.ok) return true;
  const { clearance } = outcome.value;
  const redaction = redactionOf(outcome.value);
  context.feed.display(display, { kind: 'settings', redaction, clearance });
  const rooms = room ? [room] : [];
  const data = { display, on, redaction };
  const why = reason?.trim() ? { reason: reason.trim() } : undefined;
  return note(context, rooms, 'account.display-redacted', data, by, why);
}

function recorded(isRecorded: boolean): object {
  return isRecorded
    ? { recorded: true }
    : {
        recorded: false,
        message:
          'Done, but it could not be written into the journal, which takes no writes just now; the log has it.',
      };
}

function nothingAimedAt(target: Target): ReturnType<typeof refuse> {
  const message =
    target.kind === 'display'
      ? 'There is no such display in this election; it may have been revoked.'
      : target.kind === 'group'
        ? `No display is in the group “${target.group}”.`
        : 'No display is paired with this election yet.';
  return refuse('not-found', message, { path: 'target' });
}

function idOf({ id }: { id: string }): string {
  return id;
}

/** The walls as a reader may see them: no announcement above their clearance, no number of a hidden incident. */
function wallsFor(situation: Situation, audience: Audience): Walls {
  const { wall } = situation.sections;
  const seen = (turn: PlaylistTurn): PlaylistTurn => seenTurn(situation, audience, turn);
  const mapped = <T>(all: Readonly<Record<string, T>>, change: (one: T) => T) =>
    Object.fromEntries(Object.entries(all).map(([id, one]) => [id, change(one)]));
  return {
    ...wall,
    playlists: mapped(wall.playlists, (list) => ({ ...list, turns: list.turns.map(seen) })),
    controls: mapped(wall.controls, ({ target, pin, pause }) => ({
      target,
      pin: pin && { ...pin, turn: seen(pin.turn) },
      pause,
    })),
    announcements: Object.fromEntries(
      Object.entries(wall.announcements).filter(([, { tlp }]) => covers(audience.clearance, tlp)),
    ),
  };
}

/** A turn without the number of an incident that the reader may not see. */
function seenTurn(situation: Situation, audience: Audience, turn: PlaylistTurn): PlaylistTurn {
  const { incident: number, ...rest } = turn;
  const incident = number === undefined ? undefined : situation.incidents.get(number)?.incident;
  return incident && sees(audience, incident) ? turn : rest;
}

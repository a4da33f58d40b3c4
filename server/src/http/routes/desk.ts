import { Id, IncidentId, refuse } from '@warroom/shared';
import type { Audience, CommandResult } from '@warroom/shared';
import { z } from 'zod';
import { readJson } from '../body.ts';
import { MOST_IN_BULK, runBulk } from '../../desk/bulk.ts';
import type { Room } from '../../desk/room.ts';
import type { HttpContext } from '../env.ts';
import { caughtUp } from '../look-again.ts';
import type { RouteContext } from '../options.ts';
import { json, refused, retryAfter } from '../respond.ts';
import { personOf, readableOn, tooFast } from '../readable.ts';
import type { Router } from '../router.ts';
import { statusOf } from '../status.ts';

const optional = z.string().min(1).max(200).optional();
/** A search as typed: whatever stands in it, it is not refused. */
const typed = z.string().max(1_000).optional();
const limit = z.coerce.number().int().min(1).max(200).default(50);
const before = z.string().max(100).optional();

const SignalsQuery = z.object({
  state: z.enum(['undecided', 'linked', 'dismissed', 'all']).optional(),
  q: typed,
  source: optional,
  jurisdiction: optional,
  category: optional,
  severity: optional,
  language: optional,
  incident: optional,
  before,
  limit,
});
const IncidentsQuery = z.object({
  state: z.enum(['open', 'resolved', 'closed', 'dismissed', 'merged', 'all']).optional(),
  q: typed,
  severity: optional,
  jurisdiction: optional,
  category: optional,
  before,
  limit,
});
const PageQuery = z.object({ before, limit });
const Bulk = z.strictObject({ commands: z.array(z.unknown()).min(1).max(MOST_IN_BULK) });
const MAX_BULK_BYTES = 2_000_000;
const notABulk = refuse(
  'malformed',
  `A bulk is a JSON object like {"commands":[…]} with 1 to ${MOST_IN_BULK} commands.`,
  { path: 'commands' },
);

/** Commands, and what is read in pages. */
export function deskRoutes(router: Router, context: RouteContext): void {
  const at = '/api/elections/:election';
  const readable = readableOn(router, context);

  // The desk asks again what the command needs; to be in the election at all is asked here.
  router.election('situation.read', 'POST', `${at}/commands`, async (c, { room, subject }) => {
    const waitMs = context.busy.take(`command ${subject.kind} ${subject.id}`);
    if (waitMs > 0) return refused(tooFast(waitMs));
    const body = await readJson(c);
    if (!body.ok) return refused(body.refusal, body.status);
    const who = { subject, via: subject.kind === 'system' ? 'cli' : 'api' } as const;
    let result = await room.command(body.value, who);
    // What it names may have been made on another node a moment ago.
    if (result.kind === 'refused' && result.refusal.kind === 'not-found') {
      await caughtUp(room);
      result = await room.command(body.value, who);
    }
    return json(result, commandStatus(result), {
      headers: result.kind === 'refused' ? retryAfter(result.refusal) : {},
    });
  });

  // Many commands at once, each by the same path and with its own result.
  router.election('situation.read', 'POST', `${at}/bulk`, async (c, { room, subject }) => {
    const body = await readJson(c, MAX_BULK_BYTES);
    if (!body.ok) return refused(body.refusal, body.status);
    const bulk = Bulk.safeParse(body.value);
    if (!bulk.success) return refused(notABulk);
    const { commands } = bulk.data;
    const waitMs = context.busy.take(`command ${subject.kind} ${subject.id}`, commands.length);
    if (waitMs > 0) return refused(tooFast(waitMs));
    // People's come from the board, which sends single ones over its socket.
    const via = subject.kind === 'system' ? 'cli' : subject.kind === 'person' ? 'board' : 'api';
    await caughtUp(room);
    return json({ results: await runBulk(room, commands, { subject, via }) });
  });

  readable('/signals', SignalsQuery, async ({ room, audience, subject }, query) => {
    const page = await room.signalPage({ ...query, me: personOf(subject) }, audience);
    return json({ ...page, total: null });
  });
  router.reading('signal.read', `${at}/signals/:id`, async (c, { room, audience }) => {
    const id = Id.safeParse(c.req.param('id'));
    const find = async () => (id.success ? room.signal(id.data, audience) : undefined);
    const signal = (await find()) ?? (await caughtUp(room).then(find));
    return signal
      ? json(signal)
      : refused(refuse('not-found', 'There is no such signal here, or it is not shared with you.'));
  });

  readable('/incidents', IncidentsQuery, async ({ room, audience, subject }, query) =>
    json(await room.incidentPage({ ...query, me: personOf(subject) }, audience)),
  );
  router.reading('situation.read', `${at}/incidents/:id`, async (c, { room, audience }) => {
    const incident = await incidentOf(c, room, audience);
    if (!incident) return refused(noIncident);
    return json({ incident, timeline: await room.timeline(incident.id, audience) });
  });
  readable('/incidents/:id/signals', PageQuery, async ({ room, audience }, query, c) => {
    const incident = await incidentOf(c, room, audience);
    if (!incident) return refused(noIncident);
    return json(await room.signalPage({ state: 'all', incident: incident.id, ...query }, audience));
  });
}

/** The incident that the path names; looked for again when it isn't known here. */
async function incidentOf(c: HttpContext, room: Room, audience: Audience) {
  const id = IncidentId.safeParse(c.req.param('id'));
  if (!id.success) return undefined;
  const known = room.incident(id.data, audience);
  if (known) return known;
  await caughtUp(room);
  return room.incident(id.data, audience);
}

const noIncident = refuse(
  'not-found',
  'There is no such incident here, or it is not shared with you.',
);

/** The status that goes with a command's result. */
function commandStatus(result: CommandResult): number {
  return result.kind === 'done' ? 200 : statusOf(result.refusal);
}

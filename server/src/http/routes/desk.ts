import { Id, IncidentId, refuse } from '@warroom/shared';
import type { Audience, CommandResult } from '@warroom/shared';
import { z } from 'zod';
import { readJson } from '../body.ts';
import type { Room } from '../../desk/room.ts';
import type { HttpContext } from '../env.ts';
import { caughtUp } from '../look-again.ts';
import type { RouteContext } from '../options.ts';
import { json, refused, retryAfter } from '../respond.ts';
import type { Reader, Router } from '../router.ts';
import { statusOf } from '../status.ts';

const optional = z.string().min(1).max(200).optional();
const limit = z.coerce.number().int().min(1).max(200).default(50);
const before = z.string().max(100).optional();

const SignalsQuery = z.object({
  state: z.enum(['undecided', 'linked', 'dismissed', 'all']).default('undecided'),
  q: optional,
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
  state: z.enum(['open', 'resolved', 'closed', 'dismissed', 'merged', 'all']).default('open'),
  q: optional,
  severity: optional,
  jurisdiction: optional,
  category: optional,
  before,
  limit,
});
const PageQuery = z.object({ before, limit });

/** Commands, and what is read in pages. */
export function deskRoutes(router: Router, context: RouteContext): void {
  const at = '/api/elections/:election';

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

  readable('/signals', SignalsQuery, async ({ room, audience }, { q, ...query }) => {
    const page = await room.signalPage({ ...query, text: q }, audience);
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

  readable('/incidents', IncidentsQuery, async ({ room, audience }, { q, ...query }) =>
    json(await room.incidentPage({ ...query, text: q }, audience)),
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

  /** A page for those who may read, at a rate that a person can use. */
  function readable<S extends z.ZodType>(
    path: string,
    schema: S,
    handle: (reader: Reader, query: z.infer<S>, c: HttpContext) => Promise<Response>,
  ): void {
    router.reading('signal.read', at + path, async (c, reader) => {
      const { subject } = reader;
      const waitMs = context.busy.take(`read ${subject.kind} ${subject.id}`);
      if (waitMs > 0) return refused(tooFast(waitMs));
      // An emptied filter field in a form means no filter.
      const given = Object.entries(c.req.query()).filter(([, value]) => value !== '');
      const query = schema.safeParse(Object.fromEntries(given));
      if (!query.success) {
        const issue = query.error.issues[0];
        const field = issue?.path.join('.') ?? '';
        return refused(
          refuse('malformed', `${field}: ${issue?.message ?? 'is not right'}`, { path: field }),
        );
      }
      return handle(reader, query.data, c);
    });
  }
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

function tooFast(retryAfterMs: number) {
  return refuse('rate-limited', 'That is faster than anyone can work; slow down a little.', {
    retryAfterMs,
  });
}

/** The status that goes with a command's result. */
function commandStatus(result: CommandResult): number {
  return result.kind === 'done' ? 200 : statusOf(result.refusal);
}

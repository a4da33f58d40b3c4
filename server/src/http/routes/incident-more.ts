import { IncidentId, refuse } from '@warroom/shared';
import type { HttpContext } from '../env.ts';
import { caughtUp } from '../look-again.ts';
import type { RouteContext } from '../options.ts';
import { json, refused } from '../respond.ts';
import type { Reader, Router } from '../router.ts';

/** What the page of an incident shows besides its view and timeline: for people, with nothing left out. */
export function incidentMoreRoutes(router: Router, { busy }: Pick<RouteContext, 'busy'>): void {
  const at = '/api/elections/:election/incidents/:id';

  page('/more', ({ room, audience }, id) => room.more(id, audience));
  page('/suggestions', ({ room, audience }, id) => room.suggestions(id, audience));

  function page(path: string, read: (reader: Reader, id: string) => unknown): void {
    router.staff('signal.read', at + path, async (c, reader) => {
      const { subject } = reader;
      const waitMs = busy.take(`read ${subject.kind} ${subject.id}`);
      if (waitMs > 0)
        return refused(
          refuse('rate-limited', 'That is faster than anyone can work; slow down a little.', {
            retryAfterMs: waitMs,
          }),
        );
      const id = await visibleId(c, reader);
      if (id === undefined)
        return refused(
          refuse('not-found', 'There is no such incident here, or it is not shared with you.'),
        );
      return json(await read(reader, id));
    });
  }
}

/** The incident that the path names, if the reader may know of it; looked for again when it isn't known here. */
async function visibleId(c: HttpContext, { room, audience }: Reader): Promise<string | undefined> {
  const id = IncidentId.safeParse(c.req.param('id'));
  if (!id.success) return undefined;
  if (room.incident(id.data, audience)) return id.data;
  await caughtUp(room);
  return room.incident(id.data, audience) ? id.data : undefined;
}

import { refuse, SORTS, viewsFor } from '@warroom/shared';
import { z } from 'zod';
import { caughtUp } from '../look-again.ts';
import type { RouteContext } from '../options.ts';
import { personOf, readableOn, tooFast } from '../readable.ts';
import { json, refused } from '../respond.ts';
import type { Router } from '../router.ts';

const MatchingQuery = z.object({
  kind: z.enum(['incidents', 'signals']).default('incidents'),
  q: z.string().max(1_000).default(''),
  view: z.string().max(200).default('open'),
  sort: z.enum(SORTS).optional(),
});
/** Searches counted in one request. */
const MOST_COUNTED = 40;
const MAX_TYPED = 1_000;

/** What people save and choose by searching. Displays read pages; these are for people alone. */
export function findRoutes(router: Router, context: Pick<RouteContext, 'busy'>): void {
  const readable = readableOn(router, context, 'staff');

  readable('/views', z.object({}), async ({ room, subject }) => {
    return json({ views: viewsFor(room.situation.sections.view, subject.id) });
  });

  readable('/matching', MatchingQuery, async ({ room, subject, audience }, query) => {
    const find = () => room.find.matching({ ...query, me: personOf(subject) }, audience);
    // It may have been saved on another node a moment ago.
    const found = (await find()) ?? (await caughtUp(room).then(find));
    return found
      ? json(found)
      : refused(
          refuse('not-found', 'That view is gone: it was removed, or is not shared with you.', {
            path: 'view',
          }),
        );
  });

  readable('/counts', z.object({}), async ({ room, subject, audience }, _query, c) => {
    const queries = c.req.queries('q') ?? [];
    if (queries.length > MOST_COUNTED || queries.some((q) => q.length > MAX_TYPED))
      return refused(
        refuse(
          'too-many',
          `At most ${MOST_COUNTED} searches of ${MAX_TYPED} letters are counted at once.`,
          { path: 'q' },
        ),
      );
    // Each search costs as much as a request of its own.
    const waitMs =
      queries.length === 0 ? 0 : context.busy.take(`read person ${subject.id}`, queries.length);
    if (waitMs > 0) return refused(tooFast(waitMs));
    return json({ counts: await room.find.counts(queries, audience, personOf(subject)) });
  });
}

import type { Election } from '@warroom/shared';
import { json, unauthenticated } from '../respond.ts';
import { preparedJson, sendPrepared, type Prepared } from '../prepared.ts';
import type { RouteContext } from '../options.ts';
import { identityOf, type Router } from '../router.ts';
import { renewedDisplay } from './displays.ts';
import { electionsOf } from './session.ts';

/** Elections, their pictures, and drills. */
export function electionRoutes(router: Router, context: RouteContext): void {
  const { rooms, accounts, feed } = context;
  const prepared = new WeakMap<Election, Prepared>();

  router.open('GET', '/api/elections', async (c) => {
    const identity = await identityOf(c, accounts);
    return identity ? json(electionsOf(context, identity)) : unauthenticated();
  });

  router.election('situation.read', 'GET', '/api/elections/:election', (c, { room }) => {
    const { election } = room.election;
    let body = prepared.get(election);
    // Addresses of webhooks often hold a secret, and who outside is told is nobody's business on a screen.
    if (!body)
      prepared.set(election, (body = preparedJson({ ...election, webhooks: [], slack: [] })));
    return sendPrepared(c, body);
  });

  router.reading(
    'situation.read',
    '/api/elections/:election/snapshot',
    async (c, { room, audience, identity }) => {
      const cookie = await renewedDisplay(context, identity);
      return sendPrepared(
        c,
        await feed.snapshotFor(room, audience),
        cookie === undefined ? {} : { 'set-cookie': cookie },
      );
    },
  );

  router.serverAdmin('POST', '/api/drills', async (c, { person }) => {
    const room = await (context.startDrill?.(person) ?? rooms.startDrill());
    c.set('election', room.id);
    context.log.info({ election: room.id, by: person.id }, 'A drill was started.');
    return json({ election: room.id, to: `/e/${room.id}` }, 201);
  });

  router.serverAdmin('GET', '/api/server/checks', async () =>
    json((await context.checks?.()) ?? []),
  );
}

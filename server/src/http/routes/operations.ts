import { refuse } from '@warroom/shared';
import { z } from 'zod';
import { BASE_HEADERS } from '../headers.ts';
import { bearerOf, isLoopback } from '../env.ts';
import type { RouteContext } from '../options.ts';
import { answer, json, refused, unauthenticated } from '../respond.ts';
import { isLocal, type Router } from '../router.ts';
import { readBody } from '../body.ts';
import { note } from '../note.ts';
import { sameSecret } from '../same-secret.ts';

const Note = z.strictObject({
  type: z.templateLiteral(['account.', z.string().regex(/^[a-z-]{1,40}$/)]),
  data: z.record(
    z.string().max(60),
    z.union([z.string().max(200), z.number(), z.boolean(), z.null()]),
  ),
});

/** What machines ask: is it alive, is it ready, how does it fare; and what the command line did. */
export function operationsRoutes(router: Router, context: RouteContext): void {
  router.open('GET', '/healthz', () => json({ status: 'ok', build: context.build }));

  router.open('GET', '/readyz', () => {
    const reasons = context.unready?.() ?? [];
    const degraded = context.degraded?.() ?? [];
    const warnings = context.warnings?.() ?? [];
    const isReady = reasons.length === 0;
    return json(
      {
        status: isReady ? (degraded.length === 0 ? 'ready' : 'degraded') : 'not ready',
        reasons,
        ...(degraded.length === 0 ? {} : { degraded }),
        ...(warnings.length === 0 ? {} : { warnings }),
      },
      isReady ? 200 : 503,
    );
  });

  router.open('GET', '/metrics', async (c) => {
    const { metrics } = context;
    if (!metrics) return refused(refuse('not-found', 'This server keeps no metrics.'));
    const given = bearerOf(c);
    const knows =
      metrics.token !== undefined && given !== undefined && sameSecret(given, metrics.token);
    if (!knows && !isLoopback(c, context.trustProxy)) {
      return refused(
        refuse(
          'forbidden',
          'Metrics are for programs on this machine; from elsewhere send the METRICS_TOKEN as a bearer token.',
        ),
        401,
        { headers: { 'www-authenticate': 'Bearer realm="metrics"' } },
      );
    }
    return answer(await metrics.render(), 200, {
      ...BASE_HEADERS,
      'cache-control': 'no-store',
      'content-type': metrics.contentType,
    });
  });

  // The command line changes accounts by itself; the journals are this process's, so the note comes here.
  router.open('POST', '/api/local/elections/:election/notes', async (c) => {
    const room = context.rooms.get(c.req.param('election') ?? '');
    if (!isLocal(c, context.localToken))
      return unauthenticated('Only the command line of this machine may do this.');
    const body = await readBody(c, Note);
    if (!body.ok) return refused(body.refusal, body.status);
    if (!room) return refused(refuse('not-found', 'There is no such election.'));
    await note(context, [room], body.value.type, body.value.data, { kind: 'system', id: 'cli' });
    return json({ ok: true });
  });
}

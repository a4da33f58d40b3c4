import { Hono } from 'hono';
import type { Context } from 'hono';
import { authoriseAnew } from './authorise.ts';
import type { Connector } from './connector.ts';
import { intakeGate } from './gate.ts';
import { NO_INTAKE_METRICS } from './metrics.ts';
import { busy, journalNo, no, noHeaders } from './no.ts';
import type { No } from './no.ts';
import { isMediaType } from './parse-body.ts';
import { readWebBody } from './read-web-body.ts';
import type { IntakeParts } from './signals.ts';
import { idUses, takeItems } from './take-items.ts';

const files = import.meta.glob<{ connector: Connector }>(
  ['./connectors/*.ts', '!./connectors/*.test.ts'],
  { eager: true },
);

/** All connectors, by id. */
export const CONNECTORS: readonly Connector[] = Object.values(files)
  .map((file) => file.connector)
  .toSorted((a, b) => a.id.localeCompare(b.id));

const NOTHING = new Uint8Array();
const STRANGERS_BYTES = 8 * 1024 * 1024;

/** Routes of all connectors, below /api. */
export function connectorRoutes(parts: IntakeParts): Hono {
  const app = new Hono();
  const gate = parts.gate ?? intakeGate(parts.now);
  // Bodies that have to be read before anyone knows whose they are: strangers may not fill the real gate.
  const porch = intakeGate(parts.now, { inFlightBytes: STRANGERS_BYTES });
  const uses = idUses();
  for (const connector of CONNECTORS) {
    for (const route of connector.routes) {
      app.post(`/elections/:election${route}`, (context) => serve(connector, context));
    }
  }

  async function serve(connector: Connector, context: Context): Promise<Response> {
    const metrics = parts.metrics ?? NO_INTAKE_METRICS;
    const refuse = (wrong: No): Response => {
      metrics.refused(connector.id, wrong.status);
      const { body } = connector.refusal?.(wrong) ?? { body: { error: wrong.refusal } };
      return Response.json(body, { status: wrong.status, headers: noHeaders(wrong) });
    };
    const declared = Number(context.req.header('content-length') ?? gate.limits.bodyBytes);
    const tooLarge = no(
      413,
      'too-many',
      `One request may have ${gate.limits.bodyBytes} bytes. Send fewer at a time.`,
    );
    if (!(declared <= gate.limits.bodyBytes)) return refuse(tooLarge);
    if (
      !connector.mediaTypes.includes('*') &&
      !isMediaType(context.req.header('content-type'), connector.mediaTypes)
    ) {
      return refuse(
        no(
          415,
          'malformed',
          `${connector.title} is taken as ${connector.mediaTypes.join(' or ')} in UTF-8.`,
        ),
      );
    }
    const election = context.req.param('election') ?? '';
    const { headers } = context.req.raw;
    if (connector.keyIn === 'header') {
      const key = connector.key({ headers, bytes: NOTHING });
      const door = await authoriseAnew(key, election, parts);
      if ('no' in door) return refuse(door.no);
    }
    const entrance = connector.keyIn === 'header' ? gate : porch;
    const waitMs = entrance.enter(declared);
    if (waitMs !== undefined)
      return refuse(busy(waitMs, 'More comes in than can be taken just now.'));
    try {
      const bytes = await readWebBody(context.req.raw, gate.limits.bodyBytes);
      if (!bytes) return refuse(tooLarge);
      const request = { headers, bytes };
      const door = await authoriseAnew(connector.key(request), election, parts);
      if ('no' in door) return refuse(door.no);
      const { room, keyId, source } = door.sender;
      const parsed = connector.parse(request, room);
      if ('no' in parsed) return refuse(parsed.no);
      const { items } = parsed;
      if (items.length > gate.limits.signalsPerRequest)
        return refuse(
          no(
            413,
            'too-many',
            `One request may hold ${gate.limits.signalsPerRequest} items; this one holds ${items.length}.`,
          ),
        );
      const overMs = gate.spend(keyId, items.length);
      if (overMs !== undefined)
        return refuse(
          busy(
            overMs,
            `The key of "${source}" sends more than its ${gate.limits.signalsPerSecond} signals a second.`,
          ),
        );
      const outcome = await takeItems(items, {
        room,
        source,
        signalBytes: gate.limits.signalBytes,
        uses,
      });
      metrics.received(connector.id, {
        accepted: outcome.accepted,
        duplicates: outcome.duplicates,
        rejected: outcome.rejected.length,
      });
      const answer = connector.answer?.(outcome, items) ?? { status: 202, body: outcome };
      return Response.json(answer.body, { status: answer.status });
    } catch (error) {
      return refuse(journalNo(error));
    } finally {
      entrance.leave(declared);
    }
  }
  return app;
}

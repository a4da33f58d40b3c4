import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { Id, ImportPlan, ImportReading, ImportStart, refuse } from '@warroom/shared';
import type { ImportJobView, Refusal, RefusalKind, SignalInput } from '@warroom/shared';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { z } from 'zod';
import type { Cluster } from '../../cluster/cluster.ts';
import { checkSignal, explainIssue } from '../check-signal.ts';
import { INTAKE_LIMITS } from '../limits.ts';
import { journalNo, noHeaders } from '../no.ts';
import { parseBody } from '../parse-body.ts';
import { readWebBody } from '../read-web-body.ts';
import { importCaller } from './import-caller.ts';
import type { ImportCaller, ImportCallerParts } from './import-caller.ts';
import { importNodes } from './import-nodes.ts';
import { IMPORT_LIMITS, importJobs } from './jobs.ts';
import type { ImportJobs } from './jobs.ts';
import type { ImportClock } from './run-import.ts';
import { roomSink } from './sink.ts';
import type { Told } from './told.ts';

export interface ImportRoutesParts extends ImportCallerParts {
  /** The data directory; imports lie in `imports` below it. */
  dataDir: string;
  now: () => number;
  clock: ImportClock;
  onFault?: ((error: unknown) => void) | undefined;
  /** The war room's other nodes: an import that lies on one of them is asked for there. */
  cluster?: Cluster | undefined;
  /** Believe X-Forwarded-For: only behind a proxy of one's own. */
  trustProxy?: boolean | undefined;
}

/** What the command line posts to the server that runs. */
const ImportBatch = z.strictObject({
  source: Id,
  dryRun: z.boolean().default(false),
  signals: z.array(z.unknown()).max(INTAKE_LIMITS.signalsPerRequest),
});
const RunRequest = z.strictObject({ plan: ImportPlan, dryRun: z.boolean() });

const STATUS: Partial<Record<RefusalKind, number>> = {
  malformed: 400,
  'missing-field': 422,
  forbidden: 403,
  'not-found': 404,
  'wrong-state': 409,
  'too-many': 413,
  overloaded: 503,
  unavailable: 503,
  unsettled: 503,
};

/** Imports by page and by command line, below /api. Needs the action `signal.import`. */
export function importRoutes(parts: ImportRoutesParts): Hono {
  const app = new Hono();
  // Read when first asked for: most servers never import.
  let opened: Promise<ImportJobs> | undefined;
  const jobs = (): Promise<ImportJobs> =>
    (opened ??= importJobs({
      dir: `${parts.dataDir}/imports`,
      now: parts.now,
      clock: parts.clock,
      onFault: (error) => parts.onFault?.(error),
    }));

  const nodes = importNodes({
    cluster: parts.cluster,
    pieceBytes: IMPORT_LIMITS.pieceBytes,
    trustProxy: parts.trustProxy === true,
  });

  type Handle = (context: Context, caller: ImportCaller, id: string) => Promise<Response>;
  const route = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, handle: Handle): void => {
    app.on(method, `/elections/:election/imports${path}`, async (context) => {
      const caller = importCaller(context, parts);
      if ('no' in caller)
        return Response.json(
          { error: caller.no.refusal },
          { status: caller.no.status, headers: noHeaders(caller.no) },
        );
      const id = context.req.param('id');
      if (id === undefined) return handle(context, caller, '');
      const place = await nodes.here(context, id);
      return 'answer' in place ? place.answer : handle(context, caller, place.id);
    });
  };
  const toldJob = (answer: Told<ImportJobView>, status = 200): Response =>
    told(answer.ok ? { ok: true, value: nodes.outward(answer.value) } : answer, status);

  route('GET', '', async (context, { room }) => {
    const here = (await jobs()).list(room.id).map(nodes.outward);
    const { imports, missing } = await nodes.elsewhere(context);
    return Response.json({
      imports: [...here, ...imports].toSorted((a, b) => b.createdAt - a.createdAt),
      limits: IMPORT_LIMITS,
      // Nodes whose imports can't be told just now.
      ...(missing.length === 0 ? {} : { missing }),
    });
  });
  route('POST', '', async (context, { room, by }) =>
    withBody(context, ImportStart, async (start) =>
      toldJob(await (await jobs()).create(room.id, by, start), 201),
    ),
  );
  route('POST', '/batches', (context, { room }) =>
    withBody(context, ImportBatch, async ({ source, dryRun, signals }) => {
      const good: SignalInput[] = [];
      const places: number[] = [];
      const rejected: { index: number; path: string; reason: string }[] = [];
      for (const [index, signal] of signals.entries()) {
        const checked = checkSignal(signal, room, INTAKE_LIMITS.signalBytes);
        if (checked.ok) places.push(good.push(checked.input) && index);
        else rejected.push({ index, path: checked.path, reason: checked.reason });
      }
      try {
        const answer = await roomSink(room, source, dryRun)(good);
        if ('retryAfterMs' in answer)
          return refused(
            refuse('overloaded', 'More comes in than can be written just now.', answer),
          );
        return Response.json({
          ...answer,
          rejected: [
            ...rejected,
            ...answer.rejected.map((one) => ({ ...one, index: places[one.index] ?? one.index })),
          ],
        });
      } catch (error) {
        const wrong = journalNo(error);
        return Response.json(
          { error: wrong.refusal },
          { status: wrong.status === 503 ? 500 : wrong.status },
        );
      }
    }),
  );
  route('GET', '/:id', async (_context, { room }, id) => toldJob((await jobs()).view(room.id, id)));
  route('DELETE', '/:id', async (_context, { room }, id) =>
    told(await (await jobs()).remove(room.id, id)),
  );
  route('PUT', '/:id/bytes', async (context, { room }, id) => {
    const offset = Number(context.req.query('offset') ?? 'none');
    if (!Number.isSafeInteger(offset) || offset < 0)
      return refused(
        refuse('malformed', 'Say where the piece belongs: ?offset= and a whole number of bytes.', {
          path: 'offset',
        }),
      );
    const bytes = await readWebBody(context.req.raw, IMPORT_LIMITS.pieceBytes);
    if (!bytes)
      return refused(refuse('too-many', `A piece may have ${IMPORT_LIMITS.pieceBytes} bytes.`));
    try {
      return toldJob(await (await jobs()).upload(room.id, id, offset, bytes));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      return Response.json(
        {
          error: refuse(
            'unavailable',
            "The server's disk is full; tell its operator. Go on with the upload when there is room.",
          ),
        },
        { status: 507 },
      );
    }
  });
  route('POST', '/:id/preview', (context, { room }, id) =>
    withBody(context, ImportReading, async (reading) =>
      told(await (await jobs()).preview(room, id, reading)),
    ),
  );
  route('POST', '/:id/run', (context, { room }, id) =>
    withBody(context, RunRequest, async ({ plan, dryRun }) =>
      toldJob(await (await jobs()).run(room, id, plan, dryRun), 202),
    ),
  );
  route('POST', '/:id/resume', async (_context, { room }, id) =>
    toldJob(await (await jobs()).resume(room, id), 202),
  );
  route('POST', '/:id/stop', async (_context, { room }, id) =>
    toldJob(await (await jobs()).stop(room.id, id)),
  );
  route('GET', '/:id/rejected', async (_context, { room }, id) => {
    const found = (await jobs()).rejected(room.id, id);
    if (!found.ok) return refused(found.refusal);
    return new Response(Readable.toWeb(createReadStream(found.value.file)) as ReadableStream, {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${found.value.name}"`,
        'cache-control': 'no-store',
      },
    });
  });
  return app;
}

async function withBody<T>(
  context: Context,
  schema: z.ZodType<T>,
  handle: (value: T) => Promise<Response>,
): Promise<Response> {
  const bytes = await readWebBody(context.req.raw, INTAKE_LIMITS.bodyBytes);
  if (!bytes)
    return refused(refuse('too-many', `A request may have ${INTAKE_LIMITS.bodyBytes} bytes.`));
  const body = bytes.length === 0 ? { value: {} } : parseBody(bytes);
  if ('no' in body) return refused(body.no.refusal);
  const parsed = schema.safeParse(body.value);
  if (parsed.success) return handle(parsed.data);
  const { path, reason } = explainIssue(parsed.error.issues[0], body.value, []);
  return refused(
    refuse('malformed', `${path === '' ? 'The request' : path}: ${reason}.`, { path }),
  );
}

function told(
  answer: { ok: true; value: unknown } | { ok: false; refusal: Refusal },
  status = 200,
): Response {
  return answer.ok ? Response.json(answer.value, { status }) : refused(answer.refusal);
}

function refused(refusal: Refusal): Response {
  const status = STATUS[refusal.kind] ?? 409;
  return Response.json(
    { error: refusal },
    {
      status,
      headers:
        refusal.retryAfterMs === undefined
          ? {}
          : { 'retry-after': String(Math.ceil(refusal.retryAfterMs / 1000)) },
    },
  );
}

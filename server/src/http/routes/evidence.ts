import { Readable } from 'node:stream';
import { Id, IncidentId, refuse } from '@warroom/shared';
import type { Evidence } from '@warroom/shared';
import { z } from 'zod';
import type { EvidenceDesk, No } from '../../evidence/evidence-desk.ts';
import { attachmentNamed, cleanFileName, decodedFileName } from '../../evidence/file-name.ts';
import { servedAs } from '../../evidence/sniff.ts';
import { declaredLength } from '../../intake/read-body.ts';
import { sharedRateLimit } from '../../guard/shared-rate-limit.ts';
import type { HttpContext } from '../env.ts';
import { BASE_HEADERS } from '../headers.ts';
import { caughtUp } from '../look-again.ts';
import type { RouteContext } from '../options.ts';
import { answer, json, refused, retryAfter } from '../respond.ts';
import type { ResponseBody } from '../respond.ts';
import type { Reader, Router } from '../router.ts';

/** Nothing in a file of ours is ever run, framed or kept by a browser. */
const FILE_HEADERS: Readonly<Record<string, string>> = {
  ...BASE_HEADERS,
  'cache-control': 'no-store, private',
  'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
};

/** Files: bringing them, fetching them, looking at pictures drawn anew. */
export function evidenceRoutes(
  router: Router,
  context: RouteContext & { evidence: EvidenceDesk },
): void {
  const at = '/api/elections/:election';
  const { evidence: files } = context;
  const uploads = sharedRateLimit({
    name: 'uploads',
    bus: context.bus,
    burst: 60,
    perSecond: 0.5,
    now: context.now,
    maxKeys: 20_000,
  });

  router.election('incident.triage', 'POST', `${at}/uploads`, async (c, { room, subject }) => {
    const waitMs = uploads.take(`${room.id} ${subject.id}`);
    if (waitMs > 0)
      return refused(
        refuse('rate-limited', 'That are very many files; wait a little before the next.', {
          retryAfterMs: waitMs,
        }),
      );
    const named = c.req.header('x-file-name');
    const name = named === undefined ? 'file' : decodedFileName(named);
    if (name === undefined)
      return refused(
        refuse('malformed', 'The header x-file-name is not percent-encoded UTF-8.', {
          path: 'x-file-name',
        }),
      );
    const result = await files.upload({
      election: room.id,
      person: subject.id,
      name,
      declared: declaredLength(c.req.header('content-length')),
      source: bodyOf(c),
    });
    return result.ok ? json(result.value) : saidNo(result);
  });

  router.reading('situation.read', `${at}/incidents/:id/evidence/:evidence`, async (c, reader) => {
    const waitMs = context.busy.take(`read ${reader.subject.kind} ${reader.subject.id}`);
    if (waitMs > 0) return refused(tooFast(waitMs));
    const piece = await pieceOf(c, reader);
    if (!piece) return refused(nothing);
    if (piece.kind === 'text') return textFile(c, reader, piece);
    if (piece.sha256 === null)
      return refused(refuse('not-found', 'This is an address, not a file: open it itself.'));
    const name = piece.name ?? `evidence-${piece.sha256.slice(0, 12)}`;
    const headers = {
      ...FILE_HEADERS,
      'content-type': servedAs(piece.mime ?? ''),
      'content-disposition': attachmentNamed(name),
      'content-length': String(piece.size ?? 0),
    };
    if (c.req.method === 'HEAD') return answer(null, 200, headers);
    const key = { election: reader.room.id, sha256: piece.sha256 };
    const opened = await files.open(key, reader.subject.id);
    if (!opened.ok) return saidNo(opened);
    const { stream } = opened;
    // Whoever hangs up before anything was read lets go of the file all the same.
    c.env?.outgoing?.once('close', () => stream.destroy());
    return answer(Readable.toWeb(stream) as ResponseBody, 200, headers);
  });

  const Width = z.coerce.number().int().min(16).max(1600).default(800);
  router.reading(
    'situation.read',
    `${at}/incidents/:id/evidence/:evidence/preview`,
    async (c, reader) => {
      const waitMs = context.busy.take(`read ${reader.subject.kind} ${reader.subject.id}`);
      if (waitMs > 0) return refused(tooFast(waitMs));
      const width = Width.safeParse(c.req.query('w'));
      if (!width.success)
        return refused(
          refuse('malformed', 'w must be a whole number from 16 to 1600.', { path: 'w' }),
        );
      const piece = await pieceOf(c, reader);
      if (!piece) return refused(nothing);
      if (piece.sha256 === null || !piece.hasPreview)
        return refused(refuse('malformed', 'There is no preview of this; download it.'), 415);
      const key = { election: reader.room.id, sha256: piece.sha256 };
      const preview = await files.preview(key, width.data);
      if ('refusal' in preview) return saidNo(preview);
      if (!preview.ok) return refused(refuse('malformed', preview.why), 415);
      return answer(new Uint8Array(preview.bytes), 200, {
        ...FILE_HEADERS,
        'content-type': preview.mime,
        'content-disposition': 'inline; filename="preview.webp"',
        'content-length': String(preview.bytes.length),
      });
    },
  );
}

/** The piece that the path names, for people who see its incident; looked for again when it isn't known here. */
async function pieceOf(c: HttpContext, reader: Reader): Promise<Evidence | undefined> {
  const { room, subject, audience } = reader;
  const incident = IncidentId.safeParse(c.req.param('id'));
  const id = Id.safeParse(c.req.param('evidence'));
  if (subject.kind !== 'person' || !incident.success || !id.success) return undefined;
  const find = (): Evidence | undefined =>
    room.incident(incident.data, audience) &&
    room.situation.incidents
      .get(incident.data)
      ?.incident.evidence.find((piece) => piece.id === id.data);
  const known = find();
  if (known) return known;
  await caughtUp(room);
  return find();
}

/** A text that was kept as evidence, as it lies in the journal. */
async function textFile(c: HttpContext, reader: Reader, piece: Evidence): Promise<Response> {
  const entries = await reader.room.timeline(c.req.param('id') ?? '', reader.audience);
  const text = entries.find(
    ({ type, data }) => type === 'incident.evidence-added' && data['evidence'] === piece.id,
  )?.texts['text'];
  if (text === undefined) return refused(refuse('not-found', 'This text was erased.'));
  return answer(text, 200, {
    ...FILE_HEADERS,
    'content-type': 'text/plain; charset=utf-8',
    'content-disposition': attachmentNamed(
      cleanFileName(`${(piece.title ?? '').slice(0, 80) || 'text'}.txt`),
    ),
  });
}

/** The body in pieces, from the socket where there is one; it isn't torn down when we stop reading. */
function bodyOf(c: HttpContext): AsyncIterable<Uint8Array> {
  const incoming = (c.env as HttpContext['env'] | undefined)?.incoming;
  if (incoming) {
    return { [Symbol.asyncIterator]: () => incoming.iterator({ destroyOnReturn: false }) };
  }
  return (c.req.raw.body as AsyncIterable<Uint8Array> | null) ?? noBytes();
}

async function* noBytes(): AsyncGenerator<Uint8Array> {}

function saidNo({ refusal, status }: No): Response {
  return refused(refusal, status, { headers: retryAfter(refusal) });
}

const nothing = refuse(
  'not-found',
  'There is no such evidence here, or it is not shared with you.',
);

function tooFast(retryAfterMs: number) {
  return refuse('rate-limited', 'That is faster than anyone can work; slow down a little.', {
    retryAfterMs,
  });
}

import { createHash } from 'node:crypto';
import {
  briefAudience,
  composeSitrep,
  covers,
  figuresFor,
  refuse,
  SITREP_LABELS,
} from '@warroom/shared';
import type { Refusal, SitrepLabel } from '@warroom/shared';
import { briefDocument } from '../../handover/brief-document.ts';
import { briefFor, briefsFor } from '../../handover/brief-view.ts';
import { htmlOf, markdownOf, REPORT_STYLE } from '../../handover/document.ts';
import type { ReportDocument } from '../../handover/document.ts';
import { figuresCsv } from '../../handover/figures-csv.ts';
import { sitrepDocument } from '../../handover/sitrep-document.ts';
import type { ReportNames } from '../../handover/words.ts';
import type { Room } from '../../desk/room.ts';
import type { HttpContext } from '../env.ts';
import { API_HEADERS } from '../headers.ts';
import { caughtUp } from '../look-again.ts';
import type { RouteContext } from '../options.ts';
import { answer, json, refused } from '../respond.ts';
import type { Reader, Router } from '../router.ts';

const AT = '/api/elections/:election';
const HOUR_MS = 3_600_000;
const MOST_SPAN_MS = 14 * 24 * HOUR_MS;

type Format = 'json' | 'md' | 'html' | 'csv';

/** Shift briefs, the situation report and figures: for people, never for screens. */
export function handoverRoutes(
  router: Router,
  { accounts, now, busy }: Pick<RouteContext, 'accounts' | 'now' | 'busy'>,
): void {
  page('/briefs', (_c, { room, subject }) => json({ items: briefsFor(room, subject) }));

  page('/briefs/:brief', async (c, { room, subject }) => {
    const [id, format] = formatOf(c.req.param('brief') ?? '');
    let view = await briefFor(room, id, subject, now());
    if (!view) {
      await caughtUp(room);
      view = await briefFor(room, id, subject, now());
    }
    if (!view)
      return refused(
        refuse('not-found', 'There is no such brief here, or it is not shared with you.'),
      );
    if (format === 'json') return json(view);
    const { name, drill } = room.election.election;
    const election = { name, isExercise: drill === true };
    return written(
      briefDocument(view, election, namesIn(room), now()),
      format,
      `shift-brief-${view.number}`,
    );
  });

  for (const path of ['/sitrep', '/sitrep.md', '/sitrep.html'])
    page(path, (c, { room, subject }) => {
      const { clearance } = briefAudience(subject);
      const label = labelOf(c.req.query('label') ?? 'AMBER');
      if (label === undefined)
        return refused(
          refuse('malformed', `label must be one of ${SITREP_LABELS.join(', ')}.`, {
            path: 'label',
          }),
        );
      if (!covers(clearance, label))
        return refused(
          refuse('forbidden', `You are cleared for TLP:${clearance}; ask for a report up to that.`),
        );
      const view = composeSitrep(room, label, now());
      const [, format] = formatOf(path);
      return format === 'json'
        ? json(view)
        : written(sitrepDocument(view, namesIn(room)), format, `sitrep-${label}`);
    });

  for (const path of ['/figures', '/figures.csv'])
    page(path, (c, { room, subject }) => {
      const at = now();
      // What was opened at this very moment counts.
      const until = instantOf(c.req.query('until'), at + 1);
      const hours = hoursOf(c.req.query('hours'));
      const from = instantOf(c.req.query('from'), until - hours * HOUR_MS);
      if (!(from < until) || until - from > MOST_SPAN_MS)
        return refused(
          refuse(
            'malformed',
            'Ask with hours (1 to 336), or with from and until in epoch milliseconds, at most 14 days apart.',
            { path: 'from' },
          ),
        );
      const view = figuresFor(room.situation, briefAudience(subject), {
        from,
        until,
        now: at,
        isDrill: room.rules.drill,
        desks: room.rules.desks,
      });
      if (path === '/figures') return json(view);
      return answer(figuresCsv(view), 200, {
        ...API_HEADERS,
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="figures-${new Date(from).toISOString().slice(0, 10)}.csv"`,
      });
    });

  function page(
    path: string,
    read: (c: HttpContext, reader: Reader) => Response | Promise<Response>,
  ): void {
    router.staff('signal.read', AT + path, async (c, reader) => {
      const { subject } = reader;
      const waitMs = busy.take(`read ${subject.kind} ${subject.id}`);
      return waitMs > 0 ? refused(tooFast(waitMs)) : read(c, reader);
    });
  }

  function namesIn(room: Room): ReportNames {
    const people = new Map(accounts.people(room.id).map(({ id, name }) => [id, name]));
    const { zone, desks } = room.election.election;
    return {
      zone,
      person: (id) => (id === null ? 'nobody' : (people.get(id) ?? 'Someone who left')),
      desk: (id) => desks.find((desk) => desk.id === id)?.title ?? id,
      place: (id) => room.election.byId.get(id)?.code ?? id,
    };
  }
}

const FORMAT = /^(.*)\.(md|html|csv)$/;

/** What a path's end asks for: `12ab.md` is 12ab as Markdown. */
function formatOf(name: string): [string, Format] {
  const [, stem, format] = FORMAT.exec(name) ?? [];
  return stem !== undefined && format !== undefined ? [stem, format as Format] : [name, 'json'];
}

function labelOf(asked: string): SitrepLabel | undefined {
  return SITREP_LABELS.find((label) => label === asked);
}

function instantOf(given: string | undefined, otherwise: number): number {
  return given === undefined ? otherwise : /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
}

function hoursOf(given: string | undefined): number {
  return given === undefined ? 24 : /^\d{1,3}$/.test(given) ? Number(given) : Number.NaN;
}

function tooFast(waitMs: number): Refusal {
  return refuse('rate-limited', 'That is faster than anyone can work; slow down a little.', {
    retryAfterMs: waitMs,
  });
}

/** A page may style itself by its one style sheet, and nothing else: no script, no picture, no frame. */
const STYLE_HASH = createHash('sha256').update(REPORT_STYLE).digest('base64');
const HTML_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; frame-ancestors 'none'; sandbox`;

function written(report: ReportDocument, format: Format, name: string): Response {
  if (format === 'html')
    return answer(htmlOf(report), 200, {
      ...API_HEADERS,
      'content-security-policy': HTML_POLICY,
      'content-type': 'text/html; charset=utf-8',
      'content-disposition': `inline; filename="${name}.html"`,
    });
  return answer(markdownOf(report), 200, {
    ...API_HEADERS,
    'content-type': 'text/markdown; charset=utf-8',
    'content-disposition': `inline; filename="${name}.md"`,
  });
}

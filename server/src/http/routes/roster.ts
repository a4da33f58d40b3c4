import { EpochMs, Id, refuse } from '@warroom/shared';
import { z } from 'zod';
import { calendarToken, readCalendarToken } from '../../roster/calendar-token.ts';
import { personalCalendar } from '../../roster/personal-calendar.ts';
import { fillView, rosterView } from '../../roster/roster-view.ts';
import { API_HEADERS } from '../headers.ts';
import type { HttpContext } from '../env.ts';
import { addressOf } from '../env.ts';
import type { RouteContext } from '../options.ts';
import { readQuery } from '../readable.ts';
import { answer, json, refused } from '../respond.ts';
import type { ElectionCaller, Router } from '../router.ts';

const DAY_MS = 86_400_000;
const LONGEST_MS = 62 * DAY_MS;

const at = z.coerce.number().pipe(EpochMs);
const Span = z
  .object({ from: at, until: at })
  .refine(({ from, until }) => until > from, { path: ['until'], error: 'must be after from' })
  .refine(({ from, until }) => until - from <= LONGEST_MS, {
    path: ['until'],
    error: 'is more than 62 days after from; ask in parts',
  });
const Wanted = z.intersection(Span, z.object({ desk: Id }));

/** The roster as it is read, who could fill a gap, and everyone's own calendar. */
export function rosterRoutes(router: Router, context: RouteContext): void {
  const { now, calendarSecret: secret } = context;
  const base = '/api/elections/:election/roster';

  router.reading('situation.read', base, (c, { room, subject, audience }) => {
    const tooFast = slow(`read ${subject.kind} ${subject.id}`);
    if (tooFast) return tooFast;
    if (audience.redaction !== 'none')
      return refused(refuse('not-found', 'This screen leaves names out; the roster is all names.'));
    const defaults = { from: now() - DAY_MS, until: now() + 8 * DAY_MS };
    const span = readQuery(c, Span, defaults);
    return span.ok
      ? json(rosterView(room, span.value.from, span.value.until, now()))
      : refused(span.refusal);
  });

  router.election('incident.triage', 'GET', `${base}/fill`, (c, { room, subject }) => {
    const tooFast = slow(`read ${subject.kind} ${subject.id}`);
    if (tooFast) return tooFast;
    const wanted = readQuery(c, Wanted);
    if (!wanted.ok) return refused(wanted.refusal);
    const { desk, from, until } = wanted.value;
    if (!room.rules.desks.some(({ id }) => id === desk))
      return refused(refuse('not-found', `This election has no desk "${desk}".`, { path: 'desk' }));
    return json(fillView(room, { desk, from, until }));
  });

  router.election('situation.read', 'GET', `${base}/ical-link`, (_c, { room, subject }) => {
    if (subject.kind !== 'person' || !secret)
      return refused(refuse('not-found', 'Only a person who is signed in has a calendar.'));
    const renewed = room.situation.sections.roster.feeds[subject.id] ?? 0;
    const token = calendarToken(secret, { election: room.id, person: subject.id, renewed });
    return json({ url: `/api/roster/${token}.ics`, renewed });
  });

  // Calendars can't sign in: the address itself is the secret.
  router.open('GET', '/api/roster/:file{.+\\.ics}', (c) => {
    const address = addressOf(c, context.trustProxy);
    const waitMs = context.strangers.take(`calendar ${address}`);
    if (waitMs > 0)
      return refused(
        refuse('rate-limited', 'This calendar is asked for too often.', { retryAfterMs: waitMs }),
      );
    const room = ownerRoom(c);
    return room ?? refused(refuse('not-found', 'There is no such calendar (any more).'));
  });

  /** The calendar, for an address that is still good of someone who still works on the election. */
  function ownerRoom(c: HttpContext): Response | undefined {
    const token = (c.req.param('file') ?? '').replace(/\.ics$/, '');
    const owner = secret && readCalendarToken(secret, token);
    const room = owner && context.rooms.get(owner.election);
    if (!owner || !room) return undefined;
    const renewed = room.situation.sections.roster.feeds[owner.person] ?? 0;
    const isStaff = context.accounts.staff(room.id).some(({ id }) => id === owner.person);
    if (renewed !== owner.renewed || !isStaff) return undefined;
    return answer(personalCalendar(room, owner.person, now()), 200, {
      ...API_HEADERS,
      'content-type': 'text/calendar; charset=utf-8',
      'content-disposition': 'inline; filename="on-call.ics"',
      'cache-control': 'private, max-age=300',
    });
  }

  function slow(who: ElectionCaller['subject']['id']): Response | undefined {
    const waitMs = context.busy.take(who);
    return waitMs > 0
      ? refused(
          refuse('rate-limited', 'That is faster than anyone can work; slow down a little.', {
            retryAfterMs: waitMs,
          }),
        )
      : undefined;
  }
}

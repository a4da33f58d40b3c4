import type { Announcement } from '@warroom/shared';

/** An announcement as it is typed. */
export type AnnouncementDraft = Pick<
  Announcement,
  'title' | 'body' | 'tlp' | 'forVisitors' | 'from' | 'until'
>;

export const LONGEST_TITLE = 120;
export const LONGEST_BODY = 2_000;

export const NEW_ANNOUNCEMENT: AnnouncementDraft = {
  title: '',
  body: '',
  tlp: 'GREEN',
  forVisitors: false,
  from: null,
  until: null,
};

export function announcementDraft(announcement: Announcement): AnnouncementDraft {
  const { title, body, tlp, forVisitors, from, until } = announcement;
  return { title, body, tlp, forVisitors, from, until };
}

/** Why it can't be saved, in words; undefined where it can. The bounds are the server's. NaN is a time that is none. */
export function announcementProblem(draft: AnnouncementDraft): string | undefined {
  const { title, body, from, until } = draft;
  if (title.trim() === '') return 'give it a title';
  if (title.trim().length > LONGEST_TITLE) return `its title may have ${LONGEST_TITLE} letters`;
  if (body.length > LONGEST_BODY)
    return `its text may have ${LONGEST_BODY} letters; this has ${body.length}`;
  if (Number.isNaN(from ?? 0)) return 'say from when, as a date and a time';
  if (Number.isNaN(until ?? 0)) return 'say until when, as a date and a time';
  if (from !== null && until !== null && until <= from)
    return 'it ends before it begins; give it a later end, or none';
  return undefined;
}

/** How an announcement stands: on walls now, later, or no more. */
export function standing(
  { from, until }: Pick<Announcement, 'from' | 'until'>,
  now: number,
): 'current' | 'later' | 'over' {
  if (until !== null && until <= now) return 'over';
  return from !== null && from > now ? 'later' : 'current';
}

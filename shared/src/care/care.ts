/** How long a person has looked at distressing signals. Seen by that person and by leads. */
export interface Care {
  /** Minutes by local day of the election's zone, like 2028-11-07; the newest 30 days. */
  minutesByDay: Readonly<Record<string, number>>;
  /** Epoch ms of the newest report. */
  lastAt: number;
}

/** What is read over HTTP: one's own, and for leads everyone's. */
export interface CareView {
  /** The local day now, in the election's zone. */
  today: string;
  own: Care | null;
  /** Those who have reported anything, most today first; null for all but leads. */
  people: readonly ({ person: string; name: string } & Care)[] | null;
}

/** Days that are kept. */
export const CARE_DAYS = 30;

/** Headings and categories whose signals are hard to look at. */
const DISTRESSING: readonly string[] = ['SAFETY', 'INFO.hate-incitement'];

/** The tag by which people mark what the category doesn't tell. */
export const DISTRESSING_TAG = 'distressing';

/**
 * Whether what is said or shown there may distress whoever reads it: by its category (anything under
 * SAFETY, hate and incitement), by the tag `distressing`, or by an incident that it belongs to.
 */
export function isDistressing(
  item: { category: string | null; tags?: readonly string[] },
  incidents: readonly { category: string | null; tags: readonly string[] }[] = [],
): boolean {
  return [item, ...incidents].some(
    ({ category, tags = [] }) =>
      tags.includes(DISTRESSING_TAG) ||
      DISTRESSING.some(
        (heading) =>
          category !== null && (category === heading || category.startsWith(`${heading}.`)),
      ),
  );
}

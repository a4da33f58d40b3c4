import { formatQuery } from '../query/query.ts';
import type { SavedView } from './view.ts';

/** A view that every board has. `query` is a search like one that is typed. */
export interface BuiltInView {
  id: string;
  title: string;
  query: string;
  group: 'team' | 'private';
  lanes: SavedView['lanes'];
  /** The state to page over HTTP, for what the feed doesn't hold. */
  paged: 'closed' | 'dismissed' | null;
}

const view = (
  id: string,
  title: string,
  query: string,
  more: Partial<BuiltInView> = {},
): BuiltInView => ({ id, title, query, group: 'team', lanes: 'incidents', paged: null, ...more });

const BEFORE_DESKS: readonly BuiltInView[] = [
  view('unowned', 'Unowned S1–S2', 'is:unassigned sev:S1,S2'),
  view('open', 'Open now', '', { lanes: 'both' }),
  view('signals', 'Undecided signals', '', { lanes: 'signals' }),
];
const AFTER_DESKS: readonly BuiltInView[] = [
  view('unassigned', 'Unassigned', 'is:unassigned'),
  view('breaching', 'Breaching', 'is:breaching'),
  view('overdue', 'Overdue', 'is:overdue'),
  view('resolved', 'Resolved', 'state:resolved'),
  view('closed', 'Closed', 'state:closed', { paged: 'closed' }),
  view('dismissed', 'Dismissed', 'state:dismissed', { paged: 'dismissed' }),
  view('mine', 'Mine', 'is:mine', { group: 'private' }),
  view('snoozed', 'Snoozed', 'is:snoozed', { group: 'private' }),
];

/** The view that a board begins with. */
export const FIRST_VIEW = 'open';

/** The views that every board of an election has, in order: one for each desk that has categories among them. */
export function builtInViews(
  desks: readonly { id: string; title: string; categories: readonly string[] }[],
): BuiltInView[] {
  const own = desks
    .filter(({ categories }) => categories.length > 0)
    .map(({ id, title, categories }) =>
      view(
        `desk:${id}`,
        title,
        formatQuery({
          terms: [{ field: 'cat', values: [...categories] }],
          texts: [],
          without: [],
        }),
      ),
    );
  return [...BEFORE_DESKS, ...own, ...AFTER_DESKS];
}

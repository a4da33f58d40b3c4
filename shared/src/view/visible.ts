import type { Sections } from '../section.ts';
import type { SavedView } from './view.ts';

type Views = Sections['view'];

function byPlace(a: SavedView, b: SavedView): number {
  return a.place - b.place || (a.id < b.id ? -1 : 1);
}

/** What a person sees: the team's views and their own, each in their order, the team's first. */
export function viewsFor(views: Views, person: string): SavedView[] {
  const all = Object.values(views).sort(byPlace);
  return [
    ...all.filter(({ scope }) => scope === 'team'),
    ...all.filter(({ scope, owner }) => scope === 'private' && owner === person),
  ];
}

/** A view of the team, for whoever has no person's rights (a wall). */
export function teamView(views: Views, id: string | null): SavedView | undefined {
  const view = id === null ? undefined : views[id];
  return view?.scope === 'team' ? view : undefined;
}

/** Those that a view stands among, in order: the team's, or its owner's private ones. */
export function likeOf(views: Views, one: Pick<SavedView, 'scope' | 'owner'>): SavedView[] {
  return Object.values(views)
    .filter(({ scope, owner }) => scope === one.scope && (scope === 'team' || owner === one.owner))
    .sort(byPlace);
}

import type { SavedView } from './view.ts';

/** What of a view is no free text. */
type Shape = Pick<SavedView, 'lanes' | 'sort' | 'scope'>;

/**
 * What happens to saved views, each on `view:<id>`. Titles and searches may name people: they are kept
 * apart, so that they can be erased.
 */
export type ViewEvent =
  | {
      type: 'view.saved';
      data: Shape & { owner: string; place: number };
      personal: { title: string; query: string };
    }
  | {
      type: 'view.changed';
      data: Partial<Shape> & { place?: number };
      personal?: { title?: string; query?: string };
    }
  | { type: 'view.moved'; data: { place: number } }
  | { type: 'view.removed'; data: Record<string, never> };

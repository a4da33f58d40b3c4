import { z } from 'zod';
import { text } from '../text.ts';

/** A saved view: a search with a name. `owner` made it; a team view is everyone's to see. */
export interface SavedView {
  id: string;
  version: number;
  title: string;
  /** The search as typed; see `parseQuery`. */
  query: string;
  lanes: 'both' | 'incidents' | 'signals';
  sort: 'severity' | 'due' | 'newest' | 'changed';
  scope: 'team' | 'private';
  owner: string;
  /** Where it stands among its like; smaller first. */
  place: number;
  changedAt: number;
}

export const ViewFields = z.strictObject({
  title: text(1, 60),
  query: text(0, 500),
  lanes: z.enum(['both', 'incidents', 'signals']).default('both'),
  sort: z.enum(['severity', 'due', 'newest', 'changed']).default('severity'),
  scope: z.enum(['team', 'private']).default('private'),
  place: z.number().min(0).max(1_000_000).default(0),
});
export type ViewFields = z.infer<typeof ViewFields>;

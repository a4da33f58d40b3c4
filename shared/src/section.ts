import type { Actor } from './actor.ts';
import type { Brief } from './brief/brief.ts';
import type { Care } from './care/care.ts';
import type { PersonRules } from './notify/notify.ts';
import type { Roster } from './roster/roster.ts';
import type { SavedView } from './view/view.ts';
import type { Walls } from './wall/wall.ts';

/**
 * What an election keeps besides incidents, signals and messages: each a section, folded from the events
 * of aggregates `<section>:<id>`. Plain JSON, so that snapshots hold it as it is; never changed in place.
 */
export interface Sections {
  /** One aggregate, `roster:main`. */
  roster: Roster;
  /** Saved views by id, private ones too: what is shown to whom is filtered when it is read. */
  view: Readonly<Record<string, SavedView>>;
  /** Shift briefs by id. */
  brief: Readonly<Record<string, Brief>>;
  /** How each person wants to be told, by person. */
  rules: Readonly<Record<string, PersonRules>>;
  /** How long each person has looked at distressing signals, by person. */
  care: Readonly<Record<string, Care>>;
  /** What walls show: one aggregate, `wall:main`. */
  wall: Walls;
}
export type SectionName = keyof Sections;

/** How often each section has changed: who holds an older number reads it again. */
export type Stamps = Record<SectionName, number>;

/** An event of a section, as the journal hands it on. */
export interface SectionOccurred {
  type: string;
  data: Record<string, unknown>;
  personal: Record<string, unknown> | null;
  version: number;
  at: number;
  by: Actor;
}

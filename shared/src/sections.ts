import { briefSection } from './brief/evolve.ts';
import { careSection } from './care/evolve.ts';
import { rulesSection } from './notify/evolve.ts';
import { rosterSection } from './roster/evolve.ts';
import type { SectionName, SectionOccurred, Sections, Stamps } from './section.ts';
import { viewSection } from './view/evolve.ts';
import { wallSection } from './wall/evolve.ts';

/** How a section begins and what an event makes of it. Never refuses: what is in the journal happened. */
export interface SectionFold<S> {
  empty(): S;
  evolve(state: S, id: string, event: SectionOccurred): S;
}

const FOLDS: { [Name in SectionName]: SectionFold<Sections[Name]> } = {
  roster: rosterSection,
  view: viewSection,
  brief: briefSection,
  rules: rulesSection,
  care: careSection,
  wall: wallSection,
};

export const SECTION_NAMES = Object.keys(FOLDS) as readonly SectionName[];

/** The sections before the first event. */
export function emptySections(): Sections {
  return {
    roster: rosterSection.empty(),
    view: viewSection.empty(),
    brief: briefSection.empty(),
    rules: rulesSection.empty(),
    care: careSection.empty(),
    wall: wallSection.empty(),
  };
}

/** No section has changed yet. */
export function noStamps(): Stamps {
  return { roster: 0, view: 0, brief: 0, rules: 0, care: 0, wall: 0 };
}

/** The section that an aggregate belongs to, or undefined. */
export function sectionOf(aggregate: string): SectionName | undefined {
  const name = aggregate.slice(0, Math.max(0, aggregate.indexOf(':')));
  return SECTION_NAMES.find((known) => known === name);
}

/** Folds one event into its section. */
export function foldSection(
  sections: Sections,
  name: SectionName,
  aggregate: string,
  event: SectionOccurred,
): void {
  const id = aggregate.slice(name.length + 1);
  const folds: Readonly<Record<SectionName, SectionFold<unknown>>> = FOLDS;
  Object.assign(sections, { [name]: folds[name].evolve(sections[name], id, event) });
}

import type { SectionFold } from '../sections.ts';
import type { SectionOccurred, Sections } from '../section.ts';
import type { ViewEvent } from './events.ts';
import type { SavedView } from './view.ts';

/** The section before the first event, and what each event makes of it. */
export const viewSection: SectionFold<Sections['view']> = {
  empty: () => ({}),
  evolve(state, id, event) {
    const occurred = event as Occurred;
    const known = state[id];
    if (occurred.type === 'view.removed') {
      const { [id]: _gone, ...rest } = state;
      return rest;
    }
    const at = { version: event.version, changedAt: event.at };
    if (occurred.type === 'view.saved') {
      const { personal, data } = occurred;
      const title = personal?.title ?? ERASED_TITLE;
      return { ...state, [id]: { ...data, id, title, query: personal?.query ?? '', ...at } };
    }
    if (!known) return state;
    return { ...state, [id]: { ...known, ...changesOf(occurred), ...at } };
  },
};

/** What an erased title reads as. */
const ERASED_TITLE = '(title erased)';

/** As the journal hands it on: what is personal may have been erased. */
type Occurred = {
  [E in ViewEvent as E['type']]: Omit<SectionOccurred, 'type' | 'data' | 'personal'> & {
    type: E['type'];
    data: E['data'];
    personal: (E extends { personal?: infer P } ? P : never) | null;
  };
}[ViewEvent['type']];

function changesOf(event: Occurred): Partial<SavedView> {
  switch (event.type) {
    case 'view.changed':
      return { ...event.data, ...event.personal };
    case 'view.moved':
      return { place: event.data.place };
    default:
      return {};
  }
}

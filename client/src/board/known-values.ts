import type { BoardRoom } from './board-room.ts';
import type { KnownNames } from '../store/query.ts';
import type { KnownValues } from './suggest.ts';

type Room = Pick<BoardRoom, 'election' | 'lists' | 'incidents' | 'me'>;

/** Values of fields that only this election has, for suggestions. */
export function knownValues({ election, lists, incidents, me }: Room): KnownValues {
  const { jurisdictions } = election.election;
  return {
    in: () => jurisdictions.map(({ code, name }) => ({ value: code, says: name })),
    cat: () => [...election.categories].map(([value, says]) => ({ value, says })),
    source: () => lists.getState().sources.map(({ name, title }) => ({ value: name, says: title })),
    by: () => [
      { value: 'me', says: 'yourself' },
      ...lists
        .getState()
        .people.filter(({ id }) => id !== me)
        .map(({ id, name }) => ({ value: id, says: name })),
    ],
    tag() {
      const tags = new Set<string>();
      for (const incident of incidents.values()) for (const tag of incident.tags) tags.add(tag);
      return [...tags].sort().map((value) => ({ value, says: '' }));
    },
    lang: () =>
      ['en', 'es', 'zh', 'vi', 'ko', 'tl', 'fr', 'ar', 'ru'].map((value) => ({
        value,
        says: languageName(value),
      })),
  };
}

/** What is called so in this election. */
export function knownNames({ election, lists }: Room): KnownNames {
  return {
    hasPlace: (value) => election.byId.has(value) || election.byCode.has(value.toUpperCase()),
    hasCategory: (value) => election.categories.has(value),
    hasSource: (value) => lists.getState().sources.some(({ name }) => name === value),
    hasPerson: (value) => lists.getState().people.some(({ id }) => id === value),
  };
}

function languageName(code: string): string {
  return new Intl.DisplayNames(['en'], { type: 'language' }).of(code) ?? code;
}

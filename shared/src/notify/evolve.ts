import type { SectionFold } from '../sections.ts';
import type { SectionOccurred, Sections } from '../section.ts';
import type { RulesEvent } from './events.ts';
import type { PersonRules } from './notify.ts';

/** The rules of someone who has set nothing. */
export const NO_RULES: PersonRules = { version: 0, email: null, push: [], ways: {}, quiet: null };

/** The section before the first event, and what each event makes of it. */
export const rulesSection: SectionFold<Sections['rules']> = {
  empty: () => ({}),
  evolve(state, person, event) {
    const before = state[person] ?? NO_RULES;
    const occurred = event as Occurred;
    return {
      ...state,
      [person]: { ...before, ...changesOf(before, occurred), version: event.version },
    };
  },
};

/** As the journal hands it on: what is personal may have been erased. */
type Occurred = {
  [E in RulesEvent as E['type']]: Omit<SectionOccurred, 'type' | 'data' | 'personal'> & {
    type: E['type'];
    data: E['data'];
    personal: (E extends { personal?: infer P } ? P : never) | null;
  };
}[RulesEvent['type']];

function changesOf(before: PersonRules, event: Occurred): Partial<PersonRules> {
  switch (event.type) {
    case 'rules.set': {
      const { email, ways, quiet } = event.data;
      return {
        ...(email === undefined
          ? {}
          : { email: email === 'own' ? (event.personal?.email ?? null) : null }),
        ...(ways === undefined ? {} : { ways: changedWays(before.ways, ways) }),
        ...(quiet === undefined ? {} : { quiet }),
      };
    }
    case 'rules.push-added': {
      const { personal } = event;
      const added = {
        id: event.data.push,
        label: personal?.label ?? 'a browser',
        endpoint: personal?.endpoint ?? null,
        p256dh: personal?.p256dh ?? null,
        auth: personal?.auth ?? null,
        addedAt: event.at,
      };
      return { push: [...before.push.filter(({ id }) => id !== added.id), added] };
    }
    case 'rules.push-removed':
      return { push: before.push.filter(({ id }) => id !== event.data.push) };
    case 'rules.tested':
      return { testedAt: event.at };
    default:
      return {};
  }
}

function changedWays(
  before: PersonRules['ways'],
  changes: NonNullable<Extract<RulesEvent, { type: 'rules.set' }>['data']['ways']>,
): PersonRules['ways'] {
  const next = Object.entries({ ...before, ...changes }).filter(([, ways]) => ways !== null);
  return Object.fromEntries(next) as PersonRules['ways'];
}

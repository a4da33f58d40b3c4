import type { SectionFold } from '../sections.ts';
import type { SectionOccurred, Sections } from '../section.ts';
import type { RosterEvent } from './events.ts';
import type { Entered, Roster, Swap } from './roster.ts';

/** Decided swaps and told gaps are kept to these numbers; the journal has all. */
const SWAPS_KEPT = 100;
const GAPS_KEPT = 500;

/** The section before the first event, and what each event makes of it. */
export const rosterSection: SectionFold<Sections['roster']> = {
  empty: () => ({
    version: 0,
    shifts: [],
    overrides: [],
    rotations: [],
    swaps: [],
    policies: null,
    policiesEntered: null,
    gapsTold: [],
    feeds: {},
  }),
  evolve: (state, _id, event) => ({
    ...state,
    ...changesOf(state, event as SectionOccurred & RosterEvent),
    version: event.version,
  }),
};

type Occurred = RosterEvent & Omit<SectionOccurred, 'type' | 'data' | 'personal'>;

function changesOf(state: Roster, event: Occurred): Partial<Roster> {
  const entered: Entered = { setBy: event.by.id, setAt: event.at, version: event.version };
  switch (event.type) {
    case 'roster.shift-added':
      return { shifts: [...state.shifts, { ...event.data, ...entered }] };
    case 'roster.shift-changed': {
      const { shift, changes } = event.data;
      return {
        shifts: state.shifts.map((one) =>
          one.id === shift ? { ...one, ...changes, ...entered } : one,
        ),
      };
    }
    case 'roster.shift-removed':
      return { shifts: state.shifts.filter(({ id }) => id !== event.data.shift) };
    case 'roster.override-added':
      return { overrides: [...state.overrides, { ...event.data, ...entered }] };
    case 'roster.override-removed':
      return { overrides: state.overrides.filter(({ id }) => id !== event.data.override) };
    case 'roster.rotation-added':
      return { rotations: [...state.rotations, { ...event.data, ...entered }] };
    case 'roster.rotation-changed': {
      const { rotation, changes } = event.data;
      return {
        rotations: state.rotations.map((one) =>
          one.id === rotation ? { ...one, ...changes, ...entered } : one,
        ),
      };
    }
    case 'roster.rotation-removed':
      return { rotations: state.rotations.filter(({ id }) => id !== event.data.rotation) };
    case 'roster.swap-asked': {
      const { swap, ...asked } = event.data;
      const made: Swap = {
        id: swap,
        ...asked,
        to: null,
        state: 'asked',
        askedAt: event.at,
        decidedBy: null,
        decidedAt: null,
        override: null,
        reason: event.personal?.reason ?? null,
      };
      return { swaps: kept([...state.swaps, made]) };
    }
    case 'roster.swap-taken':
      return swapped(state, event.data.swap, { to: event.data.to, state: 'taken' });
    case 'roster.swap-approved':
      return decided(state, event, { state: 'approved', override: event.data.override });
    case 'roster.swap-declined':
      return decided(state, event, { state: 'declined' });
    case 'roster.swap-withdrawn':
      return decided(state, event, { state: 'withdrawn' });
    case 'roster.policies-set':
      return { policies: event.data.policies, policiesEntered: entered };
    case 'roster.policies-reset':
      return { policies: null, policiesEntered: entered };
    case 'roster.feed-renewed': {
      const { person } = event.data;
      return { feeds: { ...state.feeds, [person]: (state.feeds[person] ?? 0) + 1 } };
    }
    case 'roster.gap-found': {
      const key = gapKey(event.data);
      if (state.gapsTold.includes(key)) return {};
      return { gapsTold: [...state.gapsTold, key].slice(-GAPS_KEPT) };
    }
    default:
      return {};
  }
}

/** By what a gap is known: it begins where it begins, whatever is filled of it later. */
export function gapKey(gap: { desk: string; from: number }): string {
  return `${gap.desk}:${gap.from}`;
}

function swapped(state: Roster, id: string, changes: Partial<Swap>): Partial<Roster> {
  return {
    swaps: kept(state.swaps.map((swap) => (swap.id === id ? { ...swap, ...changes } : swap))),
  };
}

function decided(
  state: Roster,
  event: { at: number; by: { id: string }; data: { swap: string } },
  changes: Partial<Swap>,
): Partial<Roster> {
  return swapped(state, event.data.swap, {
    ...changes,
    decidedBy: event.by.id,
    decidedAt: event.at,
  });
}

function kept(swaps: readonly Swap[]): readonly Swap[] {
  let tooMany = swaps.length - SWAPS_KEPT;
  return tooMany <= 0
    ? swaps
    : swaps.filter(({ state }) => state === 'asked' || state === 'taken' || (tooMany -= 1) < 0);
}

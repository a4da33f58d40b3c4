import { rosterSection } from './evolve.ts';
import type { Override, Roster, Rotation, Shift } from './roster.ts';

const SET = { setBy: 'ana', setAt: 0, version: 1 };

/** A roster with these entries. */
export function rosterOf(more: {
  shifts?: Shift[];
  overrides?: Override[];
  rotations?: Rotation[];
}): Roster {
  return {
    ...rosterSection.empty(),
    shifts: (more.shifts ?? []).map((one) => ({ ...one, ...SET })),
    overrides: (more.overrides ?? []).map((one) => ({ ...one, ...SET })),
    rotations: (more.rotations ?? []).map((one) => ({ ...one, ...SET })),
  };
}

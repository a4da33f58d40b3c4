import type { CompiledElection } from '@warroom/shared';

/** Which jurisdictions lie in which. */
export interface Places {
  /** Ids of a jurisdiction, by id or code, and of all within it; what is not known holds itself alone. */
  in(wanted: string): ReadonlySet<string>;
}

/** The places of an election; worked out once, for what is asked of thousands of records. */
export function placesOf({ election, byId, byCode }: CompiledElection): Places {
  const within = new Map<string, Set<string>>();
  for (const { id } of election.jurisdictions) {
    const seen = new Set<string>();
    for (let at: string | undefined = id; at !== undefined && !seen.has(at);) {
      seen.add(at);
      const inner = within.get(at) ?? new Set();
      within.set(at, inner.add(id));
      at = byId.get(at)?.parent;
    }
  }
  return {
    in(wanted) {
      const id = byId.get(wanted)?.id ?? byCode.get(wanted.toUpperCase())?.id ?? wanted;
      return within.get(id) ?? new Set([id]);
    },
  };
}

import type { SessionPerson } from './session.ts';

const KEY = 'warroom.election';

/** Keeps the election that was open last in this browser. */
export function keepElection(id: string): void {
  try {
    localStorage.setItem(KEY, id);
  } catch {
    // Then the first one is opened next time.
  }
}

/** The election to open for a person: the last one, else their only one; undefined when they should choose. */
export function electionToOpen(person: SessionPerson): string | undefined {
  const last = lastElection();
  const { elections } = person;
  if (elections.some(({ id }) => id === last)) return last;
  return elections.length === 1 && !person.admin ? elections[0]?.id : undefined;
}

function lastElection(): string | undefined {
  try {
    return localStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}

import type { WayKind } from '../notify/notify.ts';

const PERSON = 'person:';

/** The name of a target that is one person by one way: `person:<id>:<way>`. */
export function personTarget(person: string, way: WayKind): string {
  return `${PERSON}${person}:${way}`;
}

/** Who is meant by a target's name, or undefined when it is one of the election's file. */
export function personOfTarget(name: string): { person: string; way: WayKind } | undefined {
  if (!name.startsWith(PERSON)) return undefined;
  // Ids may hold colons, ways don't.
  const cut = name.lastIndexOf(':');
  const way = name.slice(cut + 1);
  const person = name.slice(PERSON.length, cut);
  return person !== '' && (way === 'email' || way === 'push') ? { person, way } : undefined;
}

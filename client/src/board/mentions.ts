import type { PersonView } from '@warroom/shared';

/** What is being typed after an @ just before the caret, and where the @ stands; null where there is none. */
export function mentionAt(text: string, caret: number): { at: number; typed: string } | null {
  const before = text.slice(0, caret);
  const at = before.lastIndexOf('@');
  if (at === -1) return null;
  // An @ inside a word is an address.
  const last = before[at - 1];
  if (last !== undefined && /[\p{L}\p{N}._-]/u.test(last)) return null;
  const typed = before.slice(at + 1);
  // Names have a few words; a longer stretch is a sentence.
  if (/[\n@]/.test(typed) || typed.startsWith(' ') || typed.length > 40) return null;
  return { at, typed };
}

const plain = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();

/** Those whose name has a word that begins with what was typed, best first, at most `atMost`. */
export function peopleLike<P extends Pick<PersonView, 'id' | 'name'>>(
  people: readonly P[],
  typed: string,
  atMost = 6,
): P[] {
  const wanted = plain(typed);
  return people
    .flatMap((person) => {
      const name = plain(person.name);
      if (name.startsWith(wanted)) return { person, rank: 0 };
      return name.split(/\s+/).some((word) => word.startsWith(wanted)) ? { person, rank: 1 } : [];
    })
    .sort((a, b) => a.rank - b.rank || a.person.name.localeCompare(b.person.name))
    .slice(0, atMost)
    .map(({ person }) => person);
}

/** The text with the name in place of what was typed, and where the caret stands then. */
export function withMention(
  text: string,
  caret: number,
  name: string,
): { text: string; caret: number } {
  const found = mentionAt(text, caret);
  if (found === null) return { text, caret };
  const head = `${text.slice(0, found.at)}@${name} `;
  const rest = text.slice(caret);
  return { text: head + (rest.startsWith(' ') ? rest.slice(1) : rest), caret: head.length };
}

/** A stretch of a text; `person` is set where it names someone. */
export interface Piece {
  text: string;
  person: string | null;
}

/** Parts a text at every "@Name" of these people; of two names that fit, the longer one is meant. */
export function pieces(text: string, people: readonly Pick<PersonView, 'id' | 'name'>[]): Piece[] {
  const named = people
    .filter(({ name }) => name !== '')
    .toSorted((a, b) => b.name.length - a.name.length);
  const made: Piece[] = [];
  let from = 0;
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    if (at < from) continue;
    const who = named.find(
      ({ name }) =>
        text.startsWith(name, at + 1) && !/[\p{L}\p{N}]/u.test(text[at + 1 + name.length] ?? ''),
    );
    const isInWord = /[\p{L}\p{N}._-]/u.test(text[at - 1] ?? '');
    if (!who || isInWord) continue;
    if (at > from) made.push({ text: text.slice(from, at), person: null });
    from = at + 1 + who.name.length;
    made.push({ text: text.slice(at, from), person: who.id });
  }
  if (from < text.length) made.push({ text: text.slice(from), person: null });
  return made;
}

/** Ids of those whom a text names, each once, at most 20. */
export function mentionsIn(
  text: string,
  people: readonly Pick<PersonView, 'id' | 'name'>[],
): string[] {
  const ids = pieces(text, people).flatMap(({ person }) => person ?? []);
  return [...new Set(ids)].slice(0, 20);
}

import type { MemberRow, MemberSettings, Membership, PersonRow } from '../admin-types.ts';

/** One person as the list shows them. */
export interface PersonEntry {
  id: string;
  name: string;
  email: string;
  disabled: boolean;
  /** May administer the server; null where that is not told. */
  admin: boolean | null;
  lastSeenAt: number | null;
  /** What they are in this election; null if not part of it. */
  member: (MemberSettings & { implied: boolean }) | null;
  /** All of theirs; null where that is not told. */
  memberships: Membership[] | null;
}

/**
 * Joins the members of an election with the people of the server, where one may know them. The two
 * lists are asked for apart, so a person may stand in one and not yet in the other.
 */
export function entriesOf(
  members: readonly MemberRow[] | null,
  people: readonly PersonRow[] | null,
): PersonEntry[] {
  const entries = new Map<string, PersonEntry>();
  for (const { id, name, email, disabled, admin, lastSeenAt, memberships } of people ?? []) {
    entries.set(id, {
      id,
      name,
      email,
      disabled,
      admin,
      memberships,
      lastSeenAt: lastSeenAt ?? null,
      member: null,
    });
  }
  for (const { person, implied, role, clearance, organisation } of members ?? []) {
    const known = entries.get(person.id);
    entries.set(person.id, {
      id: person.id,
      name: person.name,
      email: person.email,
      disabled: person.disabled,
      admin: known?.admin ?? person.admin ?? null,
      lastSeenAt: person.lastSeenAt ?? known?.lastSeenAt ?? null,
      member: { implied, role, clearance, organisation },
      memberships: known?.memberships ?? null,
    });
  }
  return [...entries.values()].toSorted(
    (a, b) => Number(a.disabled) - Number(b.disabled) || a.name.localeCompare(b.name),
  );
}

/** Those whose name or e-mail holds the text. */
export function matching(entries: readonly PersonEntry[], text: string): PersonEntry[] {
  const wanted = text.trim().toLocaleLowerCase();
  return entries.filter(({ name, email }) =>
    `${name}\n${email}`.toLocaleLowerCase().includes(wanted),
  );
}

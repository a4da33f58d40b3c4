import type { Membership, Person } from './accounts.ts';
import type { AccountContext } from './context.ts';
import type { PersonRecord } from './records.ts';

const views = new WeakMap<PersonRecord, Person>();

/** A person without what is secret; the same object as long as the record is. */
export function personOf(record: PersonRecord): Person {
  let view = views.get(record);
  if (!view) {
    const memberships = record.memberships
      .filter((one) => one.endedAt === null)
      .map(({ endedAt: _ended, ...membership }) => membership);
    view = {
      id: record.id,
      name: record.name,
      email: record.email,
      admin: record.admin,
      disabled: record.disabled,
      memberships,
    };
    views.set(record, view);
  }
  return view;
}

/** The election that a drill was made from. */
export function baseOf(context: AccountContext, election: string): string | undefined {
  return context.elections().find((one) => one.id === election)?.drillOf;
}

/** What a server admin without a membership counts as: can set everything up, and is named in nothing RED. */
function impliedMembership(election: string): Membership {
  return { election, role: 'admin', clearance: 'AMBER+STRICT', organisation: null };
}

/** A person's place in an election, whether it holds now or did once. */
export function standing(
  record: PersonRecord,
  election: string,
  base: string | undefined,
): { membership: Membership | undefined; current: boolean } {
  const own = record.memberships.find((one) => one.election === election);
  if (own && own.endedAt === null) return { membership: own, current: !record.disabled };
  const inherited =
    base === undefined ? undefined : record.memberships.find((one) => one.election === base);
  // Whoever was taken out of the drill itself does not come back in through its base.
  if (!own && inherited?.endedAt === null)
    return { membership: inherited, current: !record.disabled };
  if (record.admin) return { membership: impliedMembership(election), current: !record.disabled };
  return { membership: own ?? inherited, current: false };
}

import { redactionOf } from './accounts.ts';
import type { Revocation } from './accounts.ts';
import type { AccountContext } from './context.ts';
import type { DisplayRecord, PersonRecord, RecordChanged } from './records.ts';

/** What a change of records means for those who are connected. */
export function revocationsOf(changes: readonly RecordChanged[]): Revocation[] {
  return changes.flatMap((change): Revocation[] => {
    switch (change.kind) {
      case 'session':
        return change.before && !change.after ? [{ kind: 'session', id: change.id }] : [];
      case 'person':
        return change.before && rightsOf(change.before) !== rightsOf(change.after)
          ? [{ kind: 'person', id: change.id }]
          : [];
      case 'display':
        return change.before && screenRights(change.before) !== screenRights(change.after)
          ? [{ kind: 'display', id: change.id }]
          : [];
      case 'key':
        return change.before?.revokedAt === null && change.after?.revokedAt !== null
          ? [{ kind: 'key', id: change.id }]
          : [];
      case 'pairing':
      case 'invitation':
      case 'link':
      case 'setup':
        return [];
    }
  });
}

/** The elections whose list of people reads differently now. */
export function peopleChangedIn(
  context: AccountContext,
  changes: readonly RecordChanged[],
): string[] {
  const affected = new Set<string>();
  const known = context.elections();
  for (const change of changes) {
    if (change.kind !== 'person' || shown(change.before) === shown(change.after)) continue;
    const isAdmin = change.before?.admin === true || change.after?.admin === true;
    for (const one of [...(change.before?.memberships ?? []), ...(change.after?.memberships ?? [])])
      affected.add(one.election);
    for (const { id, drillOf } of known) {
      if (isAdmin || (drillOf !== undefined && affected.has(drillOf))) affected.add(id);
    }
  }
  return [...affected];
}

function rightsOf(person: PersonRecord | undefined): string {
  return person ? JSON.stringify([person.admin, person.disabled, person.memberships]) : 'gone';
}

function screenRights(display: DisplayRecord | undefined): string {
  return display
    ? JSON.stringify([display.election, display.clearance, redactionOf(display)])
    : 'gone';
}

function shown(person: PersonRecord | undefined): string {
  return person
    ? JSON.stringify([person.name, person.admin, person.disabled, person.memberships])
    : 'gone';
}

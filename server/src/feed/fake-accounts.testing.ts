import type { DisplayReport, PersonView, Redaction, Role, Subject, Tlp } from '@warroom/shared';
import type { Display, Identity, Revocation } from '../accounts/accounts.ts';
import type { FeedAccounts } from './feed-accounts.ts';

/** Accounts by cookie text: a cookie is `who=<key>`, and each key stands for one subject in every election. */
export interface FakeAccounts extends FeedAccounts {
  person(key: string, role: Role, clearance: Tlp): void;
  pair(key: string, clearance: Tlp, redaction: Redaction): void;
  remove(key: string): void;
  revoke(revocation: Revocation): void;
  rename(people: PersonView[]): void;
  identifies: number;
  reports: { display: string; report: DisplayReport }[];
}

export function fakeAccounts(): FakeAccounts {
  const known = new Map<string, { identity: Identity; subject: Subject }>();
  const revoked = new Set<(revocation: Revocation) => void>();
  const renamed = new Set<(election: string) => void>();
  let people: PersonView[] = [];

  const accounts: FakeAccounts = {
    identifies: 0,
    reports: [],
    person(key, role, clearance) {
      const membership = { election: 'example', role, clearance, organisation: null };
      const person = {
        id: key,
        name: `Person ${key}`,
        email: `${key}@example.org`,
        admin: false,
        disabled: false,
        memberships: [membership],
      };
      known.set(key, {
        identity: { kind: 'person', person, sessionId: `session-${key}` },
        subject: { kind: 'person', id: key, role, clearance, organisation: null },
      });
      people = [...people, { id: key, name: person.name, role }];
    },
    pair(key, clearance, redaction) {
      const display: Display = {
        id: key,
        name: `Wall ${key}`,
        election: 'example',
        clearance,
        redaction,
        diagonalInch: 55,
        farthestSeatM: 4,
        theme: 'dark',
        scenes: [],
        pairedAt: 0,
        pairedBy: 'someone',
        lastReport: null,
        group: null,
        sound: false,
        profile: 'far',
        visitorSince: null,
      };
      known.set(key, {
        identity: { kind: 'display', display },
        subject: { kind: 'display', id: key, clearance, redaction },
      });
    },
    remove: (key) => void known.delete(key),
    revoke(revocation) {
      for (const listener of revoked) listener(revocation);
    },
    rename(next) {
      people = next;
      for (const listener of renamed) listener('example');
    },
    identify(cookie, as) {
      accounts.identifies += 1;
      for (const part of (cookie ?? '').split('; ')) {
        const identity = part.startsWith('who=') ? known.get(part.slice(4))?.identity : undefined;
        if (identity && (as === undefined || identity.kind === as)) return identity;
      }
      return undefined;
    },
    subjectIn(identity, election) {
      const key = identity.kind === 'person' ? identity.person.id : identity.display.id;
      return election === 'example' ? known.get(key)?.subject : undefined;
    },
    people: () => people,
    display(key) {
      const identity = known.get(key)?.identity;
      return identity?.kind === 'display' ? identity.display : undefined;
    },
    recordReport: (display, report) => void accounts.reports.push({ display, report }),
    onRevoked(listener) {
      revoked.add(listener);
      return () => revoked.delete(listener);
    },
    onPeopleChanged(listener) {
      renamed.add(listener);
      return () => renamed.delete(listener);
    },
  };
  return accounts;
}

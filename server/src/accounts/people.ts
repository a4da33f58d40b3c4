import { Id, type PersonView, type Refusal, refuse, unfitText } from '@warroom/shared';
import type { Accounts, Membership, Outcome, Person } from './accounts.ts';
import { bad, good, hashing, type AccountContext } from './context.ts';
import { checkPassword } from './password-rules.ts';
import { personOf, baseOf, standing } from './standing.ts';
import {
  drop,
  put,
  type AccountState,
  type MembershipRecord,
  type PersonRecord,
  type RecordChange,
} from './records.ts';
import { newId } from './token.ts';

type PeoplePart = Pick<
  Accounts,
  | 'needsSetup'
  | 'allPeople'
  | 'person'
  | 'personByEmail'
  | 'addPerson'
  | 'changePerson'
  | 'setPassword'
  | 'setMembership'
  | 'endMembership'
  | 'people'
  | 'staff'
>;

const EMAIL = /^[^\s@<>",;:\\()[\]]{1,64}@[^\s@<>",;:\\()[\]]{1,190}$/u;

/** People and their memberships. */
export function peopleOf(context: AccountContext): PeoplePart {
  const { store, now } = context;

  /** Changes one person, or says that there is none. */
  async function change(
    id: string,
    decide: (record: PersonRecord, state: AccountState) => PersonRecord | { refusal: Refusal },
    also: (state: AccountState) => RecordChange[] = () => [],
  ): Promise<Outcome<Person>> {
    return store.transact<Outcome<Person>>((state) => {
      const record = state.person.get(id);
      if (!record) return { changes: [], value: bad('not-found', 'There is no such person.') };
      const next = decide(record, state);
      if ('refusal' in next) return { changes: [], value: { ok: false, refusal: next.refusal } };
      return { changes: [put('person', next), ...also(state)], value: good(personOf(next)) };
    });
  }

  function everyone(election: string, all: boolean): (PersonView & { membership: Membership })[] {
    const views: (PersonView & { membership: Membership })[] = [];
    for (const record of store.state.person.values()) {
      const { membership, current } = standing(record, election, baseOf(context, election));
      if (membership && (all || current))
        views.push({ id: record.id, name: record.name, role: membership.role, membership });
    }
    return views;
  }

  return {
    needsSetup: () => !hasAdmin(store.state),
    allPeople: () => [...store.state.person.values()].map(personOf),
    person(id) {
      const record = store.state.person.get(id);
      return record && personOf(record);
    },
    personByEmail(email) {
      const record = personWith(store.state, email);
      return record && personOf(record);
    },
    addPerson: (input) =>
      hashing(async () => {
        const made = newPerson(context, input);
        if ('refusal' in made) return { ok: false, refusal: made.refusal };
        const passwordHash =
          input.password === undefined ? null : await context.hasher.hash(input.password);
        return store.transact<Outcome<Person>>((state) => {
          const taken =
            emailTaken(state, made.record.email) ??
            (state.person.has(made.record.id)
              ? refuse('wrong-state', `Somebody already has the id ${made.record.id}.`, {
                  path: 'id',
                })
              : undefined);
          if (taken) return { changes: [], value: { ok: false, refusal: taken } };
          const record = { ...made.record, passwordHash };
          return {
            changes: [put('person', record), ...(record.admin ? [drop('setup', 'setup')] : [])],
            value: good(personOf(record)),
          };
        });
      }),
    changePerson: (id, wanted) =>
      change(
        id,
        (record, state) => {
          const next: PersonRecord = {
            ...record,
            name: wanted.name?.trim() ?? record.name,
            email: wanted.email?.trim() ?? record.email,
            admin: wanted.admin ?? record.admin,
            disabled: wanted.disabled ?? record.disabled,
          };
          const wrong =
            checkNameAndEmail(next.name, next.email) ??
            (sameEmail(next.email, record.email) ? undefined : emailTaken(state, next.email)) ??
            lastAdmin(state, record, next);
          return wrong ? { refusal: wrong } : next;
        },
        (state) => (wanted.disabled === true ? endedSessions(state, id) : []),
      ),
    setPassword: (id, password, keepSession) =>
      hashing(async () => {
        const known = store.state.person.get(id);
        if (!known) return bad('not-found', 'There is no such person.');
        const weak = checkPassword(password, known);
        if (weak) return { ok: false, refusal: weak };
        const passwordHash = await context.hasher.hash(password);
        return change(
          id,
          (record) => ({ ...record, passwordHash }),
          (state) => endedSessions(state, id, keepSession),
        );
      }),
    setMembership: (id, membership) =>
      change(id, (record) => ({
        ...record,
        memberships: [
          ...record.memberships.filter((one) => one.election !== membership.election),
          { ...membership, endedAt: null },
        ],
      })),
    endMembership: (id, election) =>
      change(id, (record) => {
        const current = record.memberships.find(
          (one) => one.election === election && one.endedAt === null,
        );
        if (!current)
          return { refusal: refuse('not-found', `${record.name} is no member of ${election}.`) };
        const ended: MembershipRecord = { ...current, endedAt: now() };
        return {
          ...record,
          memberships: record.memberships.map((one) => (one === current ? ended : one)),
        };
      }),
    people: (election) => everyone(election, true).map(({ membership: _, ...view }) => view),
    staff: (election) =>
      everyone(election, false).map(({ membership, ...view }) => ({
        ...view,
        clearance: membership.clearance,
      })),
  };
}

/** A person to be added, checked; the password is checked and hashed apart. */
export function newPerson(
  context: AccountContext,
  input: {
    id?: string | undefined;
    name: string;
    email: string;
    password?: string | undefined;
    admin?: boolean | undefined;
    memberships?: Membership[] | undefined;
  },
): { record: PersonRecord } | { refusal: Refusal } {
  const name = input.name.trim();
  const email = input.email.trim();
  const wrong =
    (input.id === undefined || Id.safeParse(input.id).success
      ? undefined
      : refuse('malformed', 'The id must be letters, digits and . _ : + - only.', {
          path: 'id',
        })) ??
    checkNameAndEmail(name, email) ??
    (input.password === undefined ? undefined : checkPassword(input.password, { name, email }));
  if (wrong) return { refusal: wrong };
  const memberships = (input.memberships ?? []).map((one) => ({ ...one, endedAt: null }));
  return {
    record: {
      id: input.id ?? newId('p-', context.randomBytes),
      name,
      email,
      passwordHash: null,
      admin: input.admin ?? false,
      disabled: false,
      memberships,
      createdAt: context.now(),
    },
  };
}

/** Whether anyone administers the server: until then the set-up link holds, whoever else was let in. */
export function hasAdmin(state: AccountState): boolean {
  return [...state.person.values()].some((record) => record.admin);
}

/** Refused when somebody has this e-mail. */
export function emailTaken(state: AccountState, email: string): Refusal | undefined {
  return personWith(state, email)
    ? refuse(
        'wrong-state',
        'Somebody already has this e-mail address; each person needs one of their own.',
        { path: 'email' },
      )
    : undefined;
}

/** The person with this e-mail, whatever its capitals. */
export function personWith(state: AccountState, email: string): PersonRecord | undefined {
  for (const record of state.person.values()) if (sameEmail(record.email, email)) return record;
  return undefined;
}

/** One form for all ways to write an address: mail systems ignore capitals in practice. */
export function emailKey(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase();
}

function sameEmail(a: string, b: string): boolean {
  return emailKey(a) === emailKey(b);
}

function checkNameAndEmail(name: string, email: string): Refusal | undefined {
  if (name === '' || name.length > 120 || unfitText(name) !== undefined || /\p{Cc}/u.test(name)) {
    return refuse('malformed', 'The name must be 1 to 120 characters on one line.', {
      path: 'name',
    });
  }
  if (!EMAIL.test(email) || unfitText(email) !== undefined) {
    return refuse(
      'malformed',
      'This is no e-mail address; right would be one like ana@example.org.',
      { path: 'email' },
    );
  }
  return undefined;
}

function lastAdmin(
  state: AccountState,
  before: PersonRecord,
  after: PersonRecord,
): Refusal | undefined {
  const counts = (record: PersonRecord): boolean => record.admin && !record.disabled;
  if (!counts(before) || counts(after)) return undefined;
  const others = [...state.person.values()].some(
    (record) => record.id !== before.id && counts(record),
  );
  return others
    ? undefined
    : refuse(
        'wrong-state',
        `${before.name} is the only server admin left; make somebody else one first.`,
      );
}

/** Changes that end a person's sessions, but one. */
export function endedSessions(
  state: AccountState,
  person: string,
  exceptId?: string,
): RecordChange[] {
  return [...state.session.values()]
    .filter((session) => session.person === person && session.id !== exceptId)
    .map((session) => drop('session', session.id));
}

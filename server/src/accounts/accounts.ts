import type {
  DisplayReport,
  PersonView,
  Redaction,
  Refusal,
  Role,
  Scope,
  Subject,
  Tlp,
} from '@warroom/shared';

export interface Membership {
  election: string;
  role: Role;
  clearance: Tlp;
  organisation: string | null;
}

export interface Person {
  id: string;
  name: string;
  email: string;
  /** May administer the server: people, elections, drills. */
  admin: boolean;
  disabled: boolean;
  /** Current ones only. */
  memberships: Membership[];
}

/** What an admin sets on a display. */
export interface DisplaySettings {
  name: string;
  clearance: Tlp;
  redaction: Redaction;
  diagonalInch: number;
  farthestSeatM: number;
  theme: 'dark' | 'light';
  /** Ids of the scenes to show, in order; empty: all. */
  scenes: string[];
  /** Id of the team's view that its ticker follows; null or missing: all that is new. */
  tickerView?: string | null;
  /** It belongs to at most one; null or missing: to none. */
  group?: string | null;
  /** Whether it sounds for criticals; missing: no. */
  sound?: boolean;
  /** `near`: read from at most 2 m, so that smaller type is allowed; missing: far. */
  profile?: 'near' | 'far';
  /** Since when (epoch ms) it is in visitor mode, whatever its `redaction`; null or missing: it isn't. */
  visitorSince?: number | null;
}

/** What it leaves out now: all that visitors must not film while it is in visitor mode, else as it is set. */
export function redactionOf({
  redaction,
  visitorSince,
}: Pick<DisplaySettings, 'redaction' | 'visitorSince'>): Redaction {
  return visitorSince == null ? redaction : 'visitor';
}

export interface Display
  extends
    Omit<DisplaySettings, 'group' | 'sound' | 'profile' | 'visitorSince'>,
    Required<Pick<DisplaySettings, 'group' | 'sound' | 'profile' | 'visitorSince'>> {
  id: string;
  election: string;
  pairedAt: number;
  pairedBy: string;
  lastReport: (DisplayReport & { at: number }) | null;
}

/** A key as admins see it; the token itself is shown once, when it is made. */
export interface IntakeKey {
  id: string;
  election: string;
  source: string;
  name: string;
  scopes: Scope[];
  createdAt: number;
  createdBy: string;
  lastUsedAt: number | null;
  revokedAt: number | null;
}

export interface Session {
  id: string;
  createdAt: number;
  lastUsedAt: number;
  expiresAt: number;
  address: string;
  agent: string;
}

export interface Invitation {
  id: string;
  email: string;
  name: string;
  admin: boolean;
  membership: Membership | null;
  createdAt: number;
  createdBy: string;
  expiresAt: number;
}

/** A screen that shows its code and waits for an admin. */
export interface Pairing {
  /** As shown, `K7M-4QX`. */
  code: string;
  /** To compare by eye: both stand on the screen and on the admin page. */
  word: string;
  colour: string;
  width: number;
  height: number;
  dpr: number;
  address: string;
  createdAt: number;
  expiresAt: number;
}

/** Who stands behind a connection or request. */
export type Identity =
  | { kind: 'person'; person: Person; sessionId: string }
  | { kind: 'display'; display: Display };

export type Revocation =
  | { kind: 'session'; id: string }
  | { kind: 'person'; id: string }
  | { kind: 'display'; id: string }
  | { kind: 'key'; id: string };

export type Outcome<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

/** Where a sign-in came from, for the list of sessions and for limits. */
export interface Visitor {
  address: string;
  agent: string;
}

/** A session just begun; `token` is for the cookie and is not kept. */
export interface Begun {
  person: Person;
  sessionId: string;
  token: string;
}

/** A one-time link's target: who is signed in by it. */
export type LinkFor = { kind: 'person'; id: string } | { kind: 'display'; id: string };

export type Redeemed =
  | ({ kind: 'person'; to: string } & Begun)
  | { kind: 'display'; to: string; display: Display; token: string };

/**
 * People, sessions, intake keys and displays, kept beside the journal. Secrets are stored hashed only.
 * Reading is from memory; what changes something is durable when its promise resolves. Changes made
 * by another process (the command line) arrive within a second, with the same events.
 */
export interface Accounts {
  /**
   * Whoever the Cookie header names, or undefined. Where a browser is both signed in and paired, `as`
   * says which one is asked for; without it the person comes first.
   */
  identify(cookieHeader: string | undefined, as?: 'person' | 'display'): Identity | undefined;
  /**
   * That identity's subject in one election, or undefined when it has nothing to do with it. A server
   * admin without a membership counts as its admin, cleared for AMBER+STRICT; a drill takes the
   * memberships of the election it was made from.
   */
  subjectIn(identity: Identity, election: string): Subject | undefined;
  /** The intake key behind a bearer token, or undefined. Notes its use. */
  intakeKey(
    token: string,
  ): { id: string; election: string; subject: Extract<Subject, { kind: 'intake' }> } | undefined;
  /** The staff of an election as colleagues see them, removed people included while the journal names them. */
  people(election: string): PersonView[];
  /** Those of `people` who work on it now: incidents can be assigned to them. */
  staff(election: string): (PersonView & { clearance?: Tlp })[];
  /** Displays of one election, or all. */
  displays(election?: string): Display[];
  display(id: string): Display | undefined;
  /** Kept in memory and written now and then. */
  recordReport(display: string, report: DisplayReport): void;
  /** A session, person, display or key was revoked or its rights changed: connections must be cut or rebuilt. */
  onRevoked(listener: (revocation: Revocation) => void): () => void;
  onPeopleChanged(listener: (election: string) => void): () => void;
  /** Writes out last uses, then lets go of the store. */
  close(): Promise<void>;

  // Set-up
  /** True until someone administers the server. */
  needsSetup(): boolean;
  /**
   * A fresh one-time token for the first admin, replacing an earlier one; undefined once an admin exists,
   * or where there is an earlier one that is to be kept.
   */
  setupToken(options?: { keepEarlier?: boolean }): Promise<string | undefined>;
  setUp(
    input: { token: string; name: string; email: string; password: string },
    visitor: Visitor,
  ): Promise<Outcome<Begun>>;

  // People
  allPeople(): Person[];
  person(id: string): Person | undefined;
  personByEmail(email: string): Person | undefined;
  /** `id` for people who must have a certain one (a drill's invented staff); refused when it is taken. */
  addPerson(input: {
    id?: string | undefined;
    name: string;
    email: string;
    password?: string | undefined;
    admin?: boolean | undefined;
    memberships?: Membership[] | undefined;
  }): Promise<Outcome<Person>>;
  /** The last admin who can sign in stays one. Disabling ends all sessions. */
  changePerson(
    id: string,
    change: {
      name?: string | undefined;
      email?: string | undefined;
      admin?: boolean | undefined;
      disabled?: boolean | undefined;
    },
  ): Promise<Outcome<Person>>;
  /** Sets a new password and ends all sessions but `keepSession`. */
  setPassword(id: string, password: string, keepSession?: string): Promise<Outcome<Person>>;
  /** `current` is not asked for within 30 min of signing in by a one-time link. */
  changeOwnPassword(
    input: { person: string; current?: string | undefined; next: string; session: string },
    visitor: Visitor,
  ): Promise<Outcome<Person>>;
  setMembership(person: string, membership: Membership): Promise<Outcome<Person>>;
  endMembership(person: string, election: string): Promise<Outcome<Person>>;

  // Sessions
  /** Refused as `forbidden` for a wrong e-mail or password, the same for both; `rate-limited` after several. */
  signIn(input: { email: string; password: string }, visitor: Visitor): Promise<Outcome<Begun>>;
  sessions(person: string): Session[];
  /** When anything was last asked in one of their running sessions. */
  lastSeenAt(person: string): number | null;
  endSession(id: string): Promise<boolean>;
  endSessions(person: string, exceptId?: string): Promise<number>;

  // Intake keys
  keys(election?: string): IntakeKey[];
  addKey(
    input: { election: string; source: string; name?: string | undefined; scopes: Scope[] },
    by: string,
  ): Promise<Outcome<{ key: IntakeKey; token: string }>>;
  revokeKey(id: string): Promise<Outcome<IntakeKey>>;

  // Displays
  addDisplay(
    input: Partial<DisplaySettings> & { name: string; election: string },
    by: string,
  ): Promise<Display>;
  changeDisplay(id: string, change: Partial<DisplaySettings>): Promise<Outcome<Display>>;
  revokeDisplay(id: string): Promise<Outcome<Display>>;
  /** A new token for the display's cookie when the present one is due for rotation, else undefined. */
  rotateDisplay(id: string): Promise<string | undefined>;

  // Pairing
  startPairing(
    screen: { width: number; height: number; dpr: number; address: string },
    earlier?: string,
  ): Promise<Outcome<{ pairing: Pairing; token: string }>>;
  /** How the pairing behind a token stands; `paired` comes with a token for the display's cookie. */
  pairing(
    token: string,
  ): Promise<
    | { state: 'waiting'; pairing: Pairing }
    | { state: 'paired'; display: Display; token: string }
    | undefined
  >;
  pairings(): Pairing[];
  confirmPairing(
    code: string,
    input: Partial<DisplaySettings> & { name: string; election: string },
    by: string,
  ): Promise<Outcome<Display>>;

  // Invitations and links
  invite(
    input: { email: string; name: string; admin: boolean; membership: Membership | null },
    by: string,
  ): Promise<Outcome<{ invitation: Invitation; token: string }>>;
  invitations(): Invitation[];
  invitation(token: string): Invitation | undefined;
  revokeInvitation(id: string): Promise<Outcome<Invitation>>;
  /** For an e-mail that has an account already, `password` is that account's and the name stays. */
  acceptInvitation(
    input: { token: string; name: string; password: string },
    visitor: Visitor,
  ): Promise<Outcome<Begun>>;
  /** A one-time link that signs its target in; `to` is a path on this server. */
  createLink(input: { for: LinkFor; to: string; expiresAt: number }): Promise<string>;
  redeemLink(token: string, visitor: Visitor): Promise<Outcome<Redeemed>>;

  // Running
  /** Takes in what other processes changed; called each second. */
  refresh(): Promise<void>;
  /**
   * Takes in what other nodes wrote before this call: for who isn't known here, before they are refused.
   * Asked by many at once it is done once, at most 20 times a second; within a second, and never rejects.
   */
  catchUp(): Promise<void>;
  /**
   * Goes up with every change that any node makes; a node that has reached a version has all before it.
   * Undefined where nobody but this machine has the accounts.
   */
  version(): number | undefined;
  /** Writes out last uses and forgets what has expired; called each minute. */
  tidy(): Promise<void>;
  /** Null, or why accounts can't be written. */
  fault(): string | null;
}

export type { Scope };

import type { DisplayReport, Scope } from '@warroom/shared';
import type { DisplaySettings, LinkFor, Membership } from './accounts.ts';

/** A membership is never dropped, so that the journal's ids keep their names: it ends. */
export interface MembershipRecord extends Membership {
  endedAt: number | null;
}

export interface PersonRecord {
  id: string;
  name: string;
  email: string;
  /** null: no password yet; signs in by link only. */
  passwordHash: string | null;
  admin: boolean;
  disabled: boolean;
  memberships: MembershipRecord[];
  createdAt: number;
}

export interface SessionRecord {
  id: string;
  secretHash: string;
  person: string;
  createdAt: number;
  lastUsedAt: number;
  address: string;
  agent: string;
  /** Begun by a one-time link: for a while a new password can be set without the old one. */
  byLink?: true;
}

export interface KeyRecord {
  id: string;
  secretHash: string;
  election: string;
  source: string;
  name: string;
  scopes: Scope[];
  createdAt: number;
  createdBy: string;
  lastUsedAt: number | null;
  revokedAt: number | null;
}

export interface DisplayRecord extends DisplaySettings {
  id: string;
  election: string;
  pairedAt: number;
  pairedBy: string;
  /** null until the screen fetched its first token. */
  secretHash: string | null;
  rotatedAt: number;
  /** The token before the present one, valid until the present one was used and an hour after. */
  previous: { secretHash: string; until: number | null } | null;
  lastReport: (DisplayReport & { at: number }) | null;
}

export interface PairingRecord {
  id: string;
  secretHash: string;
  /** Without the hyphen. */
  code: string;
  word: string;
  colour: string;
  width: number;
  height: number;
  dpr: number;
  address: string;
  createdAt: number;
  expiresAt: number;
  display: string | null;
}

export interface InvitationRecord {
  id: string;
  secretHash: string;
  email: string;
  name: string;
  admin: boolean;
  membership: Membership | null;
  createdAt: number;
  createdBy: string;
  expiresAt: number;
}

export interface LinkRecord {
  id: string;
  secretHash: string;
  for: LinkFor;
  to: string;
  expiresAt: number;
}

export interface SetupRecord {
  id: 'setup';
  secretHash: string;
}

/** Everything the account store keeps, by kind. */
export interface AccountRecords {
  person: PersonRecord;
  session: SessionRecord;
  key: KeyRecord;
  display: DisplayRecord;
  pairing: PairingRecord;
  invitation: InvitationRecord;
  link: LinkRecord;
  setup: SetupRecord;
}
export type RecordKind = keyof AccountRecords;

export const RECORD_KINDS: readonly RecordKind[] = [
  'person',
  'session',
  'key',
  'display',
  'pairing',
  'invitation',
  'link',
  'setup',
];

/** All records in memory. Records are replaced, never changed in place. */
export type AccountState = {
  readonly [K in RecordKind]: ReadonlyMap<string, AccountRecords[K]>;
};

/** A record to be put in place of the one with its id, or taken away. */
export type RecordChange = {
  [K in RecordKind]: { kind: K; id: string; record: AccountRecords[K] | null };
}[RecordKind];

/** What became of one record. */
export type RecordChanged = {
  [K in RecordKind]: {
    kind: K;
    id: string;
    before: AccountRecords[K] | undefined;
    after: AccountRecords[K] | undefined;
  };
}[RecordKind];

/** Puts a record. */
export function put<K extends RecordKind>(
  kind: K,
  record: AccountRecords[K] & { id: string },
): RecordChange {
  return { kind, id: record.id, record } as RecordChange;
}

/** Takes a record away. */
export function drop(kind: RecordKind, id: string): RecordChange {
  return { kind, id, record: null };
}

import type { DisplayReport, Redaction, Role, Scope, Tlp } from '@warroom/shared';
import type { ApiResult } from '../api.ts';

export type Answer<T> = ApiResult<T>;

/** One request to the server; `path` begins with /api. */
export type Ask = <T>(
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
) => Promise<Answer<T>>;

export interface MemberSettings {
  role: Role;
  clearance: Tlp;
  organisation: string | null;
}

export interface Membership extends MemberSettings {
  election: string;
}

/** Someone who is part of an election. */
export interface MemberRow extends MemberSettings {
  person: {
    id: string;
    name: string;
    email: string;
    disabled: boolean;
    admin?: boolean | undefined;
    lastSeenAt?: number | null | undefined;
  };
  /** Part of it without a membership of its own: a server admin, or by a drill's election. */
  implied: boolean;
}

export interface PersonChange {
  name?: string;
  email?: string;
  admin?: boolean;
  disabled?: boolean;
}

export interface PersonRow {
  id: string;
  name: string;
  email: string;
  /** May administer the server. */
  admin: boolean;
  disabled: boolean;
  memberships: Membership[];
  lastSeenAt?: number | null | undefined;
}

export interface SessionRow {
  id: string;
  createdAt: number;
  lastUsedAt: number;
  expiresAt: number;
  address: string;
  agent: string;
}

export interface InvitationRow {
  id: string;
  email: string;
  name: string;
  admin: boolean;
  membership: Membership | null;
  createdAt: number;
  createdBy: string;
  expiresAt: number;
}

export interface KeyRow {
  id: string;
  source: string;
  name: string;
  scopes: Scope[];
  createdAt: number;
  createdBy: string;
  lastUsedAt: number | null;
  revokedAt: number | null;
}

export interface DisplaySettings {
  name: string;
  clearance: Tlp;
  redaction: Redaction;
  diagonalInch: number;
  farthestSeatM: number;
  theme: 'dark' | 'light';
  /** Ids in order; empty: all. */
  scenes: string[];
  /** The team's view that its ticker follows; null or missing: all that is new. */
  tickerView?: string | null;
  /** The group it belongs to; null: none. Records of before don't say. */
  group?: string | null;
  /** Sounds for criticals. */
  sound?: boolean;
  /** `near`: read from up to two metres, with smaller type. */
  profile?: 'near' | 'far';
}

export interface DisplayRow extends DisplaySettings {
  id: string;
  pairedAt: number;
  pairedBy: string;
  /** Since when it is in visitor mode, epoch ms; null: it is not. */
  visitorSince?: number | null;
  /** `at` is the server's time. */
  lastReport: (DisplayReport & { at: number }) | null;
}

export interface PairingRow {
  code: string;
  word: string;
  colour: string;
  width: number;
  height: number;
  dpr: number;
  address: string;
  createdAt: number;
  expiresAt: number;
}

export interface ElectionRow {
  id: string;
  name: string;
  drill: boolean;
  role: Role | 'display';
  clearance: Tlp;
}

export interface CheckRow {
  name: string;
  ok: boolean;
  detail: string;
}

export interface SessionView {
  subject: {
    kind: string;
    id: string;
    name: string;
    email?: string;
    admin?: boolean;
    elections?: ElectionRow[];
  } | null;
  build: string;
  now: number;
}

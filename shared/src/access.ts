import { z } from 'zod';
import { Id } from './text.ts';
import { Tlp, covers } from './tlp.ts';

/** From least to most; each may do what those before it may, partner apart. */
export const Role = z.enum(['partner', 'viewer', 'triager', 'lead', 'admin']);
export type Role = z.infer<typeof Role>;

/** What a display leaves out: nothing, people's names, or all that visitors and press must not film. */
export const Redaction = z.enum(['none', 'names', 'visitor']);
export type Redaction = z.infer<typeof Redaction>;

export const Scope = z.enum(['signal:write']);
export type Scope = z.infer<typeof Scope>;

/** Who asks, within one election. */
export type Subject =
  | { kind: 'person'; id: string; role: Role; clearance: Tlp; organisation: string | null }
  | { kind: 'display'; id: string; clearance: Tlp; redaction: Redaction }
  | { kind: 'intake'; id: string; source: string; scopes: Scope[] }
  | { kind: 'system'; id: string };

/** Every action that is authorised anywhere: over HTTP, sockets, exports and the command line. */
export const Action = z.enum([
  'situation.read',
  'signal.read',
  'signal.write',
  'signal.triage',
  'signal.import',
  'incident.triage',
  'incident.lead',
  'election.administer',
  'server.administer',
]);
export type Action = z.infer<typeof Action>;

const STAFF: Record<Exclude<Role, 'partner'>, readonly Action[]> = {
  viewer: ['situation.read', 'signal.read'],
  triager: ['situation.read', 'signal.read', 'signal.write', 'signal.triage', 'incident.triage'],
  lead: [
    'situation.read',
    'signal.read',
    'signal.write',
    'signal.triage',
    'signal.import',
    'incident.triage',
    'incident.lead',
  ],
  admin: [
    'situation.read',
    'signal.read',
    'signal.write',
    'signal.triage',
    'signal.import',
    'incident.triage',
    'incident.lead',
    'election.administer',
  ],
};

/**
 * The one answer to "may they?", for every path. Server-wide administration is granted by the account
 * store's `admin` mark, never by a role in an election.
 */
export function can(subject: Subject, action: Action): boolean {
  switch (subject.kind) {
    case 'person':
      return subject.role !== 'partner' && STAFF[subject.role].includes(action);
    case 'display':
      return action === 'situation.read' || action === 'signal.read';
    case 'intake':
      return action === 'signal.write' && subject.scopes.includes('signal:write');
    case 'system':
      return action !== 'server.administer' && action !== 'election.administer';
  }
}

/** Those who see the same: one projection and one encoding serves them all. */
export const Audience = z.strictObject({
  clearance: Tlp,
  organisation: Id.nullable(),
  redaction: Redaction,
  /** Set only for people cleared for RED, who see what names them. */
  person: Id.nullable(),
});
export type Audience = z.infer<typeof Audience>;

/** The audience a subject belongs to, or undefined for those who read nothing. */
export function audienceOf(subject: Subject): Audience | undefined {
  if (!can(subject, 'situation.read')) return undefined;
  if (subject.kind === 'person') {
    return {
      clearance: subject.clearance,
      organisation: subject.organisation,
      redaction: 'none',
      person: subject.clearance === 'RED' ? subject.id : null,
    };
  }
  if (subject.kind === 'display') {
    // RED is for named people; a screen is never named.
    const clearance = subject.clearance === 'RED' ? 'AMBER+STRICT' : subject.clearance;
    return { clearance, organisation: null, redaction: subject.redaction, person: null };
  }
  return undefined;
}

/** A key for an audience: equal exactly when the audiences are. */
export function audienceKey(audience: Audience): string {
  return `${audience.clearance}|${audience.redaction}|${audience.organisation ?? ''}|${audience.person ?? ''}`;
}

/** Whether an audience may know that something with this label exists. */
export function sees(audience: Audience, label: { tlp: Tlp; named?: readonly string[] }): boolean {
  if (label.tlp === 'RED')
    return audience.person !== null && (label.named ?? []).includes(audience.person);
  return covers(audience.clearance, label.tlp);
}

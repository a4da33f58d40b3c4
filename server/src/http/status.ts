import type { Refusal, RefusalKind } from '@warroom/shared';

/** The HTTP status of each refusal. */
const STATUS = {
  malformed: 400,
  forbidden: 403,
  'not-found': 404,
  'stale-version': 409,
  'incident-closed': 409,
  'wrong-state': 409,
  'missing-field': 422,
  'second-person-needed': 409,
  'already-claimed': 409,
  'already-decided': 409,
  'already-linked': 409,
  'not-linked': 409,
  'nothing-changes': 409,
  'nothing-to-undo': 409,
  'target-closed': 409,
  'unknown-jurisdiction': 422,
  'unknown-category': 422,
  'unknown-person': 422,
  'unknown-outcome': 422,
  'too-many': 422,
  'rate-limited': 429,
  overloaded: 503,
  unavailable: 503,
  unsettled: 503,
} as const satisfies Record<RefusalKind, number>;

/** 507 tells an operator's tools a full disk from other faults that pass. */
const DISK_FULL = 507;

/** The HTTP status of a refusal. */
export function statusOf(refusal: Refusal): number {
  if (refusal.kind === 'unavailable' && /disk\b.*\bfull/i.test(refusal.message)) return DISK_FULL;
  return STATUS[refusal.kind];
}

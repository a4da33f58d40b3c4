import type { IncidentState } from './incident.ts';

/** States in which someone still has something to do. Apart from the schemas, which screens don't need. */
export const OPEN_STATES: readonly IncidentState[] = ['new', 'triage', 'active', 'mitigated'];

/** Whether someone still has something to do. */
export function isOpen(state: IncidentState): boolean {
  return OPEN_STATES.includes(state);
}

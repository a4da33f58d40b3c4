import type { IncidentView } from '@warroom/shared';
import { EscalationSection } from './escalation-section.tsx';
import { LinksSection } from './links-section.tsx';

/** What an incident has to do with: who is paged, and other incidents. Loads with its first data. */
export function IncidentAround(props: { incident: IncidentView; canWrite: boolean }) {
  return (
    <>
      <EscalationSection incident={props.incident} />
      <LinksSection {...props} />
    </>
  );
}

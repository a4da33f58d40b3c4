import type { IncidentView } from '@warroom/shared';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { formatClock } from '../ui/format.ts';
import { performOnIncident } from './perform.ts';
import { useBlocked, useKeyOf, useRoom } from './room-context.ts';

/** Loud above everything: a step of the escalation found nobody who could be told. */
export function NobodyBanner({
  incident,
  canWrite,
}: {
  incident: IncidentView;
  canWrite: boolean;
}) {
  const room = useRoom();
  const blocked = useBlocked() ?? undefined;
  const escalateKey = useKeyOf('escalate');
  const ackKey = useKeyOf('acknowledge');
  const at = incident.escalation?.nobodyAt ?? null;
  if (at === null) return null;
  return (
    <Banner
      tone="bad"
      title="No one was notified"
      actions={
        canWrite && (
          <>
            <Button
              size="s"
              look="primary"
              keyHint={ackKey}
              disabledReason={blocked}
              onClick={() => performOnIncident(room, incident.id, 'acknowledge')}
            >
              Acknowledge
            </Button>
            <Button
              size="s"
              keyHint={escalateKey}
              disabledReason={blocked}
              onClick={() => performOnIncident(room, incident.id, 'escalate')}
            >
              Escalate
            </Button>
          </>
        )
      }
    >
      {`At ${formatClock(at, room.election.election.zone)} nobody of those to be paged could be reached. Call someone.`}
    </Banner>
  );
}

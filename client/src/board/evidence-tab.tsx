import type { Evidence, IncidentView } from '@warroom/shared';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { careSettings } from '../care/settings.ts';
import { Softened } from '../care/veil.tsx';
import { EvidencePanel } from '../evidence/evidence-panel.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { send } from './perform.ts';
import styles from './rail.module.css';
import { useBlocked, useNames, useRole, useRoom } from './room-context.ts';
import { incidentDistresses } from './veiling.ts';

const SHUT: readonly IncidentView['state'][] = ['closed', 'dismissed', 'merged'];

/** The evidence of an incident, veiled piece by piece where it may distress. */
export function EvidenceTab({ incident }: { incident: IncidentView }) {
  const room = useRoom();
  const names = useNames();
  const blocked = useBlocked();
  const role = useRole();
  const { more, error, incident: of } = useStore(room.more.store);
  const isVeilOn = useStore(careSettings(room.me), ({ veil }) => veil);
  const [isAsked, setAsked] = useState(false);
  const isDistressing = incidentDistresses(incident);
  const evidence = of === incident.id ? more?.evidence : undefined;
  const isInSight = isDistressing && (isAsked || !isVeilOn) && (evidence ?? []).length > 0;
  useEffect(() => (isInSight ? room.looking.see() : undefined), [isInSight, room]);

  if (evidence === undefined) {
    return error === null ? (
      <Skeleton label="Loading the evidence" rows={4} />
    ) : (
      <p className={styles.empty}>{error}</p>
    );
  }
  const isLead = role === 'lead' || role === 'admin';
  return (
    <Softened person={room.me} isDistressing={isDistressing} className={styles.scroll}>
      <EvidencePanel
        key={incident.id}
        election={room.election.election.id}
        incident={incident.id}
        evidence={evidence}
        canWrite={role !== 'viewer' && role !== 'partner' && !SHUT.includes(incident.state)}
        blocked={blocked}
        isVeiled={isDistressing && isVeilOn}
        send={(intent, words) => send(room, intent, words)}
        personName={names.person}
        zone={room.election.election.zone}
        now={room.feed.serverNow()}
        mayRemove={(piece: Evidence) => isLead || piece.by === room.me}
        onUnveil={() => setAsked(true)}
      />
    </Softened>
  );
}

import type { IncidentView } from '@warroom/shared';
import { useEffect } from 'react';
import { api } from '../api.ts';
import { useLoaded } from '../store/use-live.ts';
import { announceNow } from '../ui/live-region.tsx';
import { toast } from '../ui/toasts.ts';
import type { BoardRoom } from './board-room.ts';
import { useBoard } from './room-context.ts';
import { severityWord } from './words.ts';

interface Known {
  isMine: boolean;
  /** The escalation's next step, as last seen. */
  next: number;
}

/**
 * What concerns this person comes to them wherever they look: an incident that someone else assigned to
 * them, an escalation that reached them. Shown, and read out at once.
 */
export function useToldToMe(): void {
  const { room, go } = useBoard();
  const isLive = useLoaded(room.incidents);
  useEffect(() => {
    if (!isLive) return;
    const known = new Map<string, Known>();
    for (const incident of room.incidents.values())
      known.set(incident.id, standing(incident, room));
    return room.incidents.subscribeAll((changed) => {
      const mine: IncidentView[] = [];
      for (const id of changed) {
        const incident = room.incidents.get(id);
        if (!incident) {
          known.delete(id);
          continue;
        }
        const before = known.get(id);
        const now = standing(incident, room);
        known.set(id, now);
        // The server may have the last word on what one did oneself: whoever holds it took it.
        const isByMe = incident.changedBy?.id === room.me || incident.claim?.by === room.me;
        if (now.isMine && before?.isMine !== true && !isByMe) mine.push(incident);
        if (now.next > (before?.next ?? 0)) void tellIfPaged(room, incident, go);
      }
      const [only, ...others] = mine;
      if (only && others.length === 0) tell(only, 'is assigned to you', go);
      else if (only) tellMany(mine, go);
    });
  }, [room, isLive, go]);
}

function standing(incident: IncidentView, room: BoardRoom): Known {
  return { isMine: incident.assignee === room.me, next: incident.escalation?.next ?? 0 };
}

type Go = ReturnType<typeof useBoard>['go'];

/** A step was taken: the incident itself says whom it paged. */
async function tellIfPaged(room: BoardRoom, incident: IncidentView, go: Go): Promise<void> {
  const subject = room.feed.status().hello?.subject;
  if (subject?.kind !== 'person' || subject.role === 'viewer' || subject.role === 'partner') return;
  const election = encodeURIComponent(room.election.election.id);
  const answer = await api<{
    escalation: { paged: readonly { people: readonly string[] }[] } | null;
  }>(`/api/elections/${election}/incidents/${incident.id}/more`);
  const last = answer.ok ? answer.value.escalation?.paged.at(-1) : undefined;
  if (last?.people.includes(room.me) === true) tell(incident, 'pages you', go);
}

/** Many at once, as by a bulk, are told as one: the gravest is named. */
function tellMany(incidents: readonly IncidentView[], go: Go): void {
  const [gravest] = incidents.toSorted((a, b) => a.severity.localeCompare(b.severity));
  const text = `${incidents.length} incidents are assigned to you`;
  const detail = gravest && `${severityWord(gravest.severity)} ${gravest.id} ${gravest.title}`;
  toast({
    id: 'told-many',
    text,
    detail,
    stayMs: 30_000,
    action: { label: 'Open', run: () => go({ view: 'mine', q: '', sel: null }) },
  });
  announceNow(`${text}. ${detail ?? ''}`);
}

function tell(incident: IncidentView, what: string, go: Go): void {
  const { id, severity, title } = incident;
  toast({
    id: `told-${id}`,
    text: `${severityWord(severity)} ${id} ${what}`,
    detail: title,
    stayMs: 30_000,
    action: { label: 'Open', run: () => go({ sel: { kind: 'incident', id } }) },
  });
  announceNow(`${severity === 'S1' ? 'Critical ' : ''}${id} ${what}: ${title}`);
}

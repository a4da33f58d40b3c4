import type { IncidentView } from '@warroom/shared';
import { Eye } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import { performOnIncident } from './perform.ts';
import { useBlocked, useNames, useRole, useRoom } from './room-context.ts';
import { listed } from './work-words.ts';

const AT_MOST = 2;

/** Whether this person hears of every change, and who else does. */
export function WatchButton({ incident }: { incident: IncidentView }) {
  const room = useRoom();
  const names = useNames();
  const role = useRole();
  const blocked = useBlocked() ?? undefined;
  const { watchers } = incident;
  const isOn = watchers.includes(room.me);
  const others = watchers.filter((id) => id !== room.me).map(names.person);
  const all = [...(isOn ? ['you'] : []), ...others];
  const short =
    all.length > AT_MOST
      ? `${all.slice(0, AT_MOST).join(', ')} +${all.length - AT_MOST}`
      : listed(all);
  const words = all.length === 0 ? 'Watch' : `Watched by ${short}`;
  const mayWork = role !== 'viewer' && role !== 'partner';
  return (
    <Button
      size="s"
      look="quiet"
      aria-pressed={isOn}
      title={
        all.length === 0
          ? 'Nobody watches it'
          : `${all.length} ${all.length === 1 ? 'watches' : 'watch'} it: ${listed(all)}`
      }
      disabledReason={mayWork ? blocked : 'needs the role of triager'}
      onClick={() => performOnIncident(room, incident.id, isOn ? 'unwatch' : 'watch')}
    >
      <Eye size={13} aria-hidden="true" />
      {words}
    </Button>
  );
}

import type { IncidentView } from '@warroom/shared';
import { IncidentDetail } from './incident-detail.tsx';
import { Rail } from './rail.tsx';
import { SignalDetail } from './signal-detail.tsx';
import type { Selected } from './url-state.ts';

/** What is open or peeked at, with its record beside it; a part of its own, loaded after the queue. */
export function Opened({ shown, rail }: { shown: Selected; rail: IncidentView | undefined }) {
  return (
    <>
      {shown.kind === 'incident' ? (
        <IncidentDetail key={shown.id} id={shown.id} />
      ) : (
        <SignalDetail key={shown.id} id={shown.id} />
      )}
      {rail !== undefined && <Rail incident={rail} />}
    </>
  );
}

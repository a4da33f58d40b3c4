import type { IncidentView } from '@warroom/shared';
import type { ReactNode } from 'react';
import { useAtNow } from '../store/ticker.ts';
import { Avatar } from '../ui/avatar.tsx';
import { formatTimer } from '../ui/format.ts';
import type { KeyAction } from '../ui/keys/keymap.ts';
import { Severity } from '../ui/severity.tsx';
import { TlpLabel } from '../ui/tlp-label.tsx';
import type { IncidentActionId } from './actions.ts';
import styles from './detail.module.css';
import { ActionKey } from './keys/action-key.tsx';
import { performOnIncident } from './perform.ts';
import { useNames, useRoom } from './room-context.ts';
import { VERACITY_WORDS } from './words.ts';

/** An incident's axes, each apart, each a button to set it. */
export function IncidentFields({
  incident,
  canWrite,
}: {
  incident: IncidentView;
  canWrite: boolean;
}) {
  const room = useRoom();
  const names = useNames();
  const claim = useAtNow(room.clock, (now) =>
    incident.claim !== null && incident.claim.until > now
      ? formatTimer(incident.claim.until - now)
      : '',
  );
  const set = (action: IncidentActionId): (() => void) | undefined =>
    canWrite ? () => performOnIncident(room, incident.id, action) : undefined;
  const [place, ...places] = incident.jurisdictions;
  const first = place === undefined ? undefined : room.election.byId.get(place);
  return (
    <div className={styles.fields}>
      <Field label="Severity" action="severity" onSet={set('severity')}>
        <Severity level={incident.severity} className={styles.sevValue} />
      </Field>
      <Field label="Veracity" action="veracity" onSet={set('veracity')}>
        <span>{VERACITY_WORDS[incident.veracity]}</span>
      </Field>
      <Field label="Spread">
        <span>–</span>
        <small>no narrative yet</small>
      </Field>
      <Field label="Occurrence" onSet={set('occurrence')}>
        <span>{incident.occurrence}</span>
      </Field>
      <Field label="Category" action="labels" onSet={set('category')}>
        {incident.category === null ? (
          <small>none yet</small>
        ) : (
          <>
            <span className={styles.code} title={names.category(incident.category)}>
              {incident.category}
            </span>
          </>
        )}
      </Field>
      <Field label="Assignee" action="assign" onSet={set('assign')}>
        <Avatar
          name={incident.assignee === null ? null : names.person(incident.assignee)}
          isSelf={incident.assignee === room.me}
          isDecoration
        />
        <span>{incident.assignee === null ? 'unowned' : names.person(incident.assignee)}</span>
        {claim !== '' && (
          <small>
            {incident.claim?.by === incident.assignee ? (
              <span className={styles.claimWord}>claim </span>
            ) : (
              `${names.person(incident.claim?.by ?? '')} claims `
            )}
            {claim}
          </small>
        )}
      </Field>
      <Field label="Jurisdiction" onSet={set('jurisdictions')}>
        {place === undefined ? (
          <small>none yet</small>
        ) : (
          <>
            <span>{first?.name ?? place}</span>
            {places.length > 0 && (
              <small title={places.map(names.jurisdiction).join(', ')}>+{places.length}</small>
            )}
          </>
        )}
      </Field>
      <Field label="Disposition" onSet={undefined}>
        <Disposition incident={incident} />
      </Field>
    </div>
  );
}

function Disposition({ incident }: { incident: IncidentView }) {
  const names = useNames();
  if (incident.outcome !== null) {
    return <span title={names.outcome(incident.outcome)}>{names.outcome(incident.outcome)}</span>;
  }
  if (incident.dismissal !== null)
    return <span>{names.dismissReason(incident.dismissal.reason)}</span>;
  return <small>none until resolved</small>;
}

interface FieldProps {
  label: string;
  /** Whose key sets it. */
  action?: KeyAction | undefined;
  /** Absent where it can't be set. */
  onSet?: (() => void) | undefined;
  children: ReactNode;
}

function Field({ label, action, onSet, children }: FieldProps) {
  const inside = (
    <>
      <span className={styles.fieldHead}>
        <span>{label}</span>
        {action !== undefined && (
          <span aria-hidden="true">
            <ActionKey of={action} />
          </span>
        )}
      </span>
      <span className={styles.fieldValue}>{children}</span>
    </>
  );
  return onSet === undefined ? (
    <div className={styles.field}>{inside}</div>
  ) : (
    <button type="button" className={styles.field} onClick={onSet}>
      {inside}
    </button>
  );
}

/** The label, as a button to change it. */
export function TlpButton({ incident, canWrite }: { incident: IncidentView; canWrite: boolean }) {
  const room = useRoom();
  if (!canWrite) return <TlpLabel tlp={incident.tlp} />;
  return (
    <button
      type="button"
      className={styles.label}
      aria-label={`TLP:${incident.tlp}, change the label`}
      onClick={() => performOnIncident(room, incident.id, 'tlp')}
    >
      <TlpLabel tlp={incident.tlp} />
    </button>
  );
}

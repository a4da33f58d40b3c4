import type { IncidentState, IncidentView } from '@warroom/shared';
import { formatMinute } from '../ui/format.ts';
import { StateGlyph } from '../ui/state-glyph.tsx';
import styles from './detail.module.css';
import { useRoom } from './room-context.ts';

const STEPS: readonly IncidentState[] = [
  'new',
  'triage',
  'active',
  'mitigated',
  'resolved',
  'closed',
];

/** The way of an incident: which states it passed, where it stands, what is to come. */
export function StatePath({ incident }: { incident: IncidentView }) {
  const room = useRoom();
  const { zone } = room.election.election;
  const reached: Partial<Record<IncidentState, number | null>> = {
    new: incident.openedAt,
    triage: incident.acknowledgedAt,
    active: incident.activeAt,
    mitigated: incident.mitigatedAt,
    resolved: incident.resolvedAt,
    closed: incident.closedAt,
    dismissed: incident.dismissal?.at ?? null,
  };
  const beside = incident.state === 'dismissed' || incident.state === 'merged';
  const steps: IncidentState[] = beside
    ? [
        ...STEPS.filter(
          (step) => reached[step] !== null && step !== 'closed' && step !== 'resolved',
        ),
        incident.state,
      ]
    : [...STEPS];
  const at = steps.indexOf(incident.state);
  return (
    <ol className={styles.path} aria-label="State">
      {steps.map((step, index) => {
        const time = reached[step];
        const place = index < at ? 'done' : index === at ? 'now' : 'ahead';
        return (
          <li key={step} data-step={place} aria-current={place === 'now' ? 'step' : undefined}>
            <StateGlyph state={step} />
            {place !== 'ahead' && typeof time === 'number' && (
              <time>{formatMinute(time, zone)}</time>
            )}
          </li>
        );
      })}
    </ol>
  );
}

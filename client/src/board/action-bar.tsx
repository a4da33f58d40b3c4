import type { IncidentView, SignalView } from '@warroom/shared';
import { Button } from '../ui/button.tsx';
import { Menu } from '../ui/menu.tsx';
import { incidentActions, signalActions } from './actions.ts';
import type { IncidentActionId } from './actions.ts';
import { openOverlay } from './board-ui.ts';
import styles from './detail.module.css';
import { performOnIncident } from './perform.ts';
import { performOnSignals } from './perform-many.ts';
import { useActionContext, useRoom } from './room-context.ts';
import { useIsNarrow } from './use-is-narrow.ts';

/** Those that stand in the bar; the rest is a key, a field or the palette away. */
const IN_BAR: readonly IncidentActionId[] = [
  'acknowledge',
  'merge',
  'unmerge',
  'dismiss',
  'confirm-dismissal',
  'keep',
  'escalate',
  'confirm',
  'mitigate',
  'resolve',
  'close',
  'reopen',
  'assign',
  'snooze',
  'wake',
];
/** Those that move into the menu where not all fits: they stand as a field above, too. */
const GIVING_WAY: readonly IncidentActionId[] = ['assign'];
const ALL_FIT_FROM_PX = 1_421;
/** The menu's last item: everything there is, by typing. */
const PALETTE = 'palette';
const FORWARD: readonly IncidentActionId[] = ['confirm', 'resolve', 'close'];

/** What can be done with the open incident, with keys and reasons; what has no place in the bar is behind “More”. */
export function IncidentActionBar({ incident }: { incident: IncidentView }) {
  const room = useRoom();
  const context = useActionContext();
  const isTight = useIsNarrow(ALL_FIT_FROM_PX - 1);
  const all = incidentActions(incident, context);
  const isInBar = (id: IncidentActionId): boolean =>
    IN_BAR.includes(id) && !(isTight && GIVING_WAY.includes(id));
  const offers = all
    .filter(({ id }) => isInBar(id))
    .sort((a, b) => IN_BAR.indexOf(a.id) - IN_BAR.indexOf(b.id));
  const barAt = offers.findIndex(
    ({ id }) => FORWARD.includes(id) || id === 'mitigate' || id === 'reopen',
  );
  return (
    <div className={styles.actions} role="toolbar" aria-label={`Actions on ${incident.id}`}>
      {offers.map((offer, index) => (
        <span key={offer.id} className={styles.offered}>
          {index === barAt && index > 0 && <span className={styles.bar} />}
          <Button
            look="quiet"
            keyHint={offer.keyHint}
            disabledReason={offer.disabledReason}
            className={FORWARD.includes(offer.id) ? styles.hot : undefined}
            onClick={() => performOnIncident(room, incident.id, offer.id)}
          >
            {offer.label}
          </Button>
        </span>
      ))}
      <span className={styles.grow} />
      <Menu<IncidentActionId | typeof PALETTE>
        label={`More actions on ${incident.id}`}
        look="quiet"
        groups={[
          { items: all.filter(({ id }) => !isInBar(id)) },
          {
            items: [{ id: PALETTE, label: 'Every command', keyHint: context.keyOf('palette') }],
          },
        ]}
        onAction={(id) =>
          id === PALETTE
            ? openOverlay(room.ui, { kind: 'palette' })
            : performOnIncident(room, incident.id, id)
        }
      >
        More
      </Menu>
    </div>
  );
}

/** What can be done with the open signal. */
export function SignalActionBar({ signal }: { signal: SignalView }) {
  const room = useRoom();
  const context = useActionContext();
  return (
    <div className={styles.actions} role="toolbar" aria-label="Actions on the signal">
      {signalActions([signal], context).map((offer) => (
        <Button
          key={offer.id}
          look="quiet"
          keyHint={offer.keyHint}
          disabledReason={offer.disabledReason}
          onClick={() => performOnSignals(room, [signal.id], offer.id, context)}
        >
          {offer.label}
        </Button>
      ))}
      <span className={styles.grow} />
      <Button
        look="quiet"
        keyHint={context.keyOf('palette')}
        onClick={() => openOverlay(room.ui, { kind: 'palette' })}
      >
        More
      </Button>
    </div>
  );
}

import type { Walls } from '@warroom/shared';
import { isPinnedAt } from '@warroom/shared';
import { Button } from '../ui/button.tsx';
import type { WallDeed } from './steer.ts';
import { aimedAt } from './targets.ts';
import type { ShownDisplay } from './walls-view.ts';
import styles from './wall-control.module.css';

interface WallButtonsProps {
  /** Of the target, as in a target's key. */
  target: string;
  walls: Pick<Walls, 'controls'>;
  displays: readonly ShownDisplay[];
  now: number;
  isLead: boolean;
  /** Why nothing can be written now. Identify, reload and visitor mode are orders and go on. */
  blocked: string | undefined;
  onPin: () => void;
  onDeed: (deed: WallDeed) => void;
  /** Identify and reload stand elsewhere, for a single display. */
  isShort?: boolean | undefined;
  /** Keys shown on the buttons, where the page binds them. */
  keys?: Partial<Record<WallDeed | 'pin', string>> | undefined;
}

/** What can be done with the displays that a target names. */
export function WallButtons(props: WallButtonsProps) {
  const {
    target,
    walls,
    displays,
    now,
    isLead,
    blocked,
    onPin,
    onDeed,
    isShort,
    keys = {},
  } = props;
  const control = walls.controls[target];
  const isPinned = isPinnedAt(control?.pin ?? null, now);
  const isPaused = control !== undefined && control.pause !== null;
  const aimed = aimedAt(target, displays);
  const nobody = aimed.length === 0 ? 'no display is meant by it' : undefined;
  const hasOrders = isLead && !(isShort === true && target.startsWith('display:'));
  const visited = aimed.filter(({ visitorSince }) => visitorSince !== null).length;
  const deed = (id: WallDeed, label: string, reason?: string) => (
    <Button keyHint={keys[id]} disabledReason={reason} onClick={() => onDeed(id)}>
      {label}
    </Button>
  );
  return (
    <div className={styles.acts} role="group" aria-label="Do with these displays">
      <Button keyHint={keys.pin} disabledReason={blocked} onClick={onPin}>
        Pin a scene…
      </Button>
      {isPinned && deed('unpin', 'Take the pin off', blocked)}
      {isPaused ? deed('resume', 'Resume', blocked) : deed('pause', 'Pause', blocked)}
      {visited < aimed.length || aimed.length === 0
        ? deed('visitors-on', 'Visitor mode on', nobody)
        : null}
      {visited > 0 &&
        deed(
          'visitors-off',
          'Visitor mode off',
          isLead ? undefined : 'only a lead or an admin: the press may still stand there',
        )}
      {hasOrders && deed('identify', 'Identify', nobody)}
      {hasOrders && deed('reload', 'Reload', nobody)}
    </div>
  );
}

import type { PlaylistTurn, SceneId } from '@warroom/shared';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { TurnOption } from '../../wall-control/turn-fields.tsx';
import type { TurnChoices } from '../../wall-control/turn-fields.tsx';
import { DWELL_S, sceneLabel, SCENES, turnOfScene, turnProblem } from '../../wall-control/turns.ts';
import { Grip, OrderButtons } from './order-buttons.tsx';
import type { useDragOrder } from './use-drag-order.ts';
import styles from './walls.module.css';

interface TurnRowProps {
  turn: PlaylistTurn;
  at: number;
  count: number;
  choices: TurnChoices;
  readOnly: string | undefined;
  order: ReturnType<typeof useDragOrder>;
  onChange: (turn: PlaylistTurn) => void;
  onMove: (to: number) => void;
  onDuplicate: () => void;
  onRemove: () => void;
  onPreview: () => void;
}

/** One turn of a playlist: its scene, what it shows, for how long, its place. */
export function TurnRow(props: TurnRowProps) {
  const { turn, at, count, choices, readOnly, order } = props;
  const label = sceneLabel(turn.scene);
  const isWrong = turnProblem({ ...turn, scene: 'overview' }) !== undefined;
  return (
    <li className={styles.turn} {...order.row(at)} aria-label={`Turn ${at + 1}: ${label}`}>
      <span className={styles.grip} title="Drag to move" aria-hidden="true" {...order.grip(at)}>
        <Grip />
      </span>
      <span className={styles.number}>{at + 1}</span>
      <Select<SceneId>
        label="Scene"
        value={turn.scene}
        isDisabled={readOnly !== undefined}
        onChange={(scene) => props.onChange(turnOfScene(scene))}
        options={SCENES.map(({ id, label: name }) => ({ id, label: name }))}
      />
      <div>
        <TurnOption turn={turn} choices={choices} onChange={props.onChange} />
      </div>
      <TextField
        label="Seconds"
        inputMode="numeric"
        readOnly={readOnly !== undefined}
        value={Number.isNaN(turn.dwellS) ? '' : String(turn.dwellS)}
        error={isWrong ? `${DWELL_S.least} to ${DWELL_S.most}` : undefined}
        onChange={(typed) =>
          props.onChange({ ...turn, dwellS: typed.trim() === '' ? Number.NaN : Number(typed) })
        }
      />
      <OrderButtons
        what={`turn ${at + 1}, ${label}`}
        at={at}
        count={count}
        readOnly={readOnly}
        onMove={props.onMove}
        more={[
          { id: 'preview', label: 'Preview this scene', run: props.onPreview },
          {
            id: 'duplicate',
            label: 'Duplicate',
            disabledReason: readOnly,
            run: props.onDuplicate,
          },
          {
            id: 'remove',
            label: 'Remove',
            isDanger: true,
            disabledReason:
              readOnly ?? (count === 1 ? 'a playlist has one scene at least' : undefined),
            run: props.onRemove,
          },
        ]}
      />
    </li>
  );
}

import type { PlaylistTurn } from '@warroom/shared';
import { SegmentedControl } from '../ui/segmented-control.tsx';
import { Select } from '../ui/select.tsx';
import { TextArea } from '../ui/text-field.tsx';
import { HOW_LONG } from './how-long.ts';
import { targetOptions } from './targets.ts';
import { TurnFields } from './turn-fields.tsx';
import type { TurnChoices } from './turn-fields.tsx';
import type { WallsView } from './walls-view.ts';
import styles from './wall-control.module.css';

/** A pin as it is typed. */
export interface PinDraft {
  /** Of the target. */
  target: string;
  turn: PlaylistTurn;
  /** Of `HOW_LONG`. */
  howLong: string;
  reason: string;
}

/** A quarter of an hour: it ends by itself if everyone forgets it. */
export const USUAL_HOW_LONG = '15';

interface PinFieldsProps {
  draft: PinDraft;
  onChange: (draft: PinDraft) => void;
  view: Pick<WallsView, 'displays' | 'groups'>;
  /** Left out, the scene is given and not asked for. */
  choices?: TurnChoices | undefined;
}

/** Where, what, for how long and why something stays on walls. */
export function PinFields({ draft, onChange, view, choices }: PinFieldsProps) {
  return (
    <>
      <Select
        label="On"
        value={draft.target}
        onChange={(target) => onChange({ ...draft, target })}
        options={targetOptions(view)}
      />
      {choices !== undefined && (
        <TurnFields
          turn={draft.turn}
          onChange={(turn) => onChange({ ...draft, turn })}
          choices={choices}
        />
      )}
      <fieldset className={styles.long}>
        <legend aria-hidden="true">For how long</legend>
        <SegmentedControl
          label="For how long"
          value={draft.howLong}
          onChange={(howLong) => onChange({ ...draft, howLong })}
          options={HOW_LONG.map(({ id, label }) => ({ value: id, label }))}
        />
      </fieldset>
      <TextArea
        label="Reason"
        aside="if it helps others"
        rows={2}
        maxLength={300}
        value={draft.reason}
        onChange={(reason) => onChange({ ...draft, reason })}
      />
    </>
  );
}

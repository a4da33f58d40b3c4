import type { PlaylistTurn, SceneId } from '@warroom/shared';
import { Select } from '../ui/select.tsx';
import { TextField } from '../ui/text-field.tsx';
import { SCENES, turnOfScene } from './turns.ts';
import type { TurnNames } from './turns.ts';
import styles from './wall-control.module.css';

export interface TurnChoices extends TurnNames {
  /** Open incidents to choose from; empty: its number is typed. */
  incidents: readonly { id: string; title: string }[];
}

interface TurnFieldsProps {
  turn: PlaylistTurn;
  onChange: (turn: PlaylistTurn) => void;
  choices: TurnChoices;
}

const CURRENT = 'current';

/** Which scene, and what it shows where the scene alone doesn't say. */
export function TurnFields({ turn, onChange, choices }: TurnFieldsProps) {
  return (
    <div className={styles.two}>
      <Select<SceneId>
        label="Scene"
        value={turn.scene}
        onChange={(scene) => onChange({ ...turnOfScene(scene), dwellS: turn.dwellS })}
        options={SCENES.map(({ id, label }) => ({ id, label }))}
      />
      <TurnOption {...{ turn, onChange, choices }} />
    </div>
  );
}

/** The one thing that a scene leaves open; nothing where it leaves nothing open. */
export function TurnOption({ turn, onChange, choices }: TurnFieldsProps) {
  switch (turn.scene) {
    case 'map':
      return (
        <Select
          label="Kind of map"
          value={turn.map ?? 'tiles'}
          onChange={(map) => onChange({ ...turn, map })}
          options={[
            { id: 'tiles', label: 'Tiles, all alike in size' },
            { id: 'states', label: 'States, in their shapes' },
            { id: 'counties', label: 'Counties, in their shapes' },
          ]}
        />
      );
    case 'view': {
      const isGone = turn.view !== undefined && !choices.views.some(({ id }) => id === turn.view);
      return (
        <Select
          label="View of the team"
          value={turn.view ?? null}
          placeholder={choices.views.length === 0 ? 'The team has none yet' : 'Choose one'}
          onChange={(view) => onChange({ ...turn, view })}
          options={[
            ...choices.views.map(({ id, title }) => ({ id, label: title })),
            ...(isGone && turn.view !== undefined
              ? [{ id: turn.view, label: 'One that is gone' }]
              : []),
          ]}
        />
      );
    }
    case 'announcement': {
      const { announcement, ...without } = turn;
      const known = Object.entries(choices.announcements);
      const isGone =
        announcement !== undefined && choices.announcements[announcement] === undefined;
      return (
        <Select
          label="Announcement"
          value={announcement ?? CURRENT}
          onChange={(id) => onChange(id === CURRENT ? without : { ...turn, announcement: id })}
          options={[
            { id: CURRENT, label: 'All that are current' },
            ...known.map(([id, { title }]) => ({ id, label: title })),
            ...(isGone ? [{ id: announcement, label: 'One that is gone' }] : []),
          ]}
        />
      );
    }
    case 'incident': {
      const isKnown = choices.incidents.some(({ id }) => id === turn.incident);
      if (choices.incidents.length === 0 || (turn.incident !== undefined && !isKnown))
        return (
          <TextField
            label="Incident"
            isCode
            value={turn.incident ?? ''}
            placeholder="US28-0042"
            onChange={(typed) => {
              const { incident: _before, ...without } = turn;
              const id = typed.trim();
              onChange(id === '' ? without : { ...turn, incident: id });
            }}
          />
        );
      return (
        <Select
          label="Incident"
          value={turn.incident ?? null}
          placeholder="Choose one"
          onChange={(incident) => onChange({ ...turn, incident })}
          options={choices.incidents.map(({ id, title }) => ({ id, label: `${id} ${title}` }))}
        />
      );
    }
    default:
      return null;
  }
}

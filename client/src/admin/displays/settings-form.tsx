import type { Tlp } from '@warroom/shared';
import { useCallback, useId, useState, type FormEvent } from 'react';
import type { ApiError } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { SegmentedControl } from '../../ui/segmented-control.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { grantable, useAdmin, useElectionId } from '../admin-context.ts';
import type { DisplaySettings } from '../admin-types.ts';
import styles from '../admin.module.css';
import { Problem } from '../problem.tsx';
import { OWN_SCENES, REDACTION_WORDS } from './display-words.ts';
import { useList } from '../use-list.ts';
import { draftOf, settingsFrom, type SettingsErrors } from './settings-draft.ts';

const VIEWS_EVERY_MS = 60_000;

interface SettingsFormProps {
  settings: DisplaySettings;
  /** The button: "Pair it", "Save". */
  yes: string;
  isPending: boolean;
  error: ApiError | null;
  /** Groups that there are, to choose from. */
  groups: readonly string[];
  onSubmit: (settings: DisplaySettings) => void;
  onCancel: () => void;
}

/** What an admin sets on a display, new or paired. */
export function SettingsForm({
  settings,
  yes,
  isPending,
  error,
  groups,
  onSubmit,
  onCancel,
}: SettingsFormProps) {
  const { me } = useAdmin();
  const [draft, setDraft] = useState(() => draftOf(settings));
  const groupList = useId();
  const [errors, setErrors] = useState<SettingsErrors>({});
  const set = (change: Partial<typeof draft>): void =>
    setDraft((before) => ({ ...before, ...change }));

  function submit(event: FormEvent): void {
    event.preventDefault();
    const checked = settingsFrom(draft);
    setErrors(checked.ok ? {} : checked.errors);
    if (checked.ok) onSubmit(checked.value);
  }

  // RED is for named people; a screen is never named.
  const labels = grantable(me).filter((tlp) => tlp !== 'RED');
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <TextField
        label="Name"
        value={draft.name}
        onChange={(name) => set({ name })}
        error={errors.name}
        hint="Where it hangs. Identify shows it on the screen."
        autoFocus
        autoComplete="off"
        maxLength={80}
      />
      <TextField
        label="Group"
        value={draft.group ?? ''}
        onChange={(group) => set({ group })}
        error={errors.group}
        hint="Displays of a group are pinned, paused and scheduled together. Empty: none."
        autoComplete="off"
        maxLength={40}
        list={groupList}
      />
      <datalist id={groupList}>
        {groups.map((group) => (
          <option key={group} value={group}>
            {group}
          </option>
        ))}
      </datalist>
      <Select<Tlp>
        label="Clearance"
        value={draft.clearance}
        onChange={(clearance) => set({ clearance })}
        options={labels.map((tlp) => ({ id: tlp, label: `TLP:${tlp}` }))}
        hint="It shows nothing above this. RED is for named people, never for a screen."
      />
      <Select
        label="Redaction"
        value={draft.redaction}
        onChange={(redaction) => set({ redaction })}
        options={(['none', 'names', 'visitor'] as const).map((id) => ({
          id,
          ...REDACTION_WORDS[id],
        }))}
      />
      <div className={styles.pair}>
        <TextField
          label="Diagonal, inches"
          value={draft.diagonalInch}
          onChange={(diagonalInch) => set({ diagonalInch })}
          error={errors.diagonalInch}
          inputMode="decimal"
        />
        <TextField
          label="Farthest seat, metres"
          value={draft.farthestSeatM}
          onChange={(farthestSeatM) => set({ farthestSeatM })}
          error={errors.farthestSeatM}
          inputMode="decimal"
        />
      </div>
      <p className={styles.tiny}>
        Both set the size of its type, so that the farthest seat can read it.
      </p>
      <fieldset className={styles.fieldset}>
        <legend aria-hidden="true">Theme</legend>
        <SegmentedControl
          label="Theme"
          value={draft.theme}
          onChange={(theme) => set({ theme })}
          options={[
            { value: 'dark', label: 'Dark' },
            { value: 'light', label: 'Light' },
          ]}
        />
      </fieldset>
      <fieldset className={styles.fieldset}>
        <legend aria-hidden="true">Profile</legend>
        <SegmentedControl
          label="Profile"
          value={draft.profile ?? 'far'}
          onChange={(profile) => set({ profile })}
          options={[
            { value: 'far', label: 'Far, a wall' },
            { value: 'near', label: 'Near, within 2 m' },
          ]}
        />
      </fieldset>
      <Checkbox isChecked={draft.sound ?? false} onChange={(sound) => set({ sound })}>
        Sounds for criticals until they are acknowledged
      </Checkbox>
      <TickerView view={draft.tickerView ?? null} onChange={(tickerView) => set({ tickerView })} />
      <Scenes scenes={draft.scenes} onChange={(scenes) => set({ scenes })} />
      {error !== null && <Problem error={error} />}
      <div className={styles.actions}>
        <Button type="submit" look="primary" isPending={isPending}>
          {yes}
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
    </form>
  );
}

const ALL_THAT_IS_NEW = 'all';

/** What the ticker shows: all that is new, or what a view of the team finds. */
function TickerView({
  view,
  onChange,
}: {
  view: string | null;
  onChange: (view: string | null) => void;
}) {
  const { client } = useAdmin();
  const election = useElectionId();
  const views = useList(
    useCallback(() => client.teamViews(election), [client, election]),
    VIEWS_EVERY_MS,
  );
  const known = views.data ?? [];
  const isGone = view !== null && views.data !== null && !known.some(({ id }) => id === view);
  if (known.length === 0 && view === null) return null;
  return (
    <Select
      label="Ticker follows"
      value={view ?? ALL_THAT_IS_NEW}
      onChange={(id) => onChange(id === ALL_THAT_IS_NEW ? null : id)}
      options={[
        { id: ALL_THAT_IS_NEW, label: 'All that is new' },
        ...known.map(({ id, title }) => ({ id, label: title })),
        ...(isGone ? [{ id: view, label: 'A view that is gone' }] : []),
      ]}
      hint="A view of the team. It still shows nothing above the clearance."
    />
  );
}

interface ScenesProps {
  /** Empty: all. */
  scenes: readonly string[];
  onChange: (scenes: string[]) => void;
}

function Scenes({ scenes, onChange }: ScenesProps) {
  const all: readonly string[] = OWN_SCENES.map(({ id }) => id);
  const chosen = scenes.length === 0 ? all : scenes;
  function toggle(id: string, isOn: boolean): void {
    const next = isOn ? [...chosen, id] : chosen.filter((each) => each !== id);
    const isAll = all.every((each) => next.includes(each));
    onChange(isAll ? [] : all.filter((each) => next.includes(each)));
  }
  return (
    <fieldset className={styles.fieldset}>
      <legend>Scenes</legend>
      <div className={styles.checks}>
        {OWN_SCENES.map(({ id, label }) => (
          <Checkbox
            key={id}
            isChecked={chosen.includes(id)}
            // A wall without a scene would show nothing: the last one stays.
            isDisabled={chosen.length === 1 && chosen[0] === id}
            onChange={(isOn) => toggle(id, isOn)}
          >
            {label}
          </Checkbox>
        ))}
      </div>
    </fieldset>
  );
}

import type { Phase, ScheduleRule } from '@warroom/shared';
import { targetKey } from '@warroom/shared';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { targetOfKey, targetOptions } from '../../wall-control/targets.ts';
import { DAYS, PHASES } from './schedule-words.ts';
import { useWalls } from './walls-context.ts';
import styles from './walls.module.css';

const EVENING = { from: '18:00', until: '06:00' };

interface RuleFieldsProps {
  rule: ScheduleRule;
  onChange: (rule: ScheduleRule) => void;
}

/** Which playlist, where, and when. */
export function RuleFields({ rule, onChange }: RuleFieldsProps) {
  const { view, zone } = useWalls();
  const { hours } = rule;
  const playlists = Object.values(view.walls.playlists).toSorted((a, b) =>
    a.title.localeCompare(b.title),
  );
  const key = targetKey(rule.target);
  const targets = targetOptions(view);
  return (
    <div className={styles.ruleBody}>
      <Select
        label="Playlist"
        value={rule.playlist}
        onChange={(playlist) => onChange({ ...rule, playlist })}
        options={playlists.map(({ id, title }) => ({ id, label: title }))}
        placeholder="One that is gone"
      />
      <Select
        label="On"
        value={key}
        onChange={(target) => onChange({ ...rule, target: targetOfKey(target) })}
        options={
          targets.some(({ id }) => id === key)
            ? targets
            : [...targets, { id: key, label: goneWords(key) }]
        }
      />
      <div className={styles.wide}>
        <div className={styles.hours}>
          <Checkbox
            isChecked={hours === null}
            onChange={(isAll) => onChange({ ...rule, hours: isAll ? null : EVENING })}
          >
            All day
          </Checkbox>
          {hours !== null && (
            <>
              <TextField
                label="From"
                type="time"
                value={hours.from}
                onChange={(from) => onChange({ ...rule, hours: { ...hours, from } })}
              />
              <TextField
                label={hours.until <= hours.from ? 'Until, next day' : 'Until'}
                type="time"
                value={hours.until}
                onChange={(until) => onChange({ ...rule, hours: { ...hours, until } })}
              />
            </>
          )}
        </div>
        {hours !== null && <p className={styles.hint}>As clocks show it in {zone}.</p>}
      </div>
      <Choices
        legend="Days on which it begins"
        every="Every day"
        all={DAYS}
        chosen={rule.days}
        onChange={(days) => onChange({ ...rule, days })}
      />
      <Choices<Phase>
        legend="Phases of the calendar"
        every="Any phase"
        all={PHASES}
        chosen={rule.phases}
        onChange={(phases) => onChange({ ...rule, phases })}
      />
    </div>
  );
}

function goneWords(key: string): string {
  return key.startsWith('group:')
    ? `Group ${key.slice(6)}, which no display is in`
    : 'A display that is gone';
}

interface ChoicesProps<Id extends string | number> {
  legend: string;
  every: string;
  all: readonly { id: Id; label: string }[];
  /** Null: all of them. */
  chosen: Id[] | null;
  onChange: (chosen: Id[] | null) => void;
}

/** All of them, or some: the last of them stays. */
function Choices<Id extends string | number>(props: ChoicesProps<Id>) {
  const { legend, every, all, chosen, onChange } = props;
  function toggle(id: Id, isOn: boolean): void {
    const kept = (chosen ?? []).filter((each) => each !== id);
    onChange(
      all.map((each) => each.id).filter((each) => kept.includes(each) || (isOn && each === id)),
    );
  }
  return (
    <fieldset className={`${styles.set} ${styles.wide}`}>
      <legend>{legend}</legend>
      <div className={styles.toggles}>
        <Checkbox
          isChecked={chosen === null}
          onChange={(isAll) => onChange(isAll ? null : all.map(({ id }) => id))}
        >
          {every}
        </Checkbox>
        {chosen !== null &&
          all.map(({ id, label }) => (
            <Checkbox
              key={id}
              isChecked={chosen.includes(id)}
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

import type { NotifyView, QuietHours, Severity } from '@warroom/shared';
import { useState } from 'react';
import { useSend } from '../desk-frame/use-send.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { machineZone } from '../ui/format.ts';
import { Select } from '../ui/select.tsx';
import { TextField } from '../ui/text-field.tsx';
import styles from './notify.module.css';

const EXCEPT: readonly { id: Severity | 'none'; label: string }[] = [
  { id: 'S1', label: 'Calls at S1' },
  { id: 'S2', label: 'Calls at S1 and S2' },
  { id: 'S3', label: 'Calls at S1 to S3' },
  { id: 'S5', label: 'All calls' },
  { id: 'none', label: 'Nothing at all' },
];

/** When one is left alone. */
export function QuietPart({ view, blocked }: { view: NotifyView; blocked: string | null }) {
  const send = useSend();
  const { quiet } = view.rules;
  const [draft, setDraft] = useState<QuietHours>(
    quiet ?? { from: '22:00', until: '06:30', zone: machineZone(), exceptFrom: 'S1' },
  );
  const set = (changes: Partial<QuietHours>): void => setDraft({ ...draft, ...changes });
  const isChanged = quiet !== null && JSON.stringify(quiet) !== JSON.stringify(draft);
  const zones = [...new Set([draft.zone, machineZone(), view.zone])];
  const isWhole = draft.from !== '' && draft.until !== '';

  return (
    <section className={styles.part} aria-label="Quiet hours">
      <h2>Quiet hours</h2>
      <Checkbox
        isChecked={quiet !== null}
        isDisabled={blocked !== null}
        onChange={(isOn) => void send({ type: 'rules.set', quiet: isOn ? draft : null })}
      >
        Leave me alone for a part of the day
      </Checkbox>
      {quiet !== null && (
        <form
          className={styles.row}
          onSubmit={(event) => {
            event.preventDefault();
            if (isChanged && isWhole && blocked === null)
              void send({ type: 'rules.set', quiet: draft }, { done: 'Saved quiet hours' });
          }}
        >
          <TextField
            label="From"
            type="time"
            value={draft.from}
            onChange={(from) => set({ from: from.slice(0, 5) })}
          />
          <TextField
            label="Until"
            type="time"
            value={draft.until}
            onChange={(until) => set({ until: until.slice(0, 5) })}
          />
          <Select
            label="By the clocks of"
            value={draft.zone}
            onChange={(zone) => set({ zone })}
            options={zones.map((zone) => ({ id: zone, label: zone.replaceAll('_', ' ') }))}
          />
          <Select
            label="What comes through"
            value={draft.exceptFrom ?? 'none'}
            onChange={(id) => set({ exceptFrom: id === 'none' ? null : id })}
            options={EXCEPT}
          />
          <Button
            type="submit"
            disabledReason={
              blocked ??
              (isWhole ? (isChanged ? undefined : 'Nothing was changed') : 'Both times are needed')
            }
          >
            Save
          </Button>
        </form>
      )}
      <p className={styles.soft}>
        What comes meanwhile is not told later; the board has it. An escalation goes on to the next
        person when you can’t be told.
      </p>
    </section>
  );
}

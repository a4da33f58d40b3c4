import type { SnoozeCondition } from '@warroom/shared';
import { useState } from 'react';
import type { KeyboardEvent } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { formatMoment, formatZone, plural } from '../ui/format.ts';
import { Key } from '../ui/key.tsx';
import { SegmentedControl } from '../ui/segmented-control.tsx';
import { TextArea, TextField } from '../ui/text-field.tsx';
import { closeOverlay } from './board-ui.ts';
import type { Overlay } from './board-ui.ts';
import { stage } from './bulk/perform-bulk.ts';
import styles from './dialogs.module.css';
import { send } from './perform.ts';
import { useActionContext, useBlocked, useRoom } from './room-context.ts';
import { momentOf, snoozePresets } from './snooze-times.ts';

type Or = 'none' | 'signals' | 'severity-raised';

/** Out of sight until a time, or a condition, or whichever of both comes first. Clocks go on. */
export function SnoozeDialog({ overlay }: { overlay: Extract<Overlay, { kind: 'snooze' }> }) {
  const room = useRoom();
  const blocked = useBlocked() ?? undefined;
  const context = useActionContext();
  const { incidents } = overlay;
  const [now] = useState(() => room.feed.serverNow());
  const { zone } = room.election.election;
  const presets = snoozePresets(room.election, now);
  const [until, setUntil] = useState<number | null>(null);
  const [local, setLocal] = useState('');
  const [or, setOr] = useState<Or>('none');
  const [count, setCount] = useState('100');
  const [withinMin, setWithinMin] = useState('60');
  const [reason, setReason] = useState('');

  const condition: SnoozeCondition | null =
    or === 'none'
      ? null
      : or === 'severity-raised'
        ? { kind: 'severity-raised' }
        : { kind: 'signals', count: Number(count), withinMin: Number(withinMin) };
  const missing =
    condition?.kind === 'signals' && !isBetween(condition.count, 1, 10_000, true)
      ? 'say how many signals, 1 to 10,000'
      : condition?.kind === 'signals' && !isBetween(condition.withinMin, 1, 1_440, false)
        ? 'say within how many minutes, 1 to 1,440'
        : local !== '' && (Number.isNaN(until ?? Number.NaN) || (until ?? 0) <= now)
          ? 'say a time that is still to come'
          : until === null && condition === null
            ? 'say until when, or until what'
            : undefined;

  function close(): void {
    closeOverlay(room.ui);
  }

  function snooze(at: number | null): void {
    if (blocked !== undefined) return;
    close();
    const said = reason.trim();
    const [only] = incidents;
    if (room.ui.getState().chosen.size > 0 || only === undefined) {
      stage(room, { do: 'snooze', until: at, condition, reason: said }, context);
      return;
    }
    const words =
      at === null ? `Snoozed ${only}` : `Snoozed ${only} until ${formatMoment(at, now, zone)}`;
    void send(
      room,
      {
        type: 'incident.snooze',
        incident: only,
        until: at,
        condition,
        ...(said === '' ? {} : { reason: said }),
      },
      words,
    );
  }

  function onKey(event: KeyboardEvent): void {
    const preset = presets[Number(event.key) - 1];
    if (preset === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    snooze(preset.until);
  }

  return (
    <Dialog
      isOpen
      isKept
      onClose={close}
      title={`Snooze ${incidents.length === 1 ? (incidents[0] ?? '') : plural(incidents.length, 'incident')}`}
      sub="Out of sight until then; its clocks go on."
      width={520}
      footer={
        <>
          <Button
            look="primary"
            keyHint="mod+enter"
            disabledReason={blocked ?? missing}
            onClick={() => snooze(until)}
          >
            Snooze
          </Button>
          <Button look="quiet" keyHint="escape" onClick={close}>
            Cancel
          </Button>
        </>
      }
    >
      <div
        className={styles.form}
        role="presentation"
        onKeyDownCapture={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          if (missing === undefined) snooze(until);
        }}
      >
        <div className={styles.choices} role="group" aria-label="Until">
          {presets.map((preset, index) => (
            <button
              key={preset.id}
              type="button"
              className={styles.choice}
              autoFocus={index === 0}
              aria-disabled={blocked !== undefined || undefined}
              onClick={() => snooze(preset.until)}
              onKeyDown={onKey}
            >
              <Key of={String(index + 1)} />
              <span>{preset.label}</span>
              <code>{formatMoment(preset.until, now, zone)}</code>
            </button>
          ))}
        </div>
        <TextField
          label={`Until, ${formatZone(now, zone)}`}
          type="datetime-local"
          value={local}
          onChange={(typed) => {
            setLocal(typed);
            setUntil(typed === '' ? null : momentOf(typed, zone));
          }}
        />
        <SegmentedControl
          label="Or, if that comes first"
          value={or}
          onChange={setOr}
          options={[
            { value: 'none', label: 'nothing else' },
            { value: 'signals', label: 'more signals' },
            { value: 'severity-raised', label: 'severity raised' },
          ]}
        />
        {or === 'signals' && (
          <div className={styles.two}>
            <TextField
              label="So many more signals"
              inputMode="numeric"
              value={count}
              onChange={setCount}
            />
            <TextField
              label="Within minutes"
              inputMode="numeric"
              value={withinMin}
              onChange={setWithinMin}
            />
          </div>
        )}
        <TextArea
          label="Reason"
          aside="if it helps others"
          rows={2}
          maxLength={500}
          value={reason}
          onChange={setReason}
        />
        {blocked !== undefined && <p className={styles.blocked}>{blocked}</p>}
      </div>
    </Dialog>
  );
}

function isBetween(value: number, least: number, most: number, isWhole: boolean): boolean {
  return value >= least && value <= most && (!isWhole || Number.isInteger(value));
}

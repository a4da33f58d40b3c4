import type { Channel, Severity } from '@warroom/shared';
import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { ComboBox } from '../ui/combo-box.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SegmentedControl } from '../ui/segmented-control.tsx';
import { TextArea } from '../ui/text-field.tsx';
import { closeOverlay, keptId, keptOf, openOverlay } from './board-ui.ts';
import type { EnteredSignal, Kept } from './board-ui.ts';
import styles from './dialogs.module.css';
import { categoryOptions, jurisdictionOptions } from './jurisdictions-dialog.tsx';
import { send } from './perform.ts';
import { useBlocked, useBoard } from './room-context.ts';
import { SEVERITY_OPTIONS } from './severity-options.tsx';

const CHANNELS = [
  { value: 'call', label: 'Call' },
  { value: 'tip', label: 'Tip' },
  { value: 'post', label: 'Post' },
  { value: 'partner', label: 'Partner' },
  { value: 'mail', label: 'Mail' },
  { value: 'desk', label: 'Desk' },
] as const;

/** A signal entered by hand, in ten seconds: say what, press Ctrl Enter. */
export function NewSignalDialog({ kept }: { kept?: Kept<EnteredSignal> | undefined }) {
  const { room, go } = useBoard();
  const before = kept?.typed;
  const blocked = useBlocked() ?? undefined;
  const [text, setText] = useState(before?.text ?? '');
  const [channel, setChannel] = useState<Channel>(before?.channel ?? 'call');
  const [jurisdiction, setJurisdiction] = useState(before?.jurisdiction ?? null);
  const [category, setCategory] = useState(before?.category ?? null);
  const [severity, setSeverity] = useState<Severity | 'none'>(before?.severity ?? 'none');
  const [opens, setOpens] = useState(false);
  const missing = text.trim() === '' ? 'say first what was reported' : undefined;

  function close(): void {
    closeOverlay(room.ui);
  }

  async function enter(): Promise<void> {
    if (blocked !== undefined || missing !== undefined) return;
    close();
    const said = text.trim();
    const typed: EnteredSignal = { text, channel, jurisdiction, category, severity };
    const result = await send(
      room,
      {
        type: 'signal.enter',
        signal: {
          text: said,
          channel,
          ...(jurisdiction === null ? {} : { jurisdiction }),
          ...(category === null ? {} : { category }),
          ...(severity === 'none' ? {} : { severity }),
        },
      },
      'Entered a signal',
      { commandId: keptId(kept, typed) },
    );
    if (result.kind !== 'done') {
      // Nothing typed is lost.
      openOverlay(room.ui, { kind: 'new-signal', kept: keptOf(typed, result) });
      return;
    }
    if (!opens || result.signal === null) return;
    const opened = await send(
      room,
      {
        type: 'incident.open',
        title: said.replaceAll(/\s+/g, ' ').slice(0, 240),
        signals: [result.signal],
        severity: severity === 'none' ? 'S3' : severity,
        category,
        jurisdictions: jurisdiction === null ? [] : [jurisdiction],
        occurrence: 'happening',
        veracity: 'unverified',
      },
      'Opened an incident',
    );
    if (opened.kind === 'done' && opened.opened !== null)
      go({ sel: { kind: 'incident', id: opened.opened } });
  }

  return (
    <Dialog
      isOpen
      isKept
      onClose={close}
      title="New signal"
      sub="Entered by hand, from a call or the desk"
      width={560}
      footer={
        <>
          <Button
            look="primary"
            keyHint="mod+enter"
            disabledReason={blocked ?? missing}
            onClick={() => void enter()}
          >
            {opens ? 'Enter and open an incident' : 'Enter signal'}
          </Button>
          <Button look="quiet" keyHint="escape" onClick={close}>
            Cancel
          </Button>
          <span className={styles.grow} />
          <Checkbox isChecked={opens} onChange={setOpens}>
            open an incident from it
          </Checkbox>
        </>
      }
    >
      <div
        className={styles.form}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            void enter();
          }
        }}
        role="presentation"
      >
        <TextArea
          label="What was reported"
          rows={4}
          maxLength={32_000}
          value={text}
          autoFocus
          onChange={setText}
        />
        <SegmentedControl
          label="Channel"
          value={channel}
          options={CHANNELS}
          onChange={setChannel}
        />
        <div className={styles.two}>
          <ComboBox
            label="Jurisdiction"
            aside="if known"
            value={jurisdiction}
            onChange={setJurisdiction}
            options={jurisdictionOptions(room.election)}
          />
          <ComboBox
            label="Category"
            aside="if known"
            value={category}
            onChange={setCategory}
            options={categoryOptions(room.election)}
          />
        </div>
        <SegmentedControl
          label="Severity"
          value={severity}
          options={[{ value: 'none' as const, label: 'not judged' }, ...SEVERITY_OPTIONS]}
          onChange={setSeverity}
        />
      </div>
    </Dialog>
  );
}

import type { Severity } from '@warroom/shared';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { ComboBox } from '../ui/combo-box.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { plural } from '../ui/format.ts';
import { SegmentedControl } from '../ui/segmented-control.tsx';
import { Severity as SeverityMark } from '../ui/severity.tsx';
import { TextArea, TextField } from '../ui/text-field.tsx';
import { closeOverlay } from './board-ui.ts';
import styles from './dialogs.module.css';
import { categoryOptions, jurisdictionOptions } from './jurisdictions-dialog.tsx';
import { likelyIncidents } from './likely.ts';
import { send } from './perform.ts';
import { useBlocked, useBoard, useRoom } from './room-context.ts';
import { firstLine } from './signal-row.tsx';

const CHANNELS = [
  { value: 'call', label: 'Call' },
  { value: 'tip', label: 'Tip' },
  { value: 'post', label: 'Post' },
  { value: 'partner', label: 'Partner' },
  { value: 'mail', label: 'Mail' },
  { value: 'desk', label: 'Desk' },
] as const;
type DeskChannel = (typeof CHANNELS)[number]['value'];

const SEVERITIES: readonly Severity[] = ['S1', 'S2', 'S3', 'S4', 'S5'];
const SEVERITY_OPTIONS: readonly { value: Severity; label: ReactNode }[] = SEVERITIES.map(
  (value) => ({
    value,
    label: <SeverityMark level={value} />,
  }),
);

/** A signal entered by hand, in ten seconds: say what, press Ctrl Enter. */
export function NewSignalDialog() {
  const { room, go } = useBoard();
  const blocked = useBlocked() ?? undefined;
  const [text, setText] = useState('');
  const [channel, setChannel] = useState<DeskChannel>('call');
  const [jurisdiction, setJurisdiction] = useState<string | null>(null);
  const [category, setCategory] = useState<string | null>(null);
  const [severity, setSeverity] = useState<Severity | 'none'>('none');
  const [opens, setOpens] = useState(false);
  const missing = text.trim() === '' ? 'say first what was reported' : undefined;

  function close(): void {
    closeOverlay(room.ui);
  }

  async function enter(): Promise<void> {
    if (blocked !== undefined || missing !== undefined) return;
    close();
    const said = text.trim();
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
    );
    if (result.kind !== 'done') {
      // Nothing typed is lost.
      room.ui.setState({ overlay: { kind: 'new-signal' } });
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
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- it is what the dialog is for
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

/** Opens an incident, from signals or by hand, filled in from what they say. */
export function OpenIncidentDialog({ signals: ids }: { signals: readonly string[] }) {
  const { room, go } = useBoard();
  const blocked = useBlocked() ?? undefined;
  const signals = ids.flatMap((id) => room.lane.records.get(id) ?? []);
  const [first] = signals;
  const gravest = signals.flatMap((one) => one.severity ?? []).toSorted()[0];
  const places = [...new Set(signals.flatMap((one) => one.jurisdiction ?? []))];
  const [title, setTitle] = useState(first === undefined ? '' : firstLine(first).slice(0, 160));
  const [severity, setSeverity] = useState<Severity>(gravest ?? 'S3');
  const [category, setCategory] = useState<string | null>(first?.category ?? null);
  const [jurisdiction, setJurisdiction] = useState<string | null>(places[0] ?? null);
  const [note, setNote] = useState('');
  const missing = title.trim() === '' ? 'say first what it is' : undefined;
  const alike = first ? likelyIncidents(first, room.incidents.values(), 1) : [];

  function close(): void {
    closeOverlay(room.ui);
  }

  async function open(): Promise<void> {
    if (blocked !== undefined || missing !== undefined) return;
    close();
    const linked = ids.slice(0, 200);
    const rest = ids.slice(200);
    const others = places.filter((place) => place !== places[0]);
    const result = await send(
      room,
      {
        type: 'incident.open',
        title: title.trim(),
        signals: linked,
        severity,
        category,
        jurisdictions:
          jurisdiction === null
            ? []
            : [jurisdiction, ...others.filter((place) => place !== jurisdiction)],
        occurrence: 'happening',
        veracity: 'unverified',
        ...(note.trim() === '' ? {} : { note: note.trim() }),
      },
      'Opened an incident',
    );
    if (result.kind !== 'done' || result.opened === null) return;
    const { opened } = result;
    room.ui.setState({ chosen: new Set() });
    go({ sel: { kind: 'incident', id: opened } });
    for (let from = 0; from < rest.length; from += 200) {
      await send(
        room,
        { type: 'incident.link', incident: opened, signals: rest.slice(from, from + 200) },
        `Linked signals to ${opened}`,
      );
    }
  }

  return (
    <Dialog
      isOpen
      isKept
      onClose={close}
      title="Open incident"
      sub={ids.length === 0 ? 'By hand' : `From ${plural(ids.length, 'signal')}`}
      width={560}
      footer={
        <>
          <Button
            look="primary"
            keyHint="mod+enter"
            disabledReason={blocked ?? missing}
            onClick={() => void open()}
          >
            Open incident
          </Button>
          <Button look="quiet" keyHint="escape" onClick={close}>
            Cancel
          </Button>
        </>
      }
    >
      <div
        className={styles.form}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            void open();
          }
        }}
        role="presentation"
      >
        {alike[0] !== undefined && (
          <p className={styles.hint}>
            Looks like <code>{alike[0].incident.id}</code> “{alike[0].incident.title}” (
            {alike[0].why}): link to it instead if it is the same.
          </p>
        )}
        <TextField
          label="Title"
          maxLength={240}
          value={title}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- it is what the dialog is for
          autoFocus
          onChange={setTitle}
        />
        <SegmentedControl
          label="Severity"
          value={severity}
          options={SEVERITY_OPTIONS}
          onChange={setSeverity}
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
        <TextArea
          label="Note"
          aside="if it helps others"
          rows={2}
          maxLength={8_000}
          value={note}
          onChange={setNote}
        />
      </div>
    </Dialog>
  );
}

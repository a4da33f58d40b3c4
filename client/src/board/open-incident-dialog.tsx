import type { Severity } from '@warroom/shared';
import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { ComboBox } from '../ui/combo-box.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { plural } from '../ui/format.ts';
import { SegmentedControl } from '../ui/segmented-control.tsx';
import { TextArea, TextField } from '../ui/text-field.tsx';
import { closeOverlay, keptId, keptOf, openOverlay } from './board-ui.ts';
import type { EnteredIncident, Kept } from './board-ui.ts';
import styles from './dialogs.module.css';
import { categoryOptions, jurisdictionOptions } from './jurisdictions-dialog.tsx';
import { likelyIncidents } from './likely.ts';
import { send } from './perform.ts';
import { useBlocked, useBoard } from './room-context.ts';
import { SEVERITY_OPTIONS } from './severity-options.tsx';
import { firstLine } from './signal-row.tsx';

/** Opens an incident, from signals or by hand, filled in from what they say. */
export function OpenIncidentDialog({
  signals: ids,
  kept,
}: {
  signals: readonly string[];
  kept?: Kept<EnteredIncident> | undefined;
}) {
  const { room, go } = useBoard();
  const blocked = useBlocked() ?? undefined;
  const signals = ids.flatMap((id) => room.lane.records.get(id) ?? []);
  const [first] = signals;
  const gravest = signals.flatMap((one) => one.severity ?? []).toSorted()[0];
  const places = [...new Set(signals.flatMap((one) => one.jurisdiction ?? []))];
  const [start] = useState<EnteredIncident>(
    kept?.typed ?? {
      title: first === undefined ? '' : firstLine(first).slice(0, 160),
      severity: gravest ?? 'S3',
      category: first?.category ?? null,
      jurisdiction: places[0] ?? null,
      note: '',
    },
  );
  const [title, setTitle] = useState(start.title);
  const [severity, setSeverity] = useState<Severity>(start.severity);
  const [category, setCategory] = useState(start.category);
  const [jurisdiction, setJurisdiction] = useState(start.jurisdiction);
  const [note, setNote] = useState(start.note);
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
    const typed: EnteredIncident = { title, severity, category, jurisdiction, note };
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
      { commandId: keptId(kept, typed) },
    );
    if (result.kind === 'refused') {
      // Nothing typed is lost.
      openOverlay(room.ui, {
        kind: 'open-incident',
        signals: [...ids],
        kept: keptOf(typed, result),
      });
      return;
    }
    if (result.opened === null) return;
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
        <TextField label="Title" maxLength={240} value={title} autoFocus onChange={setTitle} />
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

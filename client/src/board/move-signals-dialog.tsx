import type { SignalView } from '@warroom/shared';
import { useEffect, useState } from 'react';
import { api } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { ComboBox } from '../ui/combo-box.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { formatClock, plural } from '../ui/format.ts';
import { TextArea, TextField } from '../ui/text-field.tsx';
import { closeOverlay } from './board-ui.ts';
import type { Overlay } from './board-ui.ts';
import styles from './dialogs.module.css';
import { incidentOptions } from './incident-options.ts';
import { send } from './perform.ts';
import { useBlocked, useBoard, useNames } from './room-context.ts';
import { SaidLine } from './signal-row.tsx';

/** At most as many as one command takes. */
const MOST = 200;

/** Signals that belong elsewhere: to another incident, or to a new one of their own. */
export function MoveSignalsDialog({
  overlay,
}: {
  overlay: Extract<Overlay, { kind: 'move-signals' }>;
}) {
  const { room, go } = useBoard();
  const blocked = useBlocked() ?? undefined;
  const { what, incident: id } = overlay;
  const isSplit = what === 'split';
  const [incident] = useState(() => room.incidents.get(id));
  const [options] = useState(() => incidentOptions(room.incidents.values(), [id]));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(overlay.signals));
  const [to, setTo] = useState<string | null>(null);
  const [title, setTitle] = useState('');
  const [reason, setReason] = useState('');
  const missing =
    chosen.size === 0
      ? 'choose the signals'
      : chosen.size > MOST
        ? `at most ${MOST} at once`
        : isSplit && title.trim() === ''
          ? 'say what the new incident is'
          : !isSplit && to === null
            ? 'choose the other incident'
            : undefined;

  function close(): void {
    closeOverlay(room.ui);
  }

  async function move(): Promise<void> {
    if (blocked !== undefined || missing !== undefined) return;
    close();
    const signals = [...chosen];
    const said = reason.trim() === '' ? {} : { reason: reason.trim() };
    const many = plural(signals.length, 'signal');
    if (!isSplit && to !== null) {
      await send(
        room,
        { type: 'incident.move-signals', incident: id, signals, to, ...said },
        `Moved ${many} from ${id} to ${to}`,
      );
      return;
    }
    const result = await send(
      room,
      { type: 'incident.split', incident: id, signals, title: title.trim(), ...said },
      `Split ${many} off ${id}`,
    );
    if (result.kind === 'done' && result.opened !== null)
      go({ sel: { kind: 'incident', id: result.opened } });
  }

  return (
    <Dialog
      isOpen
      isKept
      onClose={close}
      title={isSplit ? `Split off ${id}` : `Move signals of ${id}`}
      sub={incident?.title}
      width={620}
      footer={
        <>
          <Button
            look="primary"
            keyHint="mod+enter"
            disabledReason={blocked ?? missing}
            onClick={() => void move()}
          >
            {isSplit ? 'Open it with' : 'Move'} {plural(chosen.size, 'signal')}
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
          void move();
        }}
      >
        <LinkedPicker incident={id} chosen={chosen} onChosen={setChosen} />
        {isSplit ? (
          <TextField
            label="What the new incident is"
            maxLength={240}
            value={title}
            onChange={setTitle}
          />
        ) : (
          <ComboBox label="To" value={to} onChange={setTo} options={options} />
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

/** The signals of an incident, newest first, to choose some of. */
function LinkedPicker({
  incident,
  chosen,
  onChosen,
}: {
  incident: string;
  chosen: ReadonlySet<string>;
  onChosen(chosen: ReadonlySet<string>): void;
}) {
  const { room } = useBoard();
  const names = useNames();
  const { id: election, zone } = room.election.election;
  const [items, setItems] = useState<readonly SignalView[] | null>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    const leave = new AbortController();
    void api<{ items: SignalView[] }>(
      `/api/elections/${encodeURIComponent(election)}/incidents/${encodeURIComponent(incident)}/signals?limit=${MOST}`,
      { signal: leave.signal },
    ).then((answer) => {
      if (leave.signal.aborted) return;
      // What came with an incident that was merged into this one goes with that one.
      if (answer.ok)
        setItems(answer.value.items.filter((signal) => signal.incidents.includes(incident)));
      else setProblem(answer.error.message);
    });
    return () => leave.abort();
  }, [election, incident]);
  if (problem !== '') return <p className={styles.blocked}>{problem}</p>;
  if (items === null) return <p className={styles.hint}>Reading its signals…</p>;
  const all = items.length > 0 && items.every(({ id }) => chosen.has(id));
  return (
    <>
      <Checkbox
        isChecked={all}
        isPartly={!all && chosen.size > 0}
        onChange={(on) => onChosen(new Set(on ? items.map(({ id }) => id) : []))}
      >
        {chosen.size} of {plural(items.length, 'signal')}
      </Checkbox>
      <ul className={styles.picked} aria-label="Signals">
        {items.map((signal) => (
          <li key={signal.id}>
            <Checkbox
              isChecked={chosen.has(signal.id)}
              onChange={(on) => {
                const next = new Set(chosen);
                if (on) next.add(signal.id);
                else next.delete(signal.id);
                onChosen(next);
              }}
            >
              {formatClock(signal.receivedAt, zone)} {names.source(signal.source)} ·{' '}
              <SaidLine signal={signal} />
            </Checkbox>
          </li>
        ))}
      </ul>
    </>
  );
}

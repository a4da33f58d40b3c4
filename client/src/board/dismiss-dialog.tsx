import type { DismissReason } from '@warroom/shared';
import { useState } from 'react';
import type { KeyboardEvent } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { plural } from '../ui/format.ts';
import { Key } from '../ui/key.tsx';
import { TextArea } from '../ui/text-field.tsx';
import { closeOverlay } from './board-ui.ts';
import type { Overlay } from './board-ui.ts';
import styles from './dialogs.module.css';
import { stage } from './bulk/perform-bulk.ts';
import { send } from './perform.ts';
import { useActionContext, useBlocked, useRoom } from './room-context.ts';
import { DISMISS_REASONS } from './words.ts';

/** Asks for the reason. Keys 1 to 7 choose one and send, unless the caret is in the text. */
export function DismissDialog({ overlay }: { overlay: Extract<Overlay, { kind: 'dismiss' }> }) {
  const room = useRoom();
  const blocked = useBlocked() ?? undefined;
  const context = useActionContext();
  const [text, setText] = useState('');
  const { target } = overlay;
  const [incident] = useState(() =>
    'incident' in target ? room.incidents.get(target.incident) : undefined,
  );
  const named = new Map(room.election.election.dismissReasons.map((one) => [one.code, one]));
  // Those the election names, in its order; the closed list where it names none.
  const reasons = DISMISS_REASONS.filter((code) => named.size === 0 || named.has(code));
  const needsSecond = incident?.severity === 'S1' || incident?.severity === 'S2';

  function close(): void {
    closeOverlay(room.ui);
  }

  function dismiss(reason: DismissReason): void {
    if (blocked !== undefined) return;
    close();
    const typed = text.trim();
    const said = typed === '' ? {} : { text: typed };
    if (room.ui.getState().chosen.size > 0) {
      stage(room, { do: 'dismiss', reason, text: typed }, context);
    } else if ('signals' in target) {
      const signals = target.signals;
      void send(room, { type: 'signal.dismiss', signals, reason, ...said }, 'Dismissed a signal');
    } else if ('incident' in target) {
      const words = needsSecond
        ? `Asked to dismiss ${target.incident}`
        : `Dismissed ${target.incident}`;
      void send(
        room,
        { type: 'incident.dismiss', incident: target.incident, reason, ...said },
        words,
        { seen: incident },
      );
    }
  }

  function onKey(event: KeyboardEvent): void {
    const reason = reasons[Number(event.key) - 1];
    if (reason === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    dismiss(reason);
  }

  const what =
    'signals' in target
      ? plural(target.signals.length, 'signal')
      : 'incidents' in target
        ? plural(target.incidents.length, 'incident')
        : target.incident;
  return (
    <Dialog
      isOpen
      onClose={close}
      title={`Dismiss ${what}`}
      sub={
        needsSecond
          ? `${incident?.severity ?? ''} needs a second person: this asks for it.`
          : 'Why is it nothing for this desk?'
      }
      width={520}
    >
      <div className={styles.choices} role="group" aria-label="Reason">
        {reasons.map((code, index) => (
          <button
            key={code}
            type="button"
            className={styles.choice}
            autoFocus={index === 0}
            aria-disabled={blocked !== undefined || undefined}
            onClick={() => dismiss(code)}
            onKeyDown={onKey}
          >
            <Key of={String(index + 1)} />
            <span>
              {named.get(code)?.name ?? code}
              {named.get(code)?.note !== undefined && <small>{named.get(code)?.note}</small>}
            </span>
            <code>{code}</code>
          </button>
        ))}
      </div>
      <TextArea
        label="Note"
        aside="if it helps others"
        rows={2}
        maxLength={2_000}
        value={text}
        onChange={setText}
      />
      {blocked !== undefined && <p className={styles.blocked}>{blocked}</p>}
      <div>
        <Button look="quiet" keyHint="escape" onClick={close}>
          Cancel
        </Button>
      </div>
    </Dialog>
  );
}

import type { LinkKind } from '@warroom/shared';
import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { ComboBox } from '../ui/combo-box.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SegmentedControl } from '../ui/segmented-control.tsx';
import { closeOverlay } from './board-ui.ts';
import styles from './dialogs.module.css';
import { incidentOptions } from './incident-options.ts';
import { send } from './perform.ts';
import { useBlocked, useRoom } from './room-context.ts';

const KINDS: readonly { value: LinkKind; label: string }[] = [
  { value: 'related', label: 'has to do with' },
  { value: 'causes', label: 'causes' },
  { value: 'caused-by', label: 'is caused by' },
  { value: 'same-actor', label: 'is of the same actor as' },
];

/** Says how an incident stands to another: a rumour and the real outage behind it. */
export function RelateDialog({ incident: id }: { incident: string }) {
  const room = useRoom();
  const blocked = useBlocked() ?? undefined;
  const [incident] = useState(() => room.incidents.get(id));
  // Worked out once: a list that moves can't be aimed at.
  const [options] = useState(() => incidentOptions(room.incidents.values(), [id]));
  const [kind, setKind] = useState<LinkKind>('related');
  const [other, setOther] = useState<string | null>(null);
  const missing = other === null ? 'choose the other incident' : undefined;

  function close(): void {
    closeOverlay(room.ui);
  }

  function relate(): void {
    if (blocked !== undefined || other === null) return;
    close();
    const words = KINDS.find(({ value }) => value === kind)?.label ?? kind;
    void send(
      room,
      { type: 'incident.relate', incident: id, other, kind },
      `${id} ${words} ${other}`,
    );
  }

  return (
    <Dialog
      isOpen
      isKept
      onClose={close}
      title={`Relate ${id}`}
      sub={incident?.title}
      width={560}
      footer={
        <>
          <Button
            look="primary"
            keyHint="mod+enter"
            disabledReason={blocked ?? missing}
            onClick={relate}
          >
            Relate
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
          relate();
        }}
      >
        <SegmentedControl label="It" value={kind} options={KINDS} onChange={setKind} />
        <ComboBox
          label="The other incident"
          autoFocus
          value={other}
          onChange={setOther}
          options={options}
        />
      </div>
    </Dialog>
  );
}

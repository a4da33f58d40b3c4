import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { plural } from '../../ui/format.ts';
import { Select } from '../../ui/select.tsx';
import { TextArea } from '../../ui/text-field.tsx';
import { closeOverlay } from '../board-ui.ts';
import styles from '../dialogs.module.css';
import { useActionContext, useRoom } from '../room-context.ts';
import { stage } from './perform-bulk.ts';

/** Asks for the outcome of all that are chosen; what will happen to each is shown after it. */
export function ResolveManyDialog({ incidents }: { incidents: readonly string[] }) {
  const room = useRoom();
  const context = useActionContext();
  const { outcomes } = room.election.election;
  const [outcome, setOutcome] = useState<string | null>(
    outcomes.length === 1 ? (outcomes[0]?.code ?? null) : null,
  );
  const [text, setText] = useState('');
  const missing = outcome === null ? 'choose an outcome' : undefined;

  function close(): void {
    closeOverlay(room.ui);
  }

  function go(): void {
    if (outcome === null) return;
    close();
    stage(room, { do: 'resolve', outcome, text: text.trim() }, context);
  }

  return (
    <Dialog
      isOpen
      isKept
      onClose={close}
      title={`Resolve ${plural(incidents.length, 'incident')}`}
      footer={
        <>
          <Button
            look="primary"
            keyHint="mod+enter"
            disabledReason={context.blocked ?? missing}
            onClick={go}
          >
            Show what will happen
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
          go();
        }}
      >
        <Select
          label="Outcome"
          placeholder="Choose an outcome"
          value={outcome}
          onChange={setOutcome}
          options={outcomes.map(({ code, name }) => ({ id: code, label: name }))}
        />
        <TextArea
          label="What was done"
          aside="if it helps others"
          rows={3}
          maxLength={2_000}
          value={text}
          onChange={setText}
        />
      </div>
    </Dialog>
  );
}

import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { HOW_LONG, howLongWords } from './how-long.ts';
import { pinCommand } from './pin-command.ts';
import { PinFields, USUAL_HOW_LONG } from './pin-fields.tsx';
import type { PinDraft } from './pin-fields.tsx';
import type { TurnChoices } from './turn-fields.tsx';
import type { WallsView } from './walls-view.ts';
import { targetOfKey, targetWords } from './targets.ts';
import { turnOfScene, turnProblem, turnWords } from './turns.ts';
import control from './wall-control.module.css';

interface PinDialogProps {
  /** A target's key. */
  target: string;
  view: Pick<WallsView, 'displays' | 'groups'>;
  choices: TurnChoices;
  /** Why nothing can be pinned now. */
  blocked: string | undefined;
  /** Sends it; answers whether it was done. A refusal is told by then. */
  onPin: (command: ReturnType<typeof pinCommand>, words: string) => Promise<boolean>;
  onClose: () => void;
}

/** Which scene stays on which displays, and for how long. */
export function PinDialog({ target, view, choices, blocked, onPin, onClose }: PinDialogProps) {
  const [draft, setDraft] = useState<PinDraft>({
    target,
    turn: turnOfScene('overview'),
    howLong: USUAL_HOW_LONG,
    reason: '',
  });
  const [isPending, setPending] = useState(false);
  const missing = blocked ?? turnProblem(draft.turn);

  async function pin(): Promise<void> {
    if (missing !== undefined || isPending) return;
    setPending(true);
    const forMin = HOW_LONG.find(({ id }) => id === draft.howLong)?.forMin ?? null;
    const where = targetWords(targetOfKey(draft.target), view);
    const words = `${turnWords(draft.turn, choices)} stays on ${where} ${howLongWords(forMin)}`;
    const isDone = await onPin(pinCommand(draft), words);
    setPending(false);
    if (isDone) onClose();
  }

  return (
    <Dialog
      isOpen
      isKept
      onClose={onClose}
      title="Pin a scene"
      sub="It stays in place of the rotation. A critical incident that nobody has acknowledged still takes over."
      width={560}
      footer={
        <>
          <Button
            look="primary"
            keyHint="mod+enter"
            isPending={isPending}
            disabledReason={missing}
            onClick={() => void pin()}
          >
            Pin it
          </Button>
          <Button look="quiet" keyHint="escape" onClick={onClose}>
            Cancel
          </Button>
        </>
      }
    >
      <div
        className={control.form}
        role="presentation"
        onKeyDownCapture={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void pin();
        }}
      >
        <PinFields draft={draft} onChange={setDraft} view={view} choices={choices} />
      </div>
    </Dialog>
  );
}

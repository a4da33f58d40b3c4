import { useState } from 'react';
import type { Asked } from '../../desk-frame/use-send.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useWalls } from './walls-context.ts';

interface RemoveDialogProps {
  /** "Remove the playlist Night?" */
  title: string;
  will: string;
  command: Asked;
  done: string;
  onClose: () => void;
  onRemoved: () => void;
}

/** Asks once before something is taken away, and stays until the server has answered. */
export function RemoveDialog({
  title,
  will,
  command,
  done,
  onClose,
  onRemoved,
}: RemoveDialogProps) {
  const { send } = useWalls();
  const [isPending, setPending] = useState(false);

  async function remove(): Promise<void> {
    if (isPending) return;
    setPending(true);
    const result = await send(command, done);
    setPending(false);
    if (result.kind !== 'done') return;
    onClose();
    onRemoved();
  }

  return (
    <Dialog
      role="alertdialog"
      isOpen
      onClose={onClose}
      title={title}
      width={440}
      footer={
        <>
          <Button look="danger" isPending={isPending} onClick={() => void remove()}>
            Remove
          </Button>
          <Button onClick={onClose}>Keep it</Button>
        </>
      }
    >
      <p>{will}</p>
    </Dialog>
  );
}

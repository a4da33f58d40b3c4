import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import styles from './dialogs.module.css';
import { useRoster } from './roster-context.ts';

interface FormDialogProps {
  title: string;
  sub?: ReactNode;
  width?: number;
  /** On the button that saves: "Add shift". */
  save: string;
  /** Why it can't be saved yet. */
  missing: string | undefined;
  /** Answers whether it was saved: then the dialog closes. */
  onSave: () => Promise<boolean>;
  /** More buttons, at the far end. */
  more?: ReactNode;
  children: ReactNode;
}

/** A dialog that holds what is typed until it is saved. Ctrl Enter saves, Escape leaves. */
export function FormDialog(props: FormDialogProps) {
  const { title, sub, width = 520, save, missing, onSave, more, children } = props;
  const { close } = useRoster();
  const [isPending, setPending] = useState(false);

  async function run(): Promise<void> {
    if (missing !== undefined || isPending) return;
    setPending(true);
    const isSaved = await onSave();
    setPending(false);
    if (isSaved) close();
  }

  return (
    <Dialog
      isOpen
      isKept
      onClose={close}
      title={title}
      sub={sub}
      width={width}
      footer={
        <>
          <Button
            look="primary"
            keyHint="mod+enter"
            disabledReason={missing}
            isPending={isPending}
            onClick={() => void run()}
          >
            {save}
          </Button>
          <Button look="quiet" keyHint="escape" onClick={close}>
            Cancel
          </Button>
          {more !== undefined && (
            <>
              <span className={styles.grow} />
              {more}
            </>
          )}
        </>
      }
    >
      <div
        className={styles.form}
        role="presentation"
        onKeyDownCapture={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void run();
        }}
      >
        {children}
      </div>
    </Dialog>
  );
}

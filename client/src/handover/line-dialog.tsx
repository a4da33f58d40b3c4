import type { BriefRow, BriefSnooze, BriefView } from '@warroom/shared';
import { useState } from 'react';
import { usePeople } from '../desk-frame/desk-context.ts';
import { useSend } from '../desk-frame/use-send.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextArea } from '../ui/text-field.tsx';
import styles from './handover.module.css';
import { useSubmitKey } from './use-submit-key.ts';
import { PersonField } from './person-field.tsx';

interface LineDialogProps {
  brief: BriefView;
  line: BriefRow | BriefSnooze;
  onClose: () => void;
}

/** Who is to hold one incident from then on, and what they do next. */
export function LineDialog({ brief, line, onClose }: LineDialogProps) {
  const send = useSend();
  const people = usePeople();
  const [to, setTo] = useState(line.to ?? brief.incoming);
  const nextStep = 'nextStep' in line ? line.nextStep : null;
  const [step, setStep] = useState(nextStep ?? '');
  const [isPending, setPending] = useState(false);

  async function save(): Promise<void> {
    if (isPending) return;
    setPending(true);
    const result = await send({
      type: 'brief.edit',
      brief: brief.id,
      holders: { [line.incident]: to },
      ...(nextStep === null || step.trim() === nextStep
        ? {}
        : { nextStep: { incident: line.incident, text: step } }),
    });
    setPending(false);
    if (result.kind === 'done') onClose();
  }

  useSubmitKey(() => void save());

  return (
    <Dialog
      isOpen
      isKept
      onClose={onClose}
      title={`Hand over ${line.incident}`}
      sub={line.title}
      footer={
        <>
          <Button
            look="primary"
            keyHint="mod+enter"
            isPending={isPending}
            onClick={() => void save()}
          >
            Save
          </Button>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <PersonField
          label="Who holds it next"
          value={to}
          onChange={setTo}
          people={people.filter(({ id }) => id !== brief.outgoing)}
          autoFocus
        />
        {nextStep !== null && (
          <TextArea
            label="Next step"
            value={step}
            onChange={setStep}
            maxLength={500}
            hint="For this brief; the incident keeps its own. Empty goes back to that."
          />
        )}
      </div>
    </Dialog>
  );
}

import type { BriefView } from '@warroom/shared';
import { useMemo, useState } from 'react';
import { useDesk, useNames } from '../desk-frame/desk-context.ts';
import { useSend } from '../desk-frame/use-send.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { plural } from '../ui/format.ts';
import { TextArea } from '../ui/text-field.tsx';
import { toast } from '../ui/toasts.ts';
import { assignHeld, assignments } from './assign-held.ts';
import { unsettledWords } from './brief-words.ts';
import styles from './handover.module.css';
import { useSubmitKey } from './use-submit-key.ts';

/** The last look before a brief is frozen: what is not settled, whose signature it is, who gets what. */
export function SignDialog({ brief, onClose }: { brief: BriefView; onClose: () => void }) {
  const { base, me } = useDesk();
  const name = useNames();
  const send = useSend();
  const [reason, setReason] = useState('');
  const [assigns, setAssigns] = useState(true);
  const [isPending, setPending] = useState(false);
  const { content } = brief;
  const commands = useMemo(() => (content === null ? [] : assignments(content)), [content]);
  const unsettled = content?.unsettled ?? [];
  const inStead = brief.outgoing !== me;
  const needsReason = inStead || unsettled.length > 0;

  async function sign(): Promise<void> {
    if (isPending || (needsReason && reason.trim() === '')) return;
    setPending(true);
    const result = await send(
      {
        type: 'brief.sign',
        brief: brief.id,
        ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
      },
      { done: `Brief ${brief.number} signed` },
    );
    if (result.kind === 'done' && assigns && commands.length > 0) {
      const { assigned, refused } = await assignHeld(base, commands);
      toast(
        refused.length === 0
          ? { text: `${plural(assigned, 'incident')} assigned to the new holders` }
          : {
              text: `${assigned} assigned, ${refused.length} not`,
              detail: refused
                .slice(0, 3)
                .map(({ incident, why }) => `${incident}: ${why}`)
                .join(' '),
              tone: 'bad',
            },
      );
    }
    setPending(false);
    if (result.kind === 'done') onClose();
  }

  useSubmitKey(() => void sign());

  return (
    <Dialog
      isOpen
      isKept
      onClose={onClose}
      title={inStead ? `Sign in the stead of ${name(brief.outgoing)}` : 'Sign the brief'}
      sub={`Brief ${brief.number}. What is signed is frozen and goes into the journal.`}
      footer={
        <>
          <Button
            look="primary"
            keyHint="mod+enter"
            isPending={isPending}
            disabledReason={
              needsReason && reason.trim() === '' ? 'Say why first: it is kept with the brief' : ''
            }
            onClick={() => void sign()}
          >
            Sign
          </Button>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        {unsettled.length > 0 && (
          <Banner tone="late" title={`${plural(unsettled.length, 'thing')} not settled`}>
            {unsettled.slice(0, 6).map(unsettledWords).join('; ')}
            {unsettled.length > 6 ? ` and ${unsettled.length - 6} more` : ''}
          </Banner>
        )}
        {needsReason && (
          <TextArea
            label={inStead ? 'Why you sign for them' : 'Why it is signed so'}
            value={reason}
            onChange={setReason}
            maxLength={500}
            rows={2}
            autoFocus
          />
        )}
        {commands.length > 0 && (
          <Checkbox isChecked={assigns} onChange={setAssigns}>
            Assign {plural(commands.length, 'incident')} to the new holders now
          </Checkbox>
        )}
      </div>
    </Dialog>
  );
}

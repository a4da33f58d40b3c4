import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { toast } from '../ui/toasts.ts';
import type { Answer } from './admin-types.ts';
import { Problem } from './problem.tsx';
import { useAct } from './use-act.ts';

export interface Question {
  /** "Revoke Lobby?" */
  title: string;
  /** What will happen, in a sentence or two. */
  will: ReactNode;
  /** The button that does it: "Revoke". */
  yes: string;
  /** The button that doesn't: "Keep it". */
  no: string;
  send: () => Promise<Answer<unknown>>;
  /** What is told afterwards: "Lobby was revoked". */
  done: string;
  after: () => void;
}

/** Asks once before something is ended or taken away, and stays until the server has answered. */
export function Confirm({ question, onClose }: { question: Question | null; onClose: () => void }) {
  const act = useAct();
  function close(): void {
    act.clear();
    onClose();
  }

  async function doIt(): Promise<void> {
    if (question === null) return;
    const answer = await act.run('confirm', async () => {
      const sent = await question.send();
      return sent.ok ? { ok: true, value: true } : sent;
    });
    if (answer === undefined) return;
    close();
    toast({ text: question.done });
    question.after();
  }

  return (
    <Dialog
      role="alertdialog"
      title={question?.title ?? ''}
      isOpen={question !== null}
      onClose={close}
      width={440}
      footer={
        <>
          <Button look="danger" isPending={act.pending !== null} onClick={() => void doIt()}>
            {question?.yes}
          </Button>
          <Button onClick={close}>{question?.no}</Button>
        </>
      }
    >
      <p>{question?.will}</p>
      {act.error !== null && <Problem error={act.error} />}
    </Dialog>
  );
}

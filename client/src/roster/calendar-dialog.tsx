import { useState } from 'react';
import { useSection } from '../desk-frame/use-section.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { toast } from '../ui/toasts.ts';
import styles from './dialogs.module.css';
import { useRoster } from './roster-context.ts';

/** The secret address under which calendar programs read one's own turns; it can be copied and replaced. */
export function CalendarDialog() {
  const { close, send, blocked } = useRoster();
  const section = useSection<{ url: string; renewed: number }>('roster', 'roster/ical-link');
  const [isAsking, setAsking] = useState(false);
  const address =
    section.value === undefined ? '' : new URL(section.value.url, location.origin).href;

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(address);
      toast({ text: 'Copied the address of your calendar.' });
    } catch {
      toast({ text: 'Not copied: select the address and copy it yourself.', tone: 'bad' });
    }
  }

  async function renew(): Promise<void> {
    const result = await send(
      { type: 'roster.feed-renew' },
      { done: 'The old address has ended.' },
    );
    if (result.kind !== 'done') return;
    setAsking(false);
    section.reload();
  }

  return (
    <Dialog
      isOpen
      onClose={close}
      title="Your calendar"
      sub="Your turns, for any calendar program that subscribes to an address (iCal)."
      width={560}
      footer={
        isAsking ? (
          <>
            <Button look="danger" disabledReason={blocked} onClick={() => void renew()}>
              End the old, make a new one
            </Button>
            <Button look="quiet" onClick={() => setAsking(false)}>
              Keep it
            </Button>
          </>
        ) : (
          <>
            <Button
              look="primary"
              disabledReason={address === '' ? 'no address yet' : undefined}
              onClick={() => void copy()}
            >
              Copy
            </Button>
            <Button disabledReason={blocked} onClick={() => setAsking(true)}>
              Revoke…
            </Button>
            <Button look="quiet" keyHint="escape" onClick={close}>
              Close
            </Button>
          </>
        )
      }
    >
      {section.state === 'failed' ? (
        <p className={styles.warn}>{section.error.message}</p>
      ) : (
        <code className={styles.address}>{address === '' ? 'Making it…' : address}</code>
      )}
      <p className={styles.soft}>
        {isAsking
          ? 'Calendars that use the old address stop getting your turns; give them the new one.'
          : 'Whoever has this address can read your turns: desks and times, no incidents. Keep it to yourself; if it got out, revoke it.'}
      </p>
    </Dialog>
  );
}

import type { WayKind } from '@warroom/shared';
import { useState } from 'react';
import { useSend } from '../desk-frame/use-send.ts';
import { Button } from '../ui/button.tsx';
import { announceNow } from '../ui/live-region.tsx';
import styles from './notify.module.css';

/** Sends a message to oneself, the way that every message goes. */
export function TestButton({ way, blocked }: { way: WayKind; blocked: string | null }) {
  const send = useSend();
  const [said, setSaid] = useState<string | null>(null);

  async function test(): Promise<void> {
    const result = await send({ type: 'rules.test', way }, { isQuiet: true });
    const words =
      result.kind === 'done'
        ? way === 'email'
          ? 'On its way. If no mail comes within a minute, look among spam, then ask a lead for the log of messages.'
          : 'On its way. If nothing shows within a minute, look at the notification settings of this machine.'
        : result.refusal.message;
    setSaid(words);
    announceNow(words);
  }

  return (
    <div className={styles.test}>
      <Button size="s" disabledReason={blocked ?? undefined} onClick={() => void test()}>
        Send a test to myself
      </Button>
      {said !== null && <span className={styles.soft}>{said}</span>}
    </div>
  );
}

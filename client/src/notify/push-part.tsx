import type { NotifyView } from '@warroom/shared';
import { useCallback, useEffect, useState } from 'react';
import { useDesk } from '../desk-frame/desk-context.ts';
import { useSend } from '../desk-frame/use-send.ts';
import { agentWords } from '../ui/agent-words.ts';
import { Button } from '../ui/button.tsx';
import { formatMoment } from '../ui/format.ts';
import { StatusDot } from '../ui/status-dot.tsx';
import { endPush, letPush, PUSH_WORDS, pushState } from './browser-push.ts';
import type { PushState } from './browser-push.ts';
import styles from './notify.module.css';
import { TestButton } from './test-button.tsx';

/** Which browsers are told, and whether this one can be. */
export function PushPart({ view, blocked }: { view: NotifyView; blocked: string | null }) {
  const { feed } = useDesk();
  const send = useSend();
  const [browser, setBrowser] = useState<{ state: PushState; endpoint: string | null }>({
    state: 'unknown',
    endpoint: null,
  });
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const look = useCallback(async () => setBrowser(await pushState()), []);
  useEffect(() => void look(), [look]);

  const { push } = view.rules;
  const here = push.find(({ endpoint }) => endpoint !== null && endpoint === browser.endpoint);
  // Let for someone else of this browser, or taken out since: to us it is off.
  const state: PushState = browser.state === 'on' && here === undefined ? 'off' : browser.state;
  const key = view.vapidPublicKey;

  async function begin(): Promise<void> {
    if (key === null) return;
    setBusy(true);
    setProblem('');
    try {
      const keys = await letPush(key);
      const label = agentWords(navigator.userAgent);
      await send({ type: 'rules.push-add', label, ...keys }, { done: 'This browser is told' });
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
    await look();
    setBusy(false);
  }

  async function end(id: string): Promise<void> {
    if (id === here?.id) await endPush();
    await send({ type: 'rules.push-remove', push: id }, { done: 'That browser is told no more' });
    await look();
  }

  return (
    <section className={styles.part} aria-label="Push to browsers">
      <h2>Push to browsers</h2>
      <div className={styles.stand}>
        <StatusDot
          kind={state === 'on' ? 'live' : state === 'off' || state === 'unknown' ? 'idle' : 'late'}
        >
          {key === null ? 'This server sends no push messages.' : PUSH_WORDS[state]}
        </StatusDot>
        {state === 'off' && key !== null && (
          <Button
            look="primary"
            disabledReason={blocked ?? (isBusy ? 'Waiting for the browser' : undefined)}
            onClick={() => void begin()}
          >
            Tell this browser
          </Button>
        )}
        {here !== undefined && (
          <Button disabledReason={blocked ?? undefined} onClick={() => void end(here.id)}>
            Stop telling this browser
          </Button>
        )}
      </div>
      {problem !== '' && (
        <p role="alert" className={styles.warn}>
          {problem}
        </p>
      )}
      {push.some(({ id }) => id !== here?.id) && (
        <ul className={styles.browsers} aria-label="Other browsers that are told">
          {push
            .filter(({ id }) => id !== here?.id)
            .map(({ id, label, addedAt }) => (
              <li key={id}>
                <span>{label}</span>
                <span className={styles.soft}>
                  since {formatMoment(addedAt, feed.serverNow(), view.zone)}
                </span>
                <Button
                  size="s"
                  look="quiet"
                  aria-label={`Stop telling ${label}`}
                  disabledReason={blocked ?? undefined}
                  onClick={() => void end(id)}
                >
                  Stop
                </Button>
              </li>
            ))}
        </ul>
      )}
      <p className={styles.soft}>
        Messages show on the lock screen of this machine, also when you are signed out: use it on
        your own machines alone. Of what is TLP:RED only the number is told.
      </p>
      <TestButton
        way="push"
        blocked={blocked ?? (push.length > 0 ? null : 'no browser is told yet')}
      />
    </section>
  );
}

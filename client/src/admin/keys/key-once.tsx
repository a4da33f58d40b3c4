import { useState } from 'react';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { SegmentedControl } from '../../ui/segmented-control.tsx';
import { useAdmin, useElectionId } from '../admin-context.ts';
import styles from '../admin.module.css';
import { CopyBox } from '../secret-once.tsx';
import { alertmanagerSnippet, curlSnippet, pagerDutySnippet } from './snippets.ts';

const SNIPPETS = {
  curl: { label: 'curl', make: curlSnippet, title: 'A test signal' },
  alertmanager: { label: 'Alertmanager', make: alertmanagerSnippet, title: 'For alertmanager.yml' },
  pagerduty: { label: 'Events v2', make: pagerDutySnippet, title: 'As PagerDuty’s Events API' },
} as const;
type SnippetId = keyof typeof SNIPPETS;

interface KeyOnceProps {
  source: string;
  /** Nowhere else, and gone when this closes. */
  token: string;
  onDone: () => void;
}

/** A key just made: shown this once, with what to paste where. */
export function KeyOnce({ source, token, onDone }: KeyOnceProps) {
  const { origin } = useAdmin();
  const election = useElectionId();
  const [shown, setShown] = useState<SnippetId>('curl');
  const snippet = SNIPPETS[shown];
  return (
    <>
      <div className={styles.panelHead}>
        <h2>Key for {source}</h2>
      </div>
      <Banner tone="late" title="Shown this once." className={styles.notice}>
        The server keeps only its hash. Copy it now; a lost key is revoked and made anew.
      </Banner>
      <CopyBox label="Key" text={token} isFirst />
      <div className={styles.section}>
        <h3>Ready to paste</h3>
      </div>
      <div className={styles.notice}>
        <SegmentedControl
          label="Ready to paste"
          value={shown}
          onChange={setShown}
          options={(['curl', 'alertmanager', 'pagerduty'] as const).map((id) => ({
            value: id,
            label: SNIPPETS[id].label,
          }))}
        />
      </div>
      <CopyBox
        key={shown}
        label={snippet.title}
        text={snippet.make({ origin, election, token })}
        isBlock
      />
      <div className={styles.actions}>
        <Button look="primary" onClick={onDone}>
          I have copied it
        </Button>
        <a href="/api/docs" target="_blank" rel="noreferrer" className={styles.small}>
          How to send signals
        </a>
      </div>
    </>
  );
}

import { useState } from 'react';
import { useFeedPart } from '../store/use-live.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { formatMinute } from '../ui/format.ts';
import { useDesk } from './desk-context.ts';
import styles from './desk-frame.module.css';

/** What holds for the whole page: no connection, no writes, a newer build, signed out. As on the board. */
export function DeskNotices() {
  const { feed, election } = useDesk();
  const phase = useFeedPart(feed, (status) => status.phase);
  const bye = useFeedPart(feed, (status) => status.bye);
  const readOnly = useFeedPart(feed, (status) => status.readOnly);
  const since = useFeedPart(feed, (status) => status.readOnlySince);
  const unsafe = useFeedPart(feed, (status) => status.unsafe);
  const newBuild = useFeedPart(feed, (status) => status.newBuild);
  const attempts = useFeedPart(feed, (status) => status.attempts);
  const [hidden, setHidden] = useState<string | null>(null);
  const reload = (
    <Button size="s" onClick={() => location.reload()}>
      Reload
    </Button>
  );
  if (phase === 'ended') {
    return (
      <div className={styles.notices}>
        <Banner tone="bad" title="This page is no longer live" actions={reload}>
          {bye?.message}
        </Banner>
      </div>
    );
  }
  const isUnsafe = unsafe !== null && unsafe !== hidden;
  // A short break says so in the status bar alone.
  const isAway = phase === 'offline' && attempts > 2;
  if (!isAway && readOnly === null && !isUnsafe && newBuild === null) return null;
  const at = since === null ? '' : ` since ${formatMinute(since, election.election.zone)}`;
  return (
    <div className={styles.notices}>
      {isAway && (
        <Banner tone="late" title="No connection">
          You see the last known picture. Nothing can be saved until it is back; what you typed
          stays on this page.
        </Banner>
      )}
      {readOnly !== null && (
        <Banner tone="late" title={`Read only${at}`}>
          {readOnly}
        </Banner>
      )}
      {isUnsafe && (
        <Banner
          tone="late"
          title="Not durable"
          actions={
            <Button size="s" onClick={() => setHidden(unsafe)}>
              Hide
            </Button>
          }
        >
          What is saved may be lost: {unsafe}
        </Banner>
      )}
      {newBuild !== null && !isAway && (
        <Banner title="A newer version is there" actions={reload}>
          Reload when it suits.
        </Banner>
      )}
    </div>
  );
}

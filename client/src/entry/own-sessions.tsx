import { useEffect, useRef, useState } from 'react';
import type { ApiError } from '../api.ts';
import { endOwnSession, ownSessions, type OwnSession } from '../session.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { formatMoment, machineZone, plural } from '../ui/format.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { toast } from '../ui/toasts.ts';
import { useNow } from '../ui/use-now.ts';
import { agentWords } from '../ui/agent-words.ts';
import styles from './own-sessions.module.css';

/** Where one is signed in, and ending it there. */
export function OwnSessions() {
  const [sessions, setSessions] = useState<readonly OwnSession[]>();
  const [loadError, setLoadError] = useState<ApiError>();

  useEffect(() => {
    let isGone = false;
    async function load(): Promise<void> {
      const result = await ownSessions();
      if (isGone) return;
      setLoadError(result.ok ? undefined : result.error);
      if (result.ok) setSessions(result.value);
    }
    void load();
    return () => {
      isGone = true;
    };
  }, []);

  async function reload(): Promise<void> {
    const result = await ownSessions();
    setLoadError(result.ok ? undefined : result.error);
    if (result.ok) setSessions(result.value);
  }

  return (
    <section aria-label="Where you are signed in">
      {loadError !== undefined && (
        <Banner
          tone={loadError.kind === 'unreachable' ? 'late' : 'bad'}
          title="Your sessions did not load."
          isAlert
          actions={<Button onClick={() => void reload()}>Try again</Button>}
        >
          {loadError.message}
        </Banner>
      )}
      {sessions === undefined ? (
        loadError === undefined && <Skeleton label="Loading your sessions" rows={4} />
      ) : (
        <List sessions={sessions} onEnded={() => void reload()} />
      )}
    </section>
  );
}

interface ListProps {
  sessions: readonly OwnSession[];
  onEnded: () => void;
}

function List({ sessions, onEnded }: ListProps) {
  const [ending, setEnding] = useState<readonly string[]>([]);
  const [error, setError] = useState<ApiError>();
  const heading = useRef<HTMLHeadingElement>(null);
  const others = sessions.filter(({ current }) => !current);

  async function end(which: readonly OwnSession[]): Promise<void> {
    if (ending.length > 0) return;
    setEnding(which.map(({ id }) => id));
    const results = await Promise.all(which.map(({ id }) => endOwnSession(id)));
    setEnding([]);
    const failed = results.find((result) => !result.ok);
    setError(failed?.error);
    const ended = results.filter(({ ok }) => ok).length;
    if (ended === 0) return;
    const [first] = which;
    toast({
      text:
        which.length === 1 && first !== undefined
          ? `Ended ${agentWords(first.agent)}, ${first.address}.`
          : `Ended ${plural(ended, 'session')}.`,
    });
    // The button that was pressed goes with its row.
    heading.current?.focus();
    onEnded();
  }

  return (
    <>
      <h2 ref={heading} tabIndex={-1} className={styles.heading}>
        Where you are signed in
      </h2>
      {error !== undefined && (
        <Banner
          tone={error.kind === 'unreachable' ? 'late' : 'bad'}
          title="Not ended."
          isAlert
          className={styles.problem}
        >
          {error.message}
        </Banner>
      )}
      <ul className={styles.list}>
        {sessions.map((session) => (
          <Row
            key={session.id}
            session={session}
            isPending={ending.includes(session.id)}
            onEnd={() => void end([session])}
          />
        ))}
      </ul>
      {others.length > 0 ? (
        <Button
          look="danger"
          isPending={ending.length > 0}
          className={styles.all}
          onClick={() => void end(others)}
        >
          End all others
        </Button>
      ) : (
        <p className={styles.soft}>Nowhere else.</p>
      )}
      <p className={styles.soft}>
        One you don’t know? End it and change your password. A session ends by itself after 12 hours
        without use, and after 7 days in any case.
      </p>
    </>
  );
}

interface RowProps {
  session: OwnSession;
  isPending: boolean;
  onEnd: () => void;
}

function Row({ session, isPending, onEnd }: RowProps) {
  const { agent, address, createdAt, lastUsedAt, current } = session;
  const zone = machineZone();
  const now = useNow(Date.now, 60_000);
  const words = agentWords(agent);
  return (
    <li className={styles.row}>
      <div>
        <b>{words}</b>
        {current && <span className={styles.here}>this browser</span>}
        <div className={styles.detail} title={agent}>
          {address} · since {formatMoment(createdAt, now, zone)}
          {!current && `, last used ${formatMoment(lastUsedAt, now, zone)}`}
        </div>
      </div>
      {!current && (
        <Button size="s" isPending={isPending} onClick={onEnd}>
          End
          <span className="sr-only">
            {' '}
            {words}, {address}
          </span>
        </Button>
      )}
    </li>
  );
}

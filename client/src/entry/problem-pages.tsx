import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { AppLink } from '../ui/app-link.tsx';
import { Button } from '../ui/button.tsx';
import { formatTimer } from '../ui/format.ts';
import { EntryFrame } from './entry-frame.tsx';
import styles from './entry-frame.module.css';
import { isMissingPart, NoElection, Unreachable } from './problems.ts';

const RETRY_MS = 5_000;

/** What stands in a page's place when it failed: what happened, and a way on. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  if (error instanceof Unreachable) return <UnreachablePage error={error} reset={reset} />;
  if (error instanceof NoElection) return <NoElectionPage id={error.election} />;
  return isMissingPart(error) ? <NewVersionPage /> : <BrokenPage error={error} reset={reset} />;
}

function useRetry(reset: () => void): () => void {
  const router = useRouter();
  return () => {
    reset();
    void router.invalidate();
  };
}

function UnreachablePage({ error, reset }: { error: Unreachable; reset: () => void }) {
  const retry = useRetry(reset);
  const [leftMs, setLeftMs] = useState(RETRY_MS);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (leftMs > 1_000) setLeftMs(leftMs - 1_000);
      else retry();
    }, 1_000);
    return () => clearTimeout(timer);
  });
  return (
    <EntryFrame title="The server does not answer" sub={error.message}>
      <div className={styles.form}>
        <p className={styles.note}>
          Nothing you had saved is lost. Trying again in {formatTimer(leftMs)}.
        </p>
        <div>
          <Button look="primary" size="l" onClick={retry}>
            Try now
          </Button>
        </div>
      </div>
    </EntryFrame>
  );
}

function NoElectionPage({ id }: { id: string }) {
  return (
    <EntryFrame
      title="Not an election of yours"
      sub={`“${id}” is not here, or you have no role in it.`}
    >
      <p>If the address is right, ask its lead or an admin of this server to invite you.</p>
      <div className={styles.links}>
        <AppLink href="/start">The elections open to you</AppLink>
      </div>
    </EntryFrame>
  );
}

function NewVersionPage() {
  return (
    <EntryFrame
      title="A new version is running"
      sub="The server was updated while this page was open, and a part of the old page is gone."
    >
      <Button look="primary" size="l" onClick={() => window.location.reload()}>
        Load the new version
      </Button>
    </EntryFrame>
  );
}

function BrokenPage({ error, reset }: { error: unknown; reset: () => void }) {
  const retry = useRetry(reset);
  return (
    <EntryFrame
      title="This page broke"
      sub="The fault is the program’s, not yours. What the server acknowledged is safe."
    >
      <div className={styles.form}>
        <div className={styles.labelled}>
          <Button look="primary" size="l" onClick={retry}>
            Try again
          </Button>
          <Button size="l" onClick={() => window.location.reload()}>
            Reload
          </Button>
        </div>
        <details className={styles.note}>
          <summary>For whoever mends it</summary>
          <code>{error instanceof Error ? `${error.name}: ${error.message}` : String(error)}</code>
        </details>
      </div>
      <div className={styles.links}>
        <AppLink href="/">Back to the war room</AppLink>
      </div>
    </EntryFrame>
  );
}

/** An address that leads nowhere. */
export function NotFoundPage() {
  return (
    <EntryFrame title="There is no such page" sub={`Nothing is at ${window.location.pathname}`}>
      <p>A link may have been cut short.</p>
      <div className={styles.links}>
        <AppLink href="/">On to the war room</AppLink>
      </div>
    </EntryFrame>
  );
}

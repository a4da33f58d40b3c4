import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { AccountMenu } from '../account-menu.tsx';
import { api, type ApiError } from '../api.ts';
import { loadSession, usePerson, type Membership } from '../session.ts';
import { AppFrame, Clocks, StatusBar, TopBar } from '../ui/app-frame.tsx';
import { AppLink } from '../ui/app-link.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { KeyHint } from '../ui/key.tsx';
import { Table } from '../ui/table.tsx';
import { TlpLabel } from '../ui/tlp-label.tsx';
import { ServerStatus, useTitle } from './entry-frame.tsx';
import { KeysToBeginWith, ServerChecks, SetUpSteps } from './start-parts.tsx';
import styles from './start-page.module.css';
import { useServerChecks } from './use-server-checks.ts';

/** What the shipped drill does, minute by minute, and what it teaches. */
const MINUTES = [
  ['0–2', 'Signals come in, most are noise', 'j k, 3 dismiss, x select'],
  ['1–4', 'A rumour about closing times grows', '1 acknowledge, 2 link, n open'],
  ['2–6', 'A results site is flooded, lines grow', 'severity, assign, clocks'],
  ['3–7', 'A threat reaches a polling place', 'critical on the wall, who owns it'],
  ['7–10', 'The hotline falls silent', 'stale is not calm'],
] as const;

/** `/start`: the first page after set-up, and the list of elections later. */
export function StartPage() {
  const person = usePerson();
  const checks = useServerChecks(person?.admin === true);
  useTitle('Start');
  // A role given or a drill started elsewhere meanwhile.
  useEffect(() => void loadSession(), []);
  if (person === null) return null;
  return (
    <AppFrame
      top={
        <TopBar name="Election War Room" note={person.admin ? 'this server' : undefined}>
          <span>
            Signed in as <b>{person.name}</b>
            {person.admin && ', admin'}
          </span>
          <Clocks />
          <AccountMenu />
        </TopBar>
      }
      status={
        <StatusBar end={person.admin && <KeyHint keys={['enter']}>start the drill</KeyHint>}>
          <ServerStatus />
          <span>No election open</span>
        </StatusBar>
      }
    >
      <div className={styles.page}>
        <aside className={styles.steps} aria-label="Set-up">
          <SetUpSteps person={person} checks={checks} />
        </aside>
        <div className={styles.work}>
          {person.admin && <DrillOffer />}
          <Elections elections={person.elections} isFirst={!person.admin} />
        </div>
        <aside className={styles.side} aria-label="Good to know">
          {person.admin && <ServerChecks checks={checks} />}
          <KeysToBeginWith />
        </aside>
      </div>
    </AppFrame>
  );
}

function DrillOffer() {
  const router = useRouter();
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<ApiError>();

  async function start(): Promise<void> {
    setPending(true);
    const result = await api<{ election: string; to: string }>('/api/drills', {
      method: 'POST',
      body: {},
    });
    if (result.ok) {
      await loadSession();
      router.history.push(result.value.to);
      return;
    }
    setPending(false);
    setError(result.error);
  }

  return (
    <>
      <h1 className={styles.title}>Start with the drill</h1>
      <p className={styles.lead}>
        An election day in about ten minutes, with invented signals: a rumour about closing times, a
        results page that stops answering, long lines, a threat, and much noise. You triage; the
        wall shows it. Nobody outside is called, and everything in it is marked <b>EXERCISE</b> and
        counted apart.
      </p>
      {error !== undefined && (
        <Banner tone="bad" title="No drill was started." isAlert className={styles.section}>
          {error.message}
        </Banner>
      )}
      <div className={styles.actions}>
        <Button
          look="primary"
          size="l"
          keyHint="enter"
          autoFocus
          isPending={isPending}
          onClick={() => void start()}
        >
          {isPending ? 'Starting' : 'Start the drill'}
        </Button>
        <a href="/wall" target="_blank" rel="noreferrer" className={buttonClass({ size: 'l' })}>
          Show the wall beside it
        </a>
      </div>
      <div className={styles.happens}>
        <Table label="What the drill does" rows="m">
          <colgroup>
            <col style={{ width: 70 }} />
            <col />
            <col style={{ width: 230 }} />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">Minute</th>
              <th scope="col">What happens</th>
              <th scope="col">You learn</th>
            </tr>
          </thead>
          <tbody>
            {MINUTES.map(([minute, what, learn]) => (
              <tr key={minute}>
                <td data-quiet>{minute}</td>
                <td>{what}</td>
                <td data-quiet>{learn}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
    </>
  );
}

interface ElectionsProps {
  elections: readonly Membership[];
  /** Without the drill's offer above it, this is the page's heading. */
  isFirst: boolean;
}

function Elections({ elections, isFirst }: ElectionsProps) {
  if (elections.length === 0) {
    return (
      <EmptyState
        title="No election is open to you yet"
        className={isFirst ? undefined : styles.section}
      >
        An election is a file on the server, and people take part in it by invitation. Ask its lead
        or an admin to give you a role.
      </EmptyState>
    );
  }
  return (
    <section className={isFirst ? undefined : styles.section} aria-label="Elections">
      {isFirst ? <h1 className={styles.title}>Open an election</h1> : <h2>Or open an election</h2>}
      <ul className={styles.options}>
        {elections.map((election) => (
          <li key={election.id} className={styles.option}>
            <div>
              <b>{election.name}</b>
              <div className={styles.soft}>
                {election.drill && <b>EXERCISE · </b>}
                {election.role}, cleared to <TlpLabel tlp={election.clearance} />
              </div>
            </div>
            <AppLink href={`/e/${election.id}`} className={buttonClass({})}>
              Open<span className="sr-only"> {election.name}</span>
            </AppLink>
          </li>
        ))}
      </ul>
    </section>
  );
}

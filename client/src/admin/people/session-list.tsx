import { useCallback } from 'react';
import { Button } from '../../ui/button.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useAdmin, useServerNow } from '../admin-context.ts';
import type { SessionRow } from '../admin-types.ts';
import styles from '../admin.module.css';
import type { Question } from '../confirm.tsx';
import { LoadProblem } from '../problem.tsx';
import { formatAgo, formatDate } from '../times.ts';
import { useList } from '../use-list.ts';
import type { PersonEntry } from './people-entries.ts';
import { agentInWords } from './role-words.ts';

interface SessionListProps {
  person: PersonEntry;
  onAsk: (question: Question) => void;
}

/** Where someone is signed in, and how to end that. */
export function SessionList({ person, onAsk }: SessionListProps) {
  const { client, me } = useAdmin();
  const list = useList(useCallback(() => client.sessions(person.id), [client, person.id]));
  const sessions = (list.data ?? []).toSorted((a, b) => b.lastUsedAt - a.lastUsedAt);
  const yours =
    person.id === me.id ? ' This may be the session you are in: then you sign in again.' : '';

  function askToEnd(session: SessionRow): void {
    onAsk({
      title: `End this session of ${person.name}?`,
      will: `${agentInWords(session.agent)} at ${session.address} is signed out within 2 s. The password stays.${yours}`,
      yes: 'End it',
      no: 'Keep it',
      send: () => client.endSession(person.id, session.id),
      done: `A session of ${person.name} was ended`,
      after: () => void list.reload(),
    });
  }

  function askToEndAll(): void {
    onAsk({
      title: `Sign ${person.name} out everywhere?`,
      will: `All sessions end within 2 s, on every machine. The password stays, so they can sign in again.${yours}`,
      yes: 'Sign out everywhere',
      no: 'Keep them',
      send: () => client.endSessions(person.id),
      done: `${person.name} was signed out everywhere`,
      after: () => void list.reload(),
    });
  }

  return (
    <>
      <div className={styles.section}>
        <h3>Sessions</h3>
        {sessions.length > 0 && <span className={styles.tiny}>{sessions.length}</span>}
        {sessions.length > 1 && (
          <Button look="link" onClick={askToEndAll}>
            Sign out everywhere
          </Button>
        )}
      </div>
      <LoadProblem what="The list of sessions" list={list} />
      {list.data === null && list.error === null && <Skeleton label="Loading sessions" rows={2} />}
      {list.data !== null && sessions.length === 0 && (
        <p className={styles.prose}>Not signed in anywhere.</p>
      )}
      <ul className={styles.lines}>
        {sessions.map((session) => (
          <SessionLine key={session.id} session={session} onEnd={() => askToEnd(session)} />
        ))}
      </ul>
    </>
  );
}

function SessionLine({ session, onEnd }: { session: SessionRow; onEnd: () => void }) {
  const { zone } = useAdmin();
  const now = useServerNow();
  const agent = agentInWords(session.agent);
  return (
    <li>
      <div title={session.agent}>
        {agent}
        <div className={styles.tiny}>
          {session.address} · used {formatAgo(session.lastUsedAt, now, zone)} · since{' '}
          {formatDate(session.createdAt, zone)}
        </div>
      </div>
      <Button size="s" onClick={onEnd}>
        End…<span className="sr-only"> the session on {agent}</span>
      </Button>
    </li>
  );
}

import { useState } from 'react';
import { useStore } from 'zustand';
import { AccountMenu } from '../account-menu.tsx';
import type { ApiResult } from '../api.ts';
import { changePassword, sessionStore, usePerson } from '../session.ts';
import { AppLink } from '../ui/app-link.tsx';
import { Banner } from '../ui/banner.tsx';
import { TextField } from '../ui/text-field.tsx';
import { EntryForm } from './entry-form.tsx';
import { EntryFrame } from './entry-frame.tsx';
import styles from './entry-frame.module.css';
import { OwnSessions } from './own-sessions.tsx';
import { PASSWORD_HINT } from './password-hint.ts';

/** `/password`: changes one's own password, and shows where one is signed in. */
export function PasswordPage() {
  const person = usePerson();
  const [changes, setChanges] = useState(0);
  if (person === null) return null;
  return (
    <EntryFrame
      title="Password and sessions"
      sub={`${person.name}, who signs in as ${person.email}`}
      account={<AccountMenu />}
      aside={<OwnSessions key={changes} />}
    >
      <div role="status" className={changes === 0 ? undefined : styles.told}>
        {changes > 0 && (
          <Banner title="Your password is changed.">
            Your sessions in other browsers were ended.
          </Banner>
        )}
      </div>
      <NewPassword email={person.email} onDone={() => setChanges(changes + 1)} />
      <div className={styles.links}>
        <AppLink href="/">Back to the war room</AppLink>
      </div>
    </EntryFrame>
  );
}

function NewPassword({ email, onDone }: { email: string; onDone: () => void }) {
  const isByLink = useStore(sessionStore, (state) => state.isByLink);
  const [isRefused, setRefused] = useState(false);
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const asksCurrent = !isByLink || isRefused;

  async function send(): Promise<ApiResult<unknown>> {
    const result = await changePassword({ current: current === '' ? undefined : current, next });
    if (result.ok || result.error.path !== 'current') return result;
    setRefused(true);
    return current === '' ? { ok: false, error: { ...result.error, message: NEEDED } } : result;
  }

  return (
    <EntryForm
      submit="Change the password"
      failure="Not changed."
      fields={['current', 'password', 'next']}
      send={send}
      onDone={() => {
        setCurrent('');
        setNext('');
        setRefused(false);
        onDone();
      }}
    >
      {(errorOf) => {
        const error = errorOf('password') ?? errorOf('next');
        return (
          <>
            {/* Lets a password manager keep the two together. */}
            <input
              type="email"
              name="email"
              autoComplete="username"
              value={email}
              readOnly
              hidden
            />
            {asksCurrent ? (
              <TextField
                label="Present password"
                type="password"
                name="current"
                autoComplete="current-password"
                size="l"
                value={current}
                onChange={setCurrent}
                hint={
                  errorOf('current') === undefined
                    ? 'Leave it empty if you came in by a sign-in link within the last half hour.'
                    : undefined
                }
                error={errorOf('current')}
              />
            ) : (
              <p className={styles.note}>
                You came in by a sign-in link: for half an hour no present password is asked.
              </p>
            )}
            <TextField
              label="New password"
              type="password"
              name="next"
              autoComplete="new-password"
              required
              size="l"
              value={next}
              onChange={setNext}
              hint={error === undefined ? PASSWORD_HINT : undefined}
              error={error}
            />
          </>
        );
      }}
    </EntryForm>
  );
}

const NEEDED =
  'Enter your present password: only within half an hour of a sign-in link it is not asked. Forgotten? An admin of this server can make you a fresh link.';

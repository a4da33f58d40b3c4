import { useRouter, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { signIn, useSession } from '../session.ts';
import { AppLink } from '../ui/app-link.tsx';
import { formatClock, machineZone } from '../ui/format.ts';
import { StatusDot } from '../ui/status-dot.tsx';
import { TextField } from '../ui/text-field.tsx';
import { TlpLabel } from '../ui/tlp-label.tsx';
import { EntryForm } from './entry-form.tsx';
import { EntryFrame, HouseRules } from './entry-frame.tsx';
import styles from './entry-frame.module.css';
import { safePath } from './safe-path.ts';

/** `/sign-in`: by e-mail and password, then on to where one was going. */
export function SignInPage() {
  const router = useRouter();
  const search = useSearch({ strict: false });
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const to = safePath(search['to'], window.location.origin) ?? '/';
  return (
    <EntryFrame
      title="Sign in"
      sub={`to the war room at ${window.location.host}`}
      aside={<BeforeYouSignIn />}
    >
      <EntryForm
        submit="Sign in"
        failure="Not signed in."
        fields={['email', 'password']}
        send={() => signIn(email, password)}
        onDone={() => router.history.replace(to)}
      >
        {(errorOf) => (
          <>
            <TextField
              label="E-mail"
              type="email"
              name="email"
              autoComplete="username"
              autoFocus
              required
              size="l"
              value={email}
              onChange={setEmail}
              error={errorOf('email')}
            />
            <TextField
              label="Password"
              type="password"
              name="password"
              autoComplete="current-password"
              required
              size="l"
              value={password}
              onChange={setPassword}
              error={errorOf('password')}
            />
          </>
        )}
      </EntryForm>
      <div className={styles.links}>
        <AppLink href="/invite">I have an invitation</AppLink>
        <AppLink href="/wall">This screen is a wall display</AppLink>
      </div>
    </EntryFrame>
  );
}

function BeforeYouSignIn() {
  const session = useSession();
  const zone = machineZone();
  return (
    <>
      <h2>Before you sign in</h2>
      <dl className={styles.facts}>
        <dt>Server</dt>
        <dd>
          {session === undefined ? (
            <StatusDot kind="idle">asking</StatusDot>
          ) : (
            <StatusDot kind="live">ready, as of {formatClock(session.now, zone)}</StatusDot>
          )}
        </dd>
        <dt>Locked out?</dt>
        <dd>An admin of this server can set a new password.</dd>
        <dt>Shared machine</dt>
        <dd>Sign out when you leave: the session lasts beyond this window.</dd>
      </dl>
      <HouseRules />
      <div className={styles.labelled}>
        <TlpLabel tlp="AMBER" />
        is the default label of everything inside
      </div>
    </>
  );
}

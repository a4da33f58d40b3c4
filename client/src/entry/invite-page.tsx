import { useRouter } from '@tanstack/react-router';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { ApiError } from '../api.ts';
import { acceptInvitation, lookAtInvitation, type Invitation } from '../session.ts';
import { AppLink } from '../ui/app-link.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { formatDay, formatMinute, machineZone } from '../ui/format.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { TextField } from '../ui/text-field.tsx';
import { EntryForm } from './entry-form.tsx';
import { EntryFrame, HouseRules } from './entry-frame.tsx';
import styles from './entry-frame.module.css';
import { heldToken, onToken } from './fragment-token.ts';
import { PASSWORD_HINT } from './password-hint.ts';

/** `/invite#token`: what the invitation offers, then a name and a password. */
export function InvitePage() {
  const token = useSyncExternalStore(onToken, () => heldToken('/invite'));
  const [turn, setTurn] = useState(0);
  if (token === undefined) return <NoToken />;
  return <Offered key={`${token} ${turn}`} token={token} onRetry={() => setTurn(turn + 1)} />;
}

function Offered({ token, onRetry }: { token: string; onRetry: () => void }) {
  const [invitation, setInvitation] = useState<Invitation>();
  const [error, setError] = useState<ApiError>();
  useEffect(() => {
    let isGone = false;
    async function look(): Promise<void> {
      const result = await lookAtInvitation(token);
      if (isGone) return;
      if (result.ok) setInvitation(result.value);
      else setError(result.error);
    }
    void look();
    return () => {
      isGone = true;
    };
  }, [token]);

  if (invitation !== undefined) return <Accept token={token} invitation={invitation} />;
  return (
    <EntryFrame title="Your invitation" aside={<Inside />}>
      {error === undefined ? (
        <Skeleton label="Looking at the invitation" rows={3} size="l" />
      ) : (
        <Banner
          tone={error.kind === 'unreachable' ? 'late' : 'bad'}
          title="It can’t be taken."
          isAlert
          actions={<Button onClick={onRetry}>Try again</Button>}
        >
          {error.message}
        </Banner>
      )}
    </EntryFrame>
  );
}

function Accept({ token, invitation }: { token: string; invitation: Invitation }) {
  const router = useRouter();
  const [name, setName] = useState(invitation.name);
  const [password, setPassword] = useState('');
  const { email, hasAccount, election } = invitation;
  return (
    <EntryFrame
      title={election === null ? 'Join this war room' : `Join ${election.name}`}
      sub={`${roleWords(invitation)}. You sign in as ${email}.`}
      aside={<Inside expiresAt={invitation.expiresAt} />}
    >
      <EntryForm
        submit={hasAccount ? 'Join with my account' : 'Join and sign in'}
        failure="Not joined."
        fields={['name', 'password']}
        send={() => acceptInvitation({ token, name: name.trim() || email, password })}
        onDone={() => {
          router.history.replace(election === null ? '/' : `/e/${election.id}`);
        }}
      >
        {(errorOf) => (
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
            {!hasAccount && (
              <TextField
                label="Your name"
                aside="as colleagues and the journal show it"
                name="name"
                autoComplete="name"
                required
                size="l"
                value={name}
                onChange={setName}
                error={errorOf('name')}
              />
            )}
            <TextField
              label={hasAccount ? 'Password of your account' : 'A password of your own'}
              type="password"
              name="password"
              autoComplete={hasAccount ? 'current-password' : 'new-password'}
              autoFocus
              required
              size="l"
              value={password}
              onChange={setPassword}
              hint={hasAccount ? `${email} has an account on this server already.` : PASSWORD_HINT}
              error={errorOf('password')}
            />
          </>
        )}
      </EntryForm>
    </EntryFrame>
  );
}

function roleWords({ role, admin }: Invitation): string {
  if (admin) return 'Invited as an admin of the server';
  return role === null ? 'Invited' : `Invited as ${role}`;
}

function NoToken() {
  return (
    <EntryFrame
      title="Open your invitation link"
      sub="An invitation is a link, and its code is part of it."
      aside={<Inside />}
    >
      <p>
        Open the whole link in this browser, as you were given it. It works once; if it was used or
        has expired, ask for a fresh one.
      </p>
      <div className={styles.links}>
        <AppLink href="/sign-in">Sign in instead</AppLink>
      </div>
    </EntryFrame>
  );
}

function Inside({ expiresAt }: { expiresAt?: number }) {
  const zone = machineZone();
  return (
    <>
      <h2>Before you join</h2>
      <dl className={styles.facts}>
        <dt>This link</dt>
        <dd>
          works once
          {expiresAt !== undefined &&
            `, until ${formatDay(expiresAt, zone)} ${formatMinute(expiresAt, zone)}`}
        </dd>
        <dt>Your password</dt>
        <dd>is yours alone; whoever invited you never sees it.</dd>
      </dl>
      <HouseRules />
    </>
  );
}

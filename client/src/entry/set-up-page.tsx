import { useRouter } from '@tanstack/react-router';
import { useState, useSyncExternalStore } from 'react';
import { sessionStore, setUp } from '../session.ts';
import { AppLink } from '../ui/app-link.tsx';
import { Banner } from '../ui/banner.tsx';
import { TextField } from '../ui/text-field.tsx';
import { EntryForm } from './entry-form.tsx';
import { EntryFrame } from './entry-frame.tsx';
import styles from './entry-frame.module.css';
import { heldToken, onToken } from './fragment-token.ts';
import { PASSWORD_HINT } from './password-hint.ts';

/** `/setup#token`: makes the first admin; without a token, says where the link is. */
export function SetUpPage() {
  const token = useSyncExternalStore(onToken, () => heldToken('/setup'));
  // As it was on arrival: setting up itself must not swap the page under one's hands.
  const [needsSetup] = useState(() => sessionStore.getState().session?.needsSetup ?? true);
  if (!needsSetup) return <AlreadySetUp />;
  return token === undefined ? <WhereTheLinkIs /> : <FirstAdmin token={token} />;
}

function FirstAdmin({ token }: { token: string }) {
  const router = useRouter();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  return (
    <EntryFrame
      title="Set up this war room"
      sub="You become its first admin. Nobody else can see anything yet."
      note="first start"
      aside={<WhatComesNext />}
    >
      <EntryForm
        submit="Set up and sign in"
        failure="Not set up."
        fields={['name', 'email', 'password']}
        send={() => setUp({ token, name: name.trim(), email: email.trim(), password })}
        onDone={() => {
          router.history.replace('/start');
        }}
      >
        {(errorOf) => (
          <>
            <TextField
              label="Your name"
              aside="as colleagues and the journal show it"
              name="name"
              autoComplete="name"
              autoFocus
              required
              size="l"
              value={name}
              onChange={setName}
              error={errorOf('name')}
            />
            <TextField
              label="E-mail"
              type="email"
              name="email"
              autoComplete="username"
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
              autoComplete="new-password"
              required
              size="l"
              value={password}
              onChange={setPassword}
              hint={errorOf('password') === undefined ? PASSWORD_HINT : undefined}
              error={errorOf('password')}
            />
          </>
        )}
      </EntryForm>
    </EntryFrame>
  );
}

function WhatComesNext() {
  return (
    <>
      <h2>What comes next</h2>
      <dl className={styles.facts}>
        <dt>A drill</dt>
        <dd>An election day in ten minutes, with invented signals. Nobody outside is called.</dd>
        <dt>People</dt>
        <dd>You invite the others by links; each chooses a password of their own.</dd>
        <dt>Walls</dt>
        <dd>A screen shows a code, and you confirm it.</dd>
        <dt>This link</dt>
        <dd>It works once. There is no default account, and no other way in.</dd>
      </dl>
      <p className={styles.prose}>
        Use an e-mail you can be reached by in the night: it is how you sign in, and nothing is sent
        to it.
      </p>
    </>
  );
}

function WhereTheLinkIs() {
  return (
    <EntryFrame
      title="This war room is not set up"
      sub="The first admin is made by a link that the server printed when it started."
      note="first start"
      aside={<WhatComesNext />}
    >
      <div className={styles.form}>
        <p>
          Look into the terminal, or the log, where the server was started. It says “Set up” and an
          address that ends in a long code after <code>/setup#</code>. Open it in this browser.
        </p>
        <p className={styles.note}>
          Not to be found? Start the server again: until someone is set up it prints a fresh link
          each time, and the one before stops working.
        </p>
      </div>
      <div className={styles.links}>
        <AppLink href="/wall">This screen is a wall display</AppLink>
      </div>
    </EntryFrame>
  );
}

function AlreadySetUp() {
  return (
    <EntryFrame title="This war room is set up" sub="Its set-up link was used and works no more.">
      <div className={styles.form}>
        <Banner title="Was it not you?" tone="late">
          Then someone else holds this server: stop it, and start again with an empty data folder.
        </Banner>
      </div>
      <div className={styles.links}>
        <AppLink href="/">On to the war room</AppLink>
      </div>
    </EntryFrame>
  );
}

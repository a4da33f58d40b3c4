import type { NotifyView } from '@warroom/shared';
import { useState } from 'react';
import { useSend } from '../desk-frame/use-send.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/text-field.tsx';
import styles from './notify.module.css';
import { TestButton } from './test-button.tsx';

/** Where mail goes. */
export function EmailPart({ view, blocked }: { view: NotifyView; blocked: string | null }) {
  const send = useSend();
  const { email } = view.rules;
  const [draft, setDraft] = useState(email ?? '');
  const [error, setError] = useState('');
  const address = draft.trim();
  const isChanged = address !== (email ?? '');

  async function save(): Promise<void> {
    const result = await send(
      { type: 'rules.set', email: address === '' ? null : address },
      { done: 'Saved where mail goes', isQuiet: true },
    );
    setError(result.kind === 'refused' ? result.refusal.message.replace(/^email: /, '') : '');
  }

  return (
    <section className={styles.part} aria-label="E-mail">
      <h2>E-mail</h2>
      <form
        className={styles.row}
        onSubmit={(event) => {
          event.preventDefault();
          if (isChanged && blocked === null) void save();
        }}
      >
        <TextField
          label="Address"
          type="email"
          autoComplete="email"
          value={draft}
          onChange={(value) => {
            setDraft(value);
            setError('');
          }}
          placeholder={view.account}
          hint={`Left empty, mail goes to your account’s address, ${view.account}.`}
          error={error}
          className={styles.field}
        />
        <Button
          type="submit"
          disabledReason={blocked ?? (isChanged ? undefined : 'Nothing was changed')}
        >
          Save
        </Button>
      </form>
      <TestButton
        way="email"
        blocked={blocked ?? (view.ways.includes('email') ? null : 'this server sends no e-mail')}
      />
    </section>
  );
}

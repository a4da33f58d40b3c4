import { useState, type FormEvent } from 'react';
import type { ApiError } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useAdmin } from '../admin-context.ts';
import type { MemberSettings } from '../admin-types.ts';
import styles from '../admin.module.css';
import { Problem } from '../problem.tsx';
import { MemberFields } from './member-fields.tsx';

export interface NewInvitation extends MemberSettings {
  email: string;
  name: string;
  admin: boolean;
  election: string | null;
}

interface InviteFormProps {
  isPending: boolean;
  error: ApiError | null;
  onSubmit: (invitation: NewInvitation) => void;
  onCancel: () => void;
}

/** Invites someone, to the election the page is of or to the server alone. */
export function InviteForm({ isPending, error, onSubmit, onCancel }: InviteFormProps) {
  const { election, me } = useAdmin();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [isAdmin, setAdmin] = useState(election === null);
  const [member, setMember] = useState<MemberSettings>({
    role: 'triager',
    clearance: 'AMBER',
    organisation: null,
  });
  const [wrong, setWrong] = useState<{ name?: string; email?: string }>({});

  function submit(event: FormEvent): void {
    event.preventDefault();
    const found = {
      ...(name.trim() === '' ? { name: 'Their name, as colleagues know them.' } : {}),
      ...(/^\S+@\S+$/.test(email.trim())
        ? {}
        : { email: 'An e-mail address, such as ana@example.org.' }),
    };
    setWrong(found);
    if (Object.keys(found).length > 0) return;
    onSubmit({ ...member, name: name.trim(), email: email.trim(), admin: isAdmin, election });
  }

  return (
    <>
      <div className={styles.panelHead}>
        <h2>Invite someone</h2>
      </div>
      <form className={styles.form} onSubmit={submit} noValidate>
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          error={wrong.name}
          autoFocus
          autoComplete="off"
          maxLength={120}
        />
        <TextField
          label="E-mail"
          type="email"
          value={email}
          onChange={setEmail}
          error={wrong.email ?? (error?.path === 'email' ? error.message : undefined)}
          hint="They sign in with it. Nothing is mailed: you hand them the link."
          autoComplete="off"
        />
        {election !== null && <MemberFields value={member} onChange={setMember} />}
        {me.isServerAdmin && (
          <Checkbox isChecked={isAdmin} onChange={setAdmin}>
            Admin of the server: all elections, people, drills
          </Checkbox>
        )}
        {error !== null && error.path !== 'email' && <Problem error={error} />}
        <div className={styles.actions}>
          <Button type="submit" look="primary" isPending={isPending}>
            Make the invitation
          </Button>
          <Button onClick={onCancel}>Cancel</Button>
        </div>
      </form>
    </>
  );
}

import { useState, type FormEvent } from 'react';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useAdmin } from '../admin-context.ts';
import type { MemberSettings, PersonChange } from '../admin-types.ts';
import styles from '../admin.module.css';
import { Problem } from '../problem.tsx';
import type { Act } from '../use-act.ts';
import { MemberFields } from './member-fields.tsx';
import type { PersonEntry } from './people-entries.ts';

export interface PersonChanges {
  /** Undefined where nothing of it changed. */
  account: PersonChange | undefined;
  member: MemberSettings | undefined;
}

interface PersonFormProps {
  person: PersonEntry;
  act: Act;
  onSave: (changes: PersonChanges) => void;
}

/** What can be changed of a person: the account by server admins, role and clearance by the election's. */
export function PersonForm({ person, act, onSave }: PersonFormProps) {
  const { election, me } = useAdmin();
  const [name, setName] = useState(person.name);
  const [isAdmin, setAdmin] = useState(person.admin === true);
  const before: MemberSettings = person.member ?? {
    role: 'viewer',
    clearance: 'GREEN',
    organisation: null,
  };
  const [isMember, setIsMember] = useState(person.member !== null);
  const [member, setMember] = useState<MemberSettings>({
    role: before.role,
    clearance: before.clearance,
    organisation: before.organisation,
  });

  const account: PersonChange = {
    ...(name.trim() === person.name ? {} : { name: name.trim() }),
    ...(isAdmin === (person.admin === true) ? {} : { admin: isAdmin }),
  };
  const isAccountChanged = Object.keys(account).length > 0;
  const isMemberChanged =
    isMember &&
    (person.member === null ||
      member.role !== before.role ||
      member.clearance !== before.clearance ||
      member.organisation !== before.organisation);
  const reason = name.trim() === '' ? 'A name is needed.' : 'Nothing is changed yet.';
  const canSave = name.trim() !== '' && (isAccountChanged || isMemberChanged);

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!canSave || act.pending !== null) return;
    onSave({
      account: isAccountChanged ? account : undefined,
      member: isMemberChanged ? member : undefined,
    });
  }

  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      {me.isServerAdmin && (
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          autoComplete="off"
          maxLength={120}
        />
      )}
      {election !== null && person.member === null && (
        <Checkbox isChecked={isMember} onChange={setIsMember}>
          Takes part in this election
        </Checkbox>
      )}
      {election !== null && isMember && <MemberFields value={member} onChange={setMember} />}
      {person.member?.implied === true && (
        <p className={styles.tiny}>
          {person.admin === true
            ? 'Part of it as an admin of the server. Saving a role here gives a membership of its own.'
            : 'Part of this drill by the election it was made from. Saving a role here counts for the drill alone.'}
        </p>
      )}
      {me.isServerAdmin && (
        <Checkbox isChecked={isAdmin} onChange={setAdmin}>
          Admin of the server: all elections, people, drills
        </Checkbox>
      )}
      {act.error !== null && <Problem error={act.error} />}
      <div className={styles.actions}>
        <Button
          type="submit"
          look="primary"
          isPending={act.pending === 'save'}
          disabledReason={canSave ? undefined : reason}
        >
          Save
        </Button>
      </div>
    </form>
  );
}

/** Who it is, above the form. */
export function PersonHead({ person }: { person: PersonEntry }) {
  return (
    <>
      <div className={styles.panelHead}>
        <h2>{person.name}</h2>
        <StatusDot kind={person.disabled ? 'idle' : 'live'} isCalm>
          {person.disabled ? 'disabled' : 'active'}
        </StatusDot>
      </div>
      <p className={styles.small}>{person.email}</p>
    </>
  );
}

import { useCallback, useMemo, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { plural } from '../../ui/format.ts';
import { SegmentedControl } from '../../ui/segmented-control.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { toast } from '../../ui/toasts.ts';
import { useAdmin } from '../admin-context.ts';
import type { TabProps } from '../admin-view.tsx';
import styles from '../admin.module.css';
import { Confirm, type Question } from '../confirm.tsx';
import { focusRow, stepFrom, usePageKeys } from '../page-keys.ts';
import { LoadProblem } from '../problem.tsx';
import { useAct } from '../use-act.ts';
import { useList } from '../use-list.ts';
import { InvitationList } from './invitation-list.tsx';
import { InviteForm, type NewInvitation } from './invite-form.tsx';
import { LinkOnce } from './link-once.tsx';
import { entriesOf, matching, type PersonEntry } from './people-entries.ts';
import { questionsFor } from './people-questions.ts';
import { PeopleTable } from './people-table.tsx';
import { PersonForm, PersonHead, type PersonChanges } from './person-panel.tsx';
import { SessionList } from './session-list.tsx';

/** What is shown once must not be lost to a slip of the hand. */
const HELD = 'Copy the link on show first.';

type Mode =
  | { kind: 'look' }
  | { kind: 'invite' }
  | { kind: 'once'; title: string; words: string; link: string; expiresAt: number };

/** People of the election, or of the server, and who was invited. */
export function PeopleTab({ selected, select }: TabProps) {
  const { client, election, me } = useAdmin();
  const members = useList(
    useMemo(() => (election === null ? null : () => client.members(election)), [client, election]),
  );
  const people = useList(
    useMemo(() => (me.isServerAdmin ? () => client.people() : null), [client, me.isServerAdmin]),
  );
  const invitations = useList(useCallback(() => client.invitations(), [client]));
  const [text, setText] = useState('');
  const [whose, setWhose] = useState<'election' | 'server'>('election');
  const [mode, setMode] = useState<Mode>({ kind: 'look' });
  const [question, setQuestion] = useState<Question | null>(null);
  const act = useAct();

  const list = election === null ? people : members;
  const all = useMemo(() => entriesOf(members.data, people.data), [members.data, people.data]);
  const ofHere =
    election === null || whose === 'server' ? all : all.filter(({ member }) => member !== null);
  const entries = matching(ofHere, text);
  const person = all.find(({ id }) => id === selected);
  const waiting = (invitations.data ?? []).filter(
    ({ membership }) =>
      election === null || membership?.election === election || membership === null,
  );

  const isHeld = mode.kind === 'once';
  const tellHeld = (): void => void toast({ id: 'held', text: HELD });
  const choose = (id: string | null): void => {
    if (isHeld) return tellHeld();
    act.clear();
    setMode({ kind: 'look' });
    select(id);
  };
  const startInviting = (): void => {
    if (isHeld) return tellHeld();
    act.clear();
    setMode({ kind: 'invite' });
  };
  const reload = (): void => {
    void members.reload();
    void people.reload();
    void invitations.reload();
  };
  const step = (by: 1 | -1): void => {
    const next = stepFrom(
      entries.map(({ id }) => id),
      selected,
      by,
    );
    choose(next);
    focusRow(next);
  };
  usePageKeys({ j: () => step(1), k: () => step(-1), n: startInviting });

  async function invite(input: NewInvitation): Promise<void> {
    const made = await act.run('invite', () => client.invite(input));
    if (made === undefined) return;
    const { name, expiresAt } = made.invitation;
    setMode({
      kind: 'once',
      title: `Invitation for ${name}`,
      words: `With this link ${name} joins and sets a password.`,
      link: made.link,
      expiresAt,
    });
    void invitations.reload();
  }

  async function save(target: PersonEntry, changes: PersonChanges): Promise<void> {
    const { account, member } = changes;
    const saved = await act.run('save', async () => {
      if (account !== undefined) {
        const answer = await client.changePerson(target.id, account);
        if (!answer.ok) return answer;
      }
      if (member === undefined || election === null) return { ok: true, value: true };
      const answer =
        target.member === null
          ? await client.addMember(election, target.id, member)
          : await client.changeMember(election, target.id, member);
      return answer.ok ? { ok: true, value: true } : answer;
    });
    reload();
    if (saved === true) toast({ text: `${account?.name ?? target.name} was changed` });
  }

  async function makePasswordLink(target: PersonEntry): Promise<void> {
    const made = await act.run('link', () => client.passwordLink(target.id));
    if (made === undefined) return;
    setMode({
      kind: 'once',
      title: `Sign-in link for ${target.name}`,
      words: `With this link ${target.name} signs in without the old password and sets a new one.`,
      ...made,
    });
  }

  const questions = questionsFor({ client, election, reload, choose });

  return (
    <div className={styles.tab}>
      <section className={styles.list} aria-label="People">
        <div className={styles.head}>
          <h1>People</h1>
          {list.data !== null && (
            <span className={styles.tally}>
              {plural(ofHere.length, 'person', 'people')}
              {ofHere.some(({ disabled }) => disabled) &&
                `, ${ofHere.filter(({ disabled }) => disabled).length} disabled`}
              {waiting.length > 0 && ` · ${waiting.length} invited`}
            </span>
          )}
          <div className={styles.headEnd}>
            {election !== null && me.isServerAdmin && (
              <SegmentedControl
                label="Whose people"
                value={whose}
                onChange={setWhose}
                options={[
                  { value: 'election', label: 'This election' },
                  { value: 'server', label: 'Whole server' },
                ]}
              />
            )}
            <TextField
              label="Find by name or e-mail"
              isLabelHidden
              placeholder="Find"
              value={text}
              onChange={setText}
            />
            <Button keyHint="n" disabledReason={isHeld ? HELD : undefined} onClick={startInviting}>
              Invite
            </Button>
          </div>
        </div>
        <LoadProblem what="The list of people" list={list} />
        {list.data === null && list.error === null && (
          <Skeleton label="Loading people" rows={6} className={styles.table} />
        )}
        {list.data !== null && entries.length === 0 && (
          <EmptyState
            className={styles.empty}
            title={text === '' ? 'Nobody takes part yet' : 'Nobody matches'}
            actions={text !== '' && <Button onClick={() => setText('')}>Show all</Button>}
          >
            {text === ''
              ? 'Invite the first people by link.'
              : `No name or e-mail holds “${text}”.`}
          </EmptyState>
        )}
        {entries.length > 0 && <PeopleTable {...{ entries, selected }} onSelect={choose} />}
        <LoadProblem what="The list of invitations" list={invitations} />
        <InvitationList
          invitations={waiting}
          onWithdraw={(invitation) => setQuestion(questions.withdraw(invitation))}
        />
      </section>
      <aside className={styles.panel} aria-label="Person">
        {mode.kind === 'once' ? (
          <LinkOnce {...mode} onDone={() => setMode({ kind: 'look' })} />
        ) : mode.kind === 'invite' ? (
          <InviteForm
            isPending={act.pending !== null}
            error={act.error}
            onSubmit={(input) => void invite(input)}
            onCancel={() => choose(selected)}
          />
        ) : person === undefined ? (
          <EmptyState className={styles.empty} title="Nobody selected">
            Select someone to change their role and clearance, see where they are signed in, or end
            their part in it.
          </EmptyState>
        ) : (
          <>
            <PersonHead person={person} />
            <PersonForm
              key={formKey(person)}
              person={person}
              act={act}
              onSave={(changes) => void save(person, changes)}
            />
            {me.isServerAdmin && (
              <SessionList key={person.id} person={person} onAsk={setQuestion} />
            )}
            <div className={styles.section}>
              <h3>Account</h3>
            </div>
            <div className={styles.actions}>
              {me.isServerAdmin && !person.disabled && (
                <Button
                  isPending={act.pending === 'link'}
                  onClick={() => void makePasswordLink(person)}
                >
                  Make a sign-in link
                </Button>
              )}
              {election !== null && person.member !== null && !person.member.implied && (
                <Button onClick={() => setQuestion(questions.endMembership(person))}>
                  End membership…
                </Button>
              )}
              {me.isServerAdmin &&
                (person.disabled ? (
                  <Button onClick={() => setQuestion(questions.enable(person))}>Enable…</Button>
                ) : (
                  <Button onClick={() => setQuestion(questions.disable(person))}>Disable…</Button>
                ))}
            </div>
            <p className={styles.prose}>
              {me.isServerAdmin
                ? 'A sign-in link is for who has lost the password: it signs in once, then a new one is set.'
                : 'Names, passwords and sessions are with the admins of the server.'}
            </p>
          </>
        )}
      </aside>
      <Confirm question={question} onClose={() => setQuestion(null)} />
    </div>
  );
}

/** The form begins anew when what it starts from has changed at the server. */
function formKey({ id, name, admin, member }: PersonEntry): string {
  return JSON.stringify([id, name, admin, member]);
}

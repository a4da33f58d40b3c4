import type { Escalation, EscalationPolicy, EscalationTarget, IncidentMore } from '@warroom/shared';
import { useEffect, useState } from 'react';
import { api } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { formatClock } from '../ui/format.ts';
import { TextArea } from '../ui/text-field.tsx';
import { toast } from '../ui/toasts.ts';
import { closeOverlay } from './board-ui.ts';
import styles from './dialogs.module.css';
import { send } from './perform.ts';
import { useBlocked, useNames, useRoom } from './room-context.ts';
import type { Names } from './words.ts';

/** Pages the next step's people now, whatever the clock says; says who that is before it happens. */
export function EscalateDialog({ incident: id }: { incident: string }) {
  const room = useRoom();
  const names = useNames();
  const blocked = useBlocked() ?? undefined;
  const [incident] = useState(() => room.incidents.get(id));
  const [reason, setReason] = useState('');
  const { under, problem } = useEscalation(id);
  const { election } = room.election;
  const policy = under ?? (incident && policyFor(election.escalation, incident.severity));
  const next = under?.next ?? 0;
  const step = policy?.steps[next];
  const desks = new Map(election.desks.map((desk) => [desk.id, desk.title]));
  const last = under?.paged.at(-1);

  function close(): void {
    closeOverlay(room.ui);
  }

  function escalate(): void {
    if (blocked !== undefined) return;
    close();
    const said = reason.trim();
    void send(
      room,
      { type: 'incident.escalate', incident: id, ...(said === '' ? {} : { reason: said }) },
      `Escalated ${id}`,
    ).then((result) => {
      // It can't be undone, so nothing else says that it was done.
      if (result.kind === 'done') toast({ text: `Escalated ${id}: the next are paged.` });
    });
  }

  return (
    <Dialog
      isOpen
      isKept
      onClose={close}
      title={`Escalate ${id}`}
      sub={incident?.title}
      footer={
        <>
          <Button look="primary" keyHint="mod+enter" disabledReason={blocked} onClick={escalate}>
            Page them now
          </Button>
          <Button look="quiet" keyHint="escape" onClick={close}>
            Cancel
          </Button>
        </>
      }
    >
      <div
        className={styles.form}
        role="presentation"
        onKeyDownCapture={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          escalate();
        }}
      >
        <dl className={styles.next}>
          <dt>Pages next</dt>
          <dd>
            {under === undefined && problem === ''
              ? 'looking…'
              : step === undefined
                ? policy === undefined
                  ? 'whom the policy in force names'
                  : 'nobody more: all steps were taken'
                : step.targets.map((target) => targetWords(target, desks, names)).join(', ')}
          </dd>
          {policy && (
            <>
              <dt>Policy</dt>
              <dd>
                {policy.name}, step {Math.min(next + 1, policy.steps.length)} of{' '}
                {policy.steps.length}
              </dd>
            </>
          )}
          {last && (
            <>
              <dt>Paged last</dt>
              <dd>
                {last.people.map(names.person).join(', ') || 'nobody'} at{' '}
                {formatClock(last.at, election.zone)}
                {last.reached.length === 0 && (
                  <b className={styles.blocked}> · no one was notified</b>
                )}
              </dd>
            </>
          )}
        </dl>
        {problem !== '' && <p className={styles.blocked}>{problem}</p>}
        <TextArea
          label="Reason"
          aside="told to who is paged"
          rows={2}
          maxLength={500}
          autoFocus
          value={reason}
          onChange={setReason}
        />
        {blocked !== undefined && <p className={styles.blocked}>{blocked}</p>}
      </div>
    </Dialog>
  );
}

/** The escalation under way: undefined while it is read, null when there is none. */
function useEscalation(id: string): { under: Escalation | null | undefined; problem: string } {
  const room = useRoom();
  const [under, setUnder] = useState<Escalation | null | undefined>(() => {
    const { more } = room.more.store.getState();
    return more?.incident === id ? more.escalation : undefined;
  });
  const [problem, setProblem] = useState('');
  const election = room.election.election.id;
  useEffect(() => {
    const leave = new AbortController();
    void api<IncidentMore>(
      `/api/elections/${encodeURIComponent(election)}/incidents/${encodeURIComponent(id)}/more`,
      { signal: leave.signal },
    ).then((answer) => {
      if (leave.signal.aborted) return;
      if (answer.ok) setUnder(answer.value.escalation);
      else setProblem(`Who comes next is not known just now. ${answer.error.message}`);
    });
    return () => leave.abort();
  }, [id, election]);
  return { under, problem };
}

/** The policy that begins for this severity by itself, else the first. */
function policyFor(
  policies: readonly EscalationPolicy[],
  severity: EscalationPolicy['severities'][number],
): EscalationPolicy | undefined {
  return policies.find(({ severities }) => severities.includes(severity)) ?? policies[0];
}

/** "who is on call at the Cyber desk". */
function targetWords(
  target: EscalationTarget,
  desks: ReadonlyMap<string, string>,
  names: Names,
): string {
  switch (target.kind) {
    case 'on-call':
      return target.desk === null
        ? 'who is on call at its desk'
        : `who is on call at ${desks.get(target.desk) ?? target.desk}`;
    case 'on-shift':
      return 'everyone on shift';
    case 'leads':
      return 'all leads';
    case 'assignee':
      return 'its assignee';
    case 'person':
      return names.person(target.person);
  }
}

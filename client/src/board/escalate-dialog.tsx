import { policyFor } from '@warroom/shared';
import type {
  Escalation,
  EscalationPolicy,
  EscalationTarget,
  IncidentMore,
  IncidentView,
} from '@warroom/shared';
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
  const { under, policies, problem } = useEscalation(id);
  const { election } = room.election;
  const coming =
    incident && under !== undefined ? comingStep(incident, under, policies) : undefined;
  const { policy, next = 0 } = coming ?? {};
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
            {coming === undefined
              ? problem === ''
                ? 'looking…'
                : 'whom the policy in force names'
              : step === undefined
                ? policy === undefined
                  ? 'nobody: this election has no policy; a lead can set one on the roster'
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

type Steps = Pick<Escalation, 'name' | 'steps'>;

/**
 * What the server will take: the next step of what is under way, else the first of the policy in force;
 * undefined while those aren't known.
 */
function comingStep(
  { state, severity }: Pick<IncidentView, 'state' | 'severity'>,
  under: Escalation | null,
  policies: readonly EscalationPolicy[] | undefined,
): { policy: Steps | undefined; next: number } | undefined {
  const isRunning = under !== null && under.stoppedAt === null;
  // Stopped by an acknowledgement it goes on by hand; stopped and undone it begins anew.
  const goesOn = under !== null && state !== 'new' && under.next < under.steps.length;
  if (under !== null && (isRunning || goesOn)) return { policy: under, next: under.next };
  if (policies === undefined) return undefined;
  return { policy: policyFor({ severity }, policies) ?? policies.at(-1), next: 0 };
}

interface Known {
  /** Undefined while it is read, null when there is none. */
  under: Escalation | null | undefined;
  /** Those in force, as the roster tells them; undefined while they are read. */
  policies: readonly EscalationPolicy[] | undefined;
  problem: string;
}

/** The escalation under way, and the policies by which another would begin. */
function useEscalation(id: string): Known {
  const room = useRoom();
  const [under, setUnder] = useState<Known['under']>(() => {
    const { more } = room.more.store.getState();
    return more?.incident === id ? more.escalation : undefined;
  });
  const [policies, setPolicies] = useState<Known['policies']>();
  const [problem, setProblem] = useState('');
  const election = room.election.election.id;
  useEffect(() => {
    const leave = new AbortController();
    const at = `/api/elections/${encodeURIComponent(election)}`;

    async function read<T>(path: string): Promise<T | undefined> {
      const answer = await api<T>(`${at}/${path}`, { signal: leave.signal });
      if (leave.signal.aborted) return undefined;
      if (answer.ok) return answer.value;
      setProblem(`Who comes next is not known just now. ${answer.error.message}`);
      return undefined;
    }

    void read<IncidentMore>(`incidents/${encodeURIComponent(id)}/more`).then(
      (more) => more && setUnder(more.escalation),
    );
    void read<{ policies: EscalationPolicy[] }>('roster').then(
      (roster) => roster && setPolicies(roster.policies),
    );
    return () => leave.abort();
  }, [id, election]);
  return { under, policies, problem };
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

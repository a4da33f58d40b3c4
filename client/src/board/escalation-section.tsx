import type { Escalation, EscalationTarget, IncidentView } from '@warroom/shared';
import { useStore } from 'zustand';
import { useAtNow } from '../store/ticker.ts';
import { formatClock, formatDue } from '../ui/format.ts';
import { Table } from '../ui/table.tsx';
import styles from './detail.module.css';
import { useNames, useRoom } from './room-context.ts';
import type { Names } from './words.ts';
import { listed } from './work-words.ts';

const MINUTE_MS = 60_000;

/** The escalation at work, or the last one: its steps, when, who was paged and who of them was reached. */
export function EscalationSection({ incident }: { incident: IncidentView }) {
  const room = useRoom();
  const names = useNames();
  const escalation = useStore(room.more.store, ({ more, incident: of }) =>
    of === incident.id ? (more?.escalation ?? null) : null,
  );
  if (escalation === null) return null;
  const { zone } = room.election.election;
  const desks = room.election.election.desks;
  const deskTitle = (id: string): string => desks.find((desk) => desk.id === id)?.title ?? id;
  // Once it is over, only what was done is of interest.
  const steps = escalation.steps
    .map((step, index) => ({
      step,
      index,
      paged: escalation.paged.filter((one) => one.step === index),
    }))
    .filter(({ paged }) => escalation.stoppedAt === null || paged.length > 0);
  return (
    <section className={styles.section} aria-label="Escalation">
      <div className={styles.heading}>
        <h2>Escalation</h2>
        <small>
          {escalation.name} · {stateWords(escalation, zone)}
          {steps.length === 0 && ', before anyone was paged'}
        </small>
        <span className={styles.grow} />
        <NextStep escalation={escalation} />
      </div>
      {steps.length > 0 && (
        <Table label="Steps of the escalation" wraps>
          <colgroup>
            <col style={{ width: '64px' }} />
            <col style={{ width: '34%' }} />
            <col />
          </colgroup>
          <tbody>
            {steps.map(({ step, index, paged }) => {
              const isNext = escalation.stoppedAt === null && escalation.next === index;
              const dueAt = escalation.startedAt + step.afterMin * MINUTE_MS;
              return (
                <tr key={dueAt + index} data-next={isNext || undefined}>
                  <td>
                    <span className={styles.soft}>
                      {paged[0] === undefined && escalation.isTimed === false
                        ? 'by hand'
                        : formatClock(paged[0]?.at ?? dueAt, zone)}
                    </span>
                  </td>
                  <td>
                    {listed(step.targets.map((target) => targetWords(target, names, deskTitle)))}
                  </td>
                  <td>
                    {paged.length === 0 ? (
                      <span className={styles.soft}>
                        {isNext ? 'next' : escalation.stoppedAt === null ? 'to come' : 'not needed'}
                      </span>
                    ) : (
                      paged.map((page) => <Paged key={page.at} page={page} names={names} />)
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </Table>
      )}
    </section>
  );
}

function Paged({ page, names }: { page: Escalation['paged'][number]; names: Names }) {
  const reached = page.people.filter((person) => page.reached.includes(person));
  const missed = page.people.filter((person) => !page.reached.includes(person));
  if (reached.length === 0) {
    return (
      <b className={styles.loud}>
        {page.people.length === 0
          ? 'nobody to page'
          : `nobody reached: ${listed(missed.map(names.person))}`}
      </b>
    );
  }
  return (
    <span>
      paged {listed(reached.map(names.person))}
      {missed.length > 0 && (
        <span className={styles.held}> · not reached: {listed(missed.map(names.person))}</span>
      )}
    </span>
  );
}

function NextStep({ escalation }: { escalation: Escalation }) {
  const room = useRoom();
  const comes = escalation.stoppedAt === null && escalation.isTimed !== false;
  const step = comes ? escalation.steps[escalation.next] : undefined;
  const at = step === undefined ? null : escalation.startedAt + step.afterMin * MINUTE_MS;
  const left = useAtNow(room.clock, (now) => (at === null ? '' : formatDue(at - now)));
  return at === null ? null : (
    <span className={styles.soft}>
      step {escalation.next + 1} in <b className={styles.due}>{left}</b>
    </span>
  );
}

function stateWords(escalation: Escalation, zone: string): string {
  const { stoppedAt, why, startedAt, next, steps } = escalation;
  if (stoppedAt !== null)
    return `${why === 'acknowledged' ? 'stopped by the acknowledgement' : 'over'} ${formatClock(stoppedAt, zone)}`;
  const since = `since ${formatClock(startedAt, zone)}`;
  return next >= steps.length ? `${since}, all steps taken` : since;
}

/** Whom a step pages, in words. */
function targetWords(
  target: EscalationTarget,
  names: Pick<Names, 'person'>,
  desk: (id: string) => string,
): string {
  switch (target.kind) {
    case 'on-call':
      return target.desk === null ? 'on call at its desk' : `on call, ${desk(target.desk)}`;
    case 'on-shift':
      return 'everyone on shift';
    case 'leads':
      return 'leads';
    case 'assignee':
      return 'its assignee';
    case 'person':
      return names.person(target.person);
  }
}

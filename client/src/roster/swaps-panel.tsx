import type { Swap } from '@warroom/shared';
import { Button } from '../ui/button.tsx';
import { Panel } from './panel.tsx';
import { useRoster } from './roster-context.ts';
import type { RosterRoom } from './roster-context.ts';
import styles from './roster.module.css';
import { spanWords } from './roster-words.ts';

const DECIDED_SHOWN = 3;

/** Who asks to be relieved, who takes it, and what leads decided; each with what this person may do. */
export function SwapsPanel() {
  const { view, me } = useRoster();
  const open = view.swaps
    .filter(({ state }) => state === 'asked' || state === 'taken')
    .toSorted((a, b) => a.from - b.from);
  const decided = view.swaps
    .filter(({ state }) => state !== 'asked' && state !== 'taken')
    .toSorted((a, b) => (b.decidedAt ?? 0) - (a.decidedAt ?? 0))
    .slice(0, DECIDED_SHOWN);
  const hasTurn = view.turns.some(({ person, until }) => person === me && until > view.now);
  return (
    <Panel title="Swap requests" note={open.length === 0 ? 'none open' : `${open.length} open`}>
      {open.length + decided.length === 0 && (
        <p className={styles.empty}>
          {hasTurn ? 'Open a turn of yours to ask for one.' : 'Nobody asks to be relieved.'}
        </p>
      )}
      <ul className={styles.list}>
        {[...open, ...decided].map((swap) => (
          <Line key={swap.id} swap={swap} />
        ))}
      </ul>
    </Panel>
  );
}

function stateWords({ state, to, decidedBy }: Swap, room: RosterRoom): string {
  const taker = to === null ? '' : room.person(to);
  const decider = decidedBy === null ? '' : room.person(decidedBy);
  switch (state) {
    case 'asked':
      return 'nobody takes it yet';
    case 'taken':
      return `${taker} takes it; a lead decides`;
    case 'approved':
      return `${taker} stands in, approved by ${decider}`;
    case 'declined':
      return `declined by ${decider}`;
    case 'withdrawn':
      return 'withdrawn';
  }
}

function Line({ swap }: { swap: Swap }) {
  const room = useRoster();
  const { zone, me, isLead, isTriager, blocked, send } = room;
  const { id, desk, person, from, until, to, state, reason } = swap;
  const isOpen = state === 'asked' || state === 'taken';
  const who = room.person(person);
  const slot = `${room.desk(desk)}, ${spanWords(from, until, zone)}`;
  return (
    <li className={`${styles.item} ${styles.wide}`}>
      <span className={isOpen ? undefined : styles.quiet}>
        {person === me ? 'You ask' : `${who} asks`} to be relieved
        <br />
        <small>{slot}</small>
        {reason !== null && reason !== '' && <p>{reason}</p>}
        <p>{stateWords(swap, room)}</p>
      </span>
      {isOpen && (
        <span className={styles.acts}>
          {state === 'asked' && person !== me && isTriager && (
            <Button
              size="s"
              disabledReason={blocked}
              onClick={() =>
                void send(
                  { type: 'roster.swap-take', swap: id },
                  { done: `You take it: ${slot}. A lead decides.` },
                )
              }
            >
              Take it
            </Button>
          )}
          {isLead && (
            <>
              <Button
                size="s"
                disabledReason={
                  blocked ?? (state === 'asked' ? 'Someone has to take it first.' : undefined)
                }
                onClick={() =>
                  void send(
                    { type: 'roster.swap-approve', swap: id },
                    { done: `${to === null ? 'Someone' : room.person(to)} for ${who}: ${slot}.` },
                  )
                }
              >
                Approve
              </Button>
              <Button
                size="s"
                disabledReason={blocked}
                onClick={() => room.open({ kind: 'decline', swap })}
              >
                Decline
              </Button>
            </>
          )}
          {person === me && (
            <Button
              size="s"
              disabledReason={blocked}
              onClick={() =>
                void send({ type: 'roster.swap-withdraw', swap: id }, { done: 'Withdrawn.' })
              }
            >
              Withdraw
            </Button>
          )}
        </span>
      )}
    </li>
  );
}

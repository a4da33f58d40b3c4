import type { IncidentState } from '@warroom/shared';
import type { SessionPerson } from '../session.ts';
import { AppLink } from '../ui/app-link.tsx';
import { Button } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';
import { formatClock, machineZone, plural } from '../ui/format.ts';
import { Key } from '../ui/key.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { StateGlyph } from '../ui/state-glyph.tsx';
import { StatusDot } from '../ui/status-dot.tsx';
import { Table } from '../ui/table.tsx';
import styles from './start-page.module.css';
import type { Checks, useServerChecks } from './use-server-checks.ts';

type CheckState = ReturnType<typeof useServerChecks>;

interface Step {
  title: string;
  sub: string;
  state: IncidentState;
  href?: string;
}

function stepsOf(person: SessionPerson, checks: Checks): Step[] {
  if (!person.admin) {
    return [{ title: 'You', sub: person.email, state: 'closed' }];
  }
  return [
    { title: 'This server', ...checkWords(checks) },
    { title: 'You', sub: 'admin, by password', state: 'closed' },
    { title: 'Try it: the drill', sub: 'about ten minutes', state: 'active' },
    {
      title: 'The election',
      sub: `${plural(person.elections.filter(({ drill }) => !drill).length, 'election')} on this server`,
      state: 'new',
    },
    { title: 'Sources', sub: 'intake keys, imports', state: 'new', href: '/admin' },
    { title: 'People', sub: 'invitations, roles, clearance', state: 'new', href: '/admin' },
    { title: 'Displays', sub: 'pair the walls', state: 'new', href: '/admin' },
  ];
}

function checkWords(checks: Checks): { sub: string; state: IncidentState } {
  if (checks.status === 'waiting') return { sub: 'being checked', state: 'new' };
  if (checks.status === 'failed') return { sub: 'not checked', state: 'new' };
  const open = checks.checks.filter(({ ok }) => !ok).length;
  return open === 0
    ? { sub: `checked ${formatClock(checks.atMs, machineZone())}`, state: 'closed' }
    : { sub: `${plural(open, 'point')} open`, state: 'active' };
}

/** The steps of setting up, with what is known of each. Order is free. */
export function SetUpSteps({ person, checks }: { person: SessionPerson; checks: CheckState }) {
  const steps = stepsOf(person, checks.state);
  const done = steps.filter(({ state }) => state === 'closed').length;
  return (
    <>
      <h2>{person.admin ? 'Set-up' : 'You'}</h2>
      {person.admin && (
        <p className={styles.quiet}>
          {done} of {steps.length} done. Order is free; nothing is lost.
        </p>
      )}
      <ol className={styles.list}>
        {steps.map((step) => {
          const look = classes(
            styles.step,
            step.state === 'closed' && styles.done,
            step.title.startsWith('Try') && styles.now,
          );
          const words = (
            <>
              <StateGlyph state={step.state} hasWord={false} />
              <span>
                {step.title}
                <span className={styles.quiet} style={{ display: 'block' }}>
                  {step.sub}
                </span>
              </span>
            </>
          );
          return (
            <li key={step.title}>
              {step.href === undefined ? (
                <div className={look}>{words}</div>
              ) : (
                <AppLink href={step.href} className={look}>
                  {words}
                </AppLink>
              )}
            </li>
          );
        })}
      </ol>
    </>
  );
}

/** What the server found out about itself. */
export function ServerChecks({ checks: { state, again } }: { checks: CheckState }) {
  return (
    <section>
      <h2>This server</h2>
      <p className={styles.quiet}>
        {state.status === 'known' &&
          `checked ${formatClock(state.atMs, machineZone())}, again in 5 min`}
        {state.status === 'waiting' && 'being checked'}
        {state.status === 'failed' && 'not checked'}
      </p>
      <div className={styles.checks}>
        {state.status === 'waiting' && <Skeleton label="Checking the server" rows={6} size="s" />}
        {state.status === 'failed' && (
          <p className={styles.soft}>
            {state.message}{' '}
            <Button look="link" onClick={again}>
              Check again
            </Button>
          </p>
        )}
        {state.status === 'known' && (
          <Table label="This server" wraps>
            <colgroup>
              <col style={{ width: 22 }} />
              <col style={{ width: '46%' }} />
              <col />
            </colgroup>
            <tbody>
              {state.checks.map(({ name, ok, detail }, at) => (
                <tr key={name}>
                  {/* Said outright: browsers look for a row's heading to the left alone. */}
                  <td headers={`check-${at}`}>
                    <StatusDot
                      kind={ok ? 'live' : 'late'}
                      ariaLabel={ok ? 'in order' : 'look at it'}
                    />
                  </td>
                  <th scope="row" id={`check-${at}`}>
                    {name}
                  </th>
                  <td
                    data-align="end"
                    data-quiet={ok || undefined}
                    className={ok ? '' : styles.bad}
                  >
                    {detail}
                  </td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </div>
    </section>
  );
}

const KEYS: readonly (readonly [keys: readonly string[], what: string])[] = [
  [['j', 'k'], 'move in the queue'],
  [['1'], 'acknowledge and claim'],
  [['3'], 'dismiss with a reason'],
  [['z'], 'undo'],
  [['mod+k'], 'find any command'],
  [['?'], 'all keys'],
];

/** The few keys that carry one through the first hour. */
export function KeysToBeginWith() {
  return (
    <section>
      <h2>Keys to begin with</h2>
      <div className={styles.checks}>
        <Table label="Keys to begin with">
          <colgroup>
            <col style={{ width: 80 }} />
            <col />
          </colgroup>
          <tbody>
            {KEYS.map(([keys, what]) => (
              <tr key={what}>
                <td>
                  <span className={styles.keys}>
                    {keys.map((key) => (
                      <Key key={key} of={key} />
                    ))}
                  </span>
                </td>
                <td data-quiet>{what}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
    </section>
  );
}

import type { BriefListed, BriefUnsettled, BriefView } from '@warroom/shared';
import {
  useBlocked,
  useDesk,
  useKeyOf,
  useNames,
  usePeople,
  useRole,
} from '../desk-frame/desk-context.ts';
import { useSend } from '../desk-frame/use-send.ts';
import { AppLink } from '../ui/app-link.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { formatMinute, plural } from '../ui/format.ts';
import { Menu } from '../ui/menu.tsx';
import { StatusDot } from '../ui/status-dot.tsx';
import { changeWords, settledWords, unsettledWords } from './brief-words.ts';
import styles from './handover.module.css';
import { PersonField } from './person-field.tsx';
import { SavedText } from './saved-text.tsx';

interface BriefRailProps {
  brief: BriefView;
  briefs: readonly BriefListed[];
  mayWrite: boolean;
  onLine: (incident?: string) => void;
  onSign: () => void;
  onCopy: () => void;
  onOpen: (brief: string) => void;
  onStart: () => void;
}

/** Beside the sheet: what is to settle, what changed, a word to the successor, signatures, ways out. */
export function BriefRail(props: BriefRailProps) {
  const { brief, mayWrite } = props;
  const { content } = brief;
  const name = useNames();
  const blocked = useBlocked();
  const to = brief.acceptedBy ?? brief.incoming;
  return (
    <aside className={styles.rail} aria-label="About this brief">
      {brief.state === 'draft' && content !== null && <Settle {...props} />}
      {brief.isLive && <Changed brief={brief} />}
      {content !== null && (mayWrite || content.word !== '') && (
        <section aria-label="A word">
          {mayWrite && blocked === null ? (
            <SavedText
              brief={brief.id}
              field="word"
              label={to === null ? 'A word to the successor' : `A word to ${name(to)}`}
              saved={content.word}
              rows={4}
              maxLength={2_000}
            />
          ) : (
            <>
              <h2 className={styles.heading}>A word{to === null ? '' : ` to ${name(to)}`}</h2>
              <p className={styles.word}>{content.word}</p>
            </>
          )}
        </section>
      )}
      <Signatures {...props} />
      <Ways {...props} />
    </aside>
  );
}

function Settle({ brief, mayWrite, onLine }: BriefRailProps) {
  const send = useSend();
  const name = useNames();
  const blocked = useBlocked();
  const unsettled = brief.content?.unsettled ?? [];
  const open = unsettled.flatMap((one) => (one.kind === 'no-holder' ? [one.incident] : []));
  const unheld = (brief.content?.incidents ?? []).filter(
    ({ from, to }) => from === null && to === null,
  ).length;
  const { incoming } = brief;
  const canAct = mayWrite && blocked === null;
  return (
    <section aria-label="To settle before signing">
      <h2 className={styles.heading}>To settle before signing</h2>
      <ul className={styles.list}>
        {unsettled.slice(0, 8).map((one) => (
          <li key={keyOf(one)}>
            <StatusDot kind="late" />
            <div>
              <b>{unsettledWords(one)}</b>
              <Settling {...{ one, brief, canAct, onLine }} />
            </div>
          </li>
        ))}
        {unsettled.length > 8 && <li className={styles.quiet}>{unsettled.length - 8} more</li>}
        {unheld > 0 && (
          <li>
            <StatusDot kind="late" />
            <span>{plural(unheld, 'open incident')} held by nobody: to know, not to settle</span>
          </li>
        )}
        {brief.content !== null &&
          settledWords(brief.content, name(brief.outgoing)).map((words) => (
            <li key={words}>
              <Tick />
              <span className={styles.done}>{words}</span>
            </li>
          ))}
      </ul>
      {canAct && incoming !== null && open.length > 1 && (
        <Button
          size="s"
          onClick={() =>
            void send({
              type: 'brief.edit',
              brief: brief.id,
              holders: Object.fromEntries(
                open.slice(0, 200).map((incident) => [incident, incoming]),
              ),
            })
          }
        >
          Give all {open.length} to {name(incoming)}
        </Button>
      )}
    </section>
  );
}

function keyOf(one: BriefUnsettled): string {
  return one.kind === 'signal-claims' ? one.kind : `${one.kind} ${one.incident}`;
}

interface SettlingProps {
  one: BriefUnsettled;
  brief: BriefView;
  canAct: boolean;
  onLine: (incident?: string) => void;
}

/** What it is about, and the way to settle it. */
function Settling({ one, brief, canAct, onLine }: SettlingProps) {
  const { me } = useDesk();
  const send = useSend();
  const assignKey = useKeyOf('assign');
  if (one.kind === 'signal-claims')
    return brief.outgoing === me && canAct ? (
      <span>
        <Button
          look="link"
          onClick={() =>
            void send({ type: 'signal.release', signals: [...one.signals] }, { done: 'Released' })
          }
        >
          Release
        </Button>
      </span>
    ) : null;
  return (
    <span>
      <span className={styles.quiet}>{one.title} </span>
      {canAct && one.kind === 'no-holder' && (
        <Button look="link" keyHint={assignKey} onClick={() => onLine(one.incident)}>
          Assign
        </Button>
      )}
    </span>
  );
}

function Tick() {
  return (
    <svg viewBox="0 0 12 12" aria-hidden="true" className={styles.tick}>
      <circle cx="6" cy="6" r="5" />
      <path d="M3.6 6.3l1.7 1.6 3.1-3.6" />
    </svg>
  );
}

function Changed({ brief }: { brief: BriefView }) {
  const { id, election } = useDesk();
  const name = useNames();
  const { zone } = election.election;
  return (
    <section aria-label="Changed">
      <h2 className={styles.heading}>
        Changed lately <span>live until signed</span>
      </h2>
      {brief.changed.length === 0 ? (
        <p className={styles.quiet}>Nothing since the brief was begun.</p>
      ) : (
        <ul className={styles.changes}>
          {brief.changed.slice(0, 6).map((change) => (
            <li key={`${change.incident} ${change.at} ${change.type}`}>
              <span className={styles.quiet}>{formatMinute(change.at, zone)}</span>
              <span>
                <AppLink href={`/e/${id}?sel=${change.incident}`} className={styles.number}>
                  {change.incident}
                </AppLink>{' '}
                {changeWords(change, name)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Signatures({ brief, mayWrite, onSign }: BriefRailProps) {
  const { me, election } = useDesk();
  const name = useNames();
  const people = usePeople();
  const role = useRole();
  const blocked = useBlocked();
  const send = useSend();
  const { zone } = election.election;
  const unsettled = brief.content?.unsettled.length ?? 0;
  const isOut = brief.outgoing === me;
  const mayAccept =
    brief.state === 'signed' &&
    !isOut &&
    brief.signedBy !== me &&
    role !== 'viewer' &&
    (brief.incoming === null || brief.incoming === me || role === 'lead' || role === 'admin');
  const to = brief.acceptedBy ?? brief.incoming;
  return (
    <section aria-label="Signatures">
      <h2 className={styles.heading}>Signatures</h2>
      <div className={styles.card}>
        <Avatar name={name(brief.outgoing)} isSelf={isOut} isDecoration />
        <div>
          <p>
            <b>{name(brief.outgoing)}</b> hands over
          </p>
          <p className={styles.quiet}>{signedWords(brief, name, zone)}</p>
          {brief.state === 'draft' && unsettled > 0 && (
            <p className={styles.late}>{plural(unsettled, 'thing')} to settle first</p>
          )}
        </div>
        {mayWrite && (
          <Button
            look={unsettled === 0 && isOut ? 'primary' : 'secondary'}
            keyHint="mod+enter"
            disabledReason={blocked ?? undefined}
            onClick={onSign}
          >
            Sign
          </Button>
        )}
      </div>
      <div className={styles.card}>
        <Avatar name={to === null ? null : name(to)} isSelf={to === me} isDecoration />
        <div>
          <p>
            <b>{to === null ? 'Nobody yet' : name(to)}</b> takes over
          </p>
          <p className={styles.quiet}>
            {brief.acceptedAt === null
              ? brief.state === 'draft'
                ? 'can take over once it is signed'
                : 'not taken over yet'
              : `took over at ${formatMinute(brief.acceptedAt, zone)}`}
          </p>
        </div>
        {mayAccept && (
          <Button
            look="primary"
            keyHint="mod+enter"
            disabledReason={blocked ?? undefined}
            onClick={onSign}
          >
            Take over
          </Button>
        )}
      </div>
      {mayWrite && blocked === null && (
        <div className={styles.takes}>
          <PersonField
            label="Who takes over"
            value={brief.incoming}
            onChange={(incoming) => {
              if (incoming !== brief.incoming)
                void send({ type: 'brief.edit', brief: brief.id, incoming });
            }}
            people={people.filter(({ id }) => id !== brief.outgoing)}
          />
        </div>
      )}
      <p className={styles.small}>
        A signed brief is frozen and goes into the journal. Only staff cleared for its label read
        it; RED is never in it.
      </p>
    </section>
  );
}

function signedWords(brief: BriefView, name: (id: string) => string, zone: string): string {
  if (brief.signedAt === null) return 'not signed';
  const at = `signed at ${formatMinute(brief.signedAt, zone)}`;
  return brief.signedBy === null || brief.signedBy === brief.outgoing
    ? at
    : `${at} by ${name(brief.signedBy)} in their stead`;
}

function Ways({ brief, briefs, mayWrite, onCopy, onOpen, onStart }: BriefRailProps) {
  const { id, base } = useDesk();
  const send = useSend();
  const name = useNames();
  const role = useRole();
  const newKey = useKeyOf('new');
  const path = `${base}/briefs/${encodeURIComponent(brief.id)}`;
  const others = briefs.filter((one) => one.id !== brief.id).slice(0, 20);
  return (
    <section className={styles.ways} aria-label="Ways on">
      <Button keyHint="p" onClick={() => window.print()}>
        Print
      </Button>
      <Button keyHint="y" onClick={onCopy}>
        Copy as text
      </Button>
      <a href={`${path}.html`} target="_blank" rel="noreferrer" className={styles.way}>
        HTML
      </a>
      <AppLink href={`/e/${encodeURIComponent(id)}/sitrep`} className={styles.way}>
        Situation report
      </AppLink>
      {others.length > 0 && (
        <Menu
          label="Other briefs"
          size="s"
          groups={[
            {
              items: others.map((one) => ({
                id: one.id,
                label: `Brief ${one.number}`,
                detail: `${name(one.outgoing)}, ${one.state}`,
              })),
            },
          ]}
          onAction={onOpen}
        >
          Other briefs
        </Menu>
      )}
      {role !== 'viewer' && role !== 'partner' && (
        <Button size="s" look="quiet" keyHint={newKey} onClick={onStart}>
          New brief
        </Button>
      )}
      {mayWrite && (
        <Button
          size="s"
          look="quiet"
          onClick={() =>
            void send(
              { type: 'brief.discard', brief: brief.id },
              { done: `Brief ${brief.number} discarded` },
            ).then((result) => {
              const [next] = others;
              if (result.kind === 'done' && next) onOpen(next.id);
            })
          }
        >
          Discard
        </Button>
      )}
    </section>
  );
}

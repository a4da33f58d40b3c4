import type { SignalView } from '@warroom/shared';
import { X } from 'lucide-react';
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import { api } from '../api.ts';
import { CareLine } from '../care/care-line.tsx';
import { Veil } from '../care/veil.tsx';
import { useAtNow } from '../store/ticker.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { formatMoment, formatTimer } from '../ui/format.ts';
import { Severity } from '../ui/severity.tsx';
import { StateGlyph } from '../ui/state-glyph.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { TlpLabel } from '../ui/tlp-label.tsx';
import { SignalActionBar } from './action-bar.tsx';
import { openOverlay } from './board-ui.ts';
import styles from './detail.module.css';
import { likelyIncidents } from './likely.ts';
import { send } from './perform.ts';
import { OutsideAddress } from './outside-address.tsx';
import { useBlocked, useBoard, useKeyOf, useNames, useRole, useRoom } from './room-context.ts';
import { signalDistresses, useSignalVeiled, veilItem } from './veiling.ts';
import { channelWord } from './words.ts';

/** The open signal: all of its text, as text. */
export function SignalDetail({ id }: { id: string }) {
  const { go } = useBoard();
  const { signal, problem } = useSignal(id);
  if (!signal) {
    return (
      <section className={styles.detail} aria-label="Signal">
        {problem === '' ? (
          <div className={styles.body}>
            <Skeleton label="Loading the signal" rows={5} size="l" />
          </div>
        ) : (
          <EmptyState
            className={styles.none}
            title="This signal is not here"
            actions={
              <Button size="s" onClick={() => go({ sel: null })}>
                Close
              </Button>
            }
          >
            {problem}
          </EmptyState>
        )}
      </section>
    );
  }
  return (
    <section className={styles.detail} aria-label="Signal">
      <SignalBody signal={signal} />
      <SignalActionBar signal={signal} />
    </section>
  );
}

/** From the lane where it is loaded, else from the server. */
function useSignal(id: string): { signal: SignalView | undefined; problem: string } {
  const room = useRoom();
  const { records } = room.lane;
  const held = useSyncExternalStore(
    (listener) => records.subscribe(id, listener),
    () => records.get(id),
  );
  const [fetched, setFetched] = useState<SignalView | undefined>(undefined);
  const [problem, setProblem] = useState('');
  // A further link is told nobody who doesn't ask: after each command of one's own it is read again.
  const isIdle = useStore(room.desk.store, (state) => state.unanswered === 0);
  const isHeld = held !== undefined;
  const election = room.election.election.id;
  const asked = useRef(0);
  const read = useCallback(async (): Promise<void> => {
    const turn = (asked.current += 1);
    const result = await api<SignalView>(
      `/api/elections/${election}/signals/${encodeURIComponent(id)}`,
    );
    if (turn !== asked.current) return;
    if (result.ok) setFetched(result.value);
    setProblem(result.ok ? '' : result.error.message);
  }, [election, id]);
  useEffect(() => {
    if (isHeld || !isIdle) return;
    void read();
    return () => {
      asked.current += 1;
    };
  }, [isHeld, isIdle, read]);
  useEffect(
    () =>
      room.feed.on('signals', ({ changed, gone, reload }) => {
        if (reload || [...changed, ...gone].some((one) => one.id === id)) void read();
      }),
    [room, id, read],
  );
  return { signal: held ?? (fetched?.id === id ? fetched : undefined), problem };
}

function SignalBody({ signal }: { signal: SignalView }) {
  const room = useRoom();
  const names = useNames();
  const { zone } = room.election.election;
  const now = room.feed.serverNow();
  const claim = useAtNow(room.clock, (at) =>
    signal.claim !== null && signal.claim.until > at ? formatTimer(signal.claim.until - at) : '',
  );
  const likely = likelyIncidents(signal, room.incidents.values(), 3);
  const isVeiled = useSignalVeiled(signal);
  const veilKey = useKeyOf('unveil');
  useEffect(() => {
    document.title = `Signal · ${isVeiled ? 'veiled' : signal.text.slice(0, 60)}`;
  }, [signal.text, isVeiled]);
  return (
    <div className={styles.body}>
      <CareLine looking={room.looking} />
      <div className={styles.head}>
        <span className={styles.number}>{channelWord(signal.channel)}</span>
        <TlpLabel tlp={signal.tlp} />
        {signal.severity !== null && <Severity level={signal.severity} />}
        {signal.drill && <span className={styles.badge}>EXERCISE</span>}
        {signal.sourceResolvedAt !== null && (
          <span className={styles.badge}>over at its source</span>
        )}
        <span className={styles.grow} />
        {claim !== '' && signal.claim !== null && (
          <span className={styles.present}>
            claimed by {signal.claim.by === room.me ? 'you' : names.person(signal.claim.by)},{' '}
            {claim} left
            <Avatar
              name={names.person(signal.claim.by)}
              isSelf={signal.claim.by === room.me}
              isDecoration
            />
          </span>
        )}
      </div>
      {signal.state === 'dismissed' && <Dismissed signal={signal} />}
      {signal.incidents.length > 0 && <LinkedTo signal={signal} />}
      <section className={styles.section} aria-label="What was said">
        <Veil
          person={room.me}
          looking={room.looking}
          item={veilItem({ kind: 'signal', id: signal.id })}
          isDistressing={signalDistresses(room, signal)}
          keyHint={veilKey}
        >
          <blockquote className={styles.quote} lang={signal.language ?? undefined} dir="auto">
            {signal.text}
          </blockquote>
        </Veil>
      </section>
      <section className={styles.section} aria-label="About it">
        <dl className={styles.facts}>
          <dt>Source</dt>
          <dd>{names.source(signal.source)}</dd>
          <dt>Author</dt>
          <dd>{signal.author ?? <span className={styles.soft}>not given</span>}</dd>
          <dt>Language</dt>
          <dd>
            {signal.language === null ? (
              <span className={styles.soft}>not given</span>
            ) : (
              languageName(signal.language)
            )}
          </dd>
          <dt>Observed</dt>
          <dd>{formatMoment(signal.observedAt, now, zone)}</dd>
          <dt>Received</dt>
          <dd>{formatMoment(signal.receivedAt, now, zone)}</dd>
          <dt>Jurisdiction</dt>
          <dd>
            {signal.jurisdiction === null ? (
              <span className={styles.soft}>not given</span>
            ) : (
              names.jurisdiction(signal.jurisdiction)
            )}
          </dd>
          <dt>Category</dt>
          <dd>
            {signal.category === null ? (
              <span className={styles.soft}>not given</span>
            ) : (
              <code>{signal.category}</code>
            )}
          </dd>
          {signal.url !== null && (
            <>
              <dt>Address</dt>
              <dd>
                <OutsideAddress url={signal.url} />
              </dd>
            </>
          )}
        </dl>
      </section>
      {signal.state === 'undecided' && likely.length > 0 && (
        <section className={styles.section} aria-label="May belong to">
          <div className={styles.heading}>
            <h2>May belong to</h2>
            <small>shares place, category or words</small>
          </div>
          {likely.map(({ incident, why }) => (
            <button
              key={incident.id}
              type="button"
              className={styles.offer}
              title={`Link to ${incident.id}`}
              onClick={() =>
                void send(
                  room,
                  { type: 'incident.link', incident: incident.id, signals: [signal.id] },
                  `Linked a signal to ${incident.id}`,
                )
              }
            >
              <span />
              <Severity level={incident.severity} />
              <span className={styles.number}>{incident.id}</span>
              <span>{incident.title}</span>
              <span className={styles.soft}>{why}</span>
              <Avatar
                name={incident.assignee === null ? null : names.person(incident.assignee)}
                isSelf={incident.assignee === room.me}
                isDecoration
              />
            </button>
          ))}
        </section>
      )}
    </div>
  );
}

/** The incidents that a signal belongs to, one or several, and the way to one more. */
function LinkedTo({ signal }: { signal: SignalView }) {
  const { room, go } = useBoard();
  const names = useNames();
  const role = useRole();
  const blocked = useBlocked() ?? undefined;
  const mayWork = role !== 'viewer' && role !== 'partner';
  return (
    <section className={styles.section} aria-label="Linked to">
      <div className={styles.heading}>
        <h2>Linked to</h2>
        <small>{signal.incidents.length === 1 ? '' : `${signal.incidents.length} incidents`}</small>
        <span className={styles.grow} />
        {mayWork && (
          <Button
            look="link"
            size="s"
            disabledReason={blocked}
            onClick={() => openOverlay(room.ui, { kind: 'pick-link', signals: [signal.id] })}
          >
            link to another as well
          </Button>
        )}
      </div>
      <ul className={styles.links}>
        {signal.incidents.map((id) => {
          const incident = room.incidents.get(id);
          return (
            <li key={id}>
              <button
                type="button"
                className={styles.link}
                data-plain
                onClick={() => go({ sel: { kind: 'incident', id } })}
              >
                <span className={styles.linkNumber}>{id}</span>
                {incident ? <Severity level={incident.severity} /> : <span />}
                <span className={styles.linkTitle}>{incident?.title ?? ''}</span>
                <span className={styles.soft}>
                  {incident && <StateGlyph state={incident.state} />}
                </span>
                <Avatar
                  name={
                    incident === undefined || incident.assignee === null
                      ? null
                      : names.person(incident.assignee)
                  }
                  isSelf={incident?.assignee === room.me}
                  isDecoration
                />
              </button>
              {mayWork && (
                <Button
                  look="quiet"
                  size="s"
                  isIcon
                  aria-label={`Unlink from ${id}`}
                  disabledReason={blocked}
                  onClick={() =>
                    void send(
                      room,
                      { type: 'incident.unlink', incident: id, signals: [signal.id] },
                      `Unlinked a signal from ${id}`,
                    )
                  }
                >
                  <X size={13} aria-hidden="true" />
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Dismissed({ signal }: { signal: SignalView }) {
  const room = useRoom();
  const names = useNames();
  return (
    <p className={styles.section}>
      <span className={styles.badge}>
        Dismissed: {names.dismissReason(signal.dismissReason ?? '').toLowerCase()}
      </span>{' '}
      <Button
        size="s"
        look="link"
        onClick={() =>
          void send(room, { type: 'signal.restore', signals: [signal.id] }, 'Restored a signal')
        }
      >
        restore
      </Button>
    </p>
  );
}

function languageName(tag: string): string {
  try {
    return `${new Intl.DisplayNames(['en'], { type: 'language' }).of(tag) ?? tag} (${tag})`;
  } catch {
    return tag;
  }
}

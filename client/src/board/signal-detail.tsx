import type { SignalView } from '@warroom/shared';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { api } from '../api.ts';
import { useAtNow } from '../store/ticker.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { formatMoment, formatTimer } from '../ui/format.ts';
import { Severity } from '../ui/severity.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { TlpLabel } from '../ui/tlp-label.tsx';
import { SignalActionBar } from './action-bar.tsx';
import styles from './detail.module.css';
import { likelyIncidents } from './likely.ts';
import { send } from './perform.ts';
import { OutsideAddress } from './outside-address.tsx';
import { useBoard, useNames, useRoom } from './room-context.ts';
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
  const isHeld = held !== undefined;
  const election = room.election.election.id;
  useEffect(() => {
    setFetched(undefined);
    setProblem('');
    if (isHeld) return;
    const leave = new AbortController();
    void api<SignalView>(`/api/elections/${election}/signals/${encodeURIComponent(id)}`, {
      signal: leave.signal,
    }).then((result) => {
      if (leave.signal.aborted) return;
      if (result.ok) setFetched(result.value);
      else setProblem(result.error.message);
    });
    return () => leave.abort();
  }, [id, isHeld, election]);
  return { signal: held ?? fetched, problem };
}

function SignalBody({ signal }: { signal: SignalView }) {
  const { room, go } = useBoard();
  const names = useNames();
  const { zone } = room.election.election;
  const now = room.feed.serverNow();
  const claim = useAtNow(room.clock, (at) =>
    signal.claim !== null && signal.claim.until > at ? formatTimer(signal.claim.until - at) : '',
  );
  const likely = likelyIncidents(signal, room.incidents.values(), 3);
  useEffect(() => {
    document.title = `Signal · ${signal.text.slice(0, 60)}`;
  }, [signal.text]);
  return (
    <div className={styles.body}>
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
      {signal.state !== 'undecided' && <Decided signal={signal} />}
      <section className={styles.section} aria-label="What was said">
        <blockquote className={styles.quote} lang={signal.language ?? undefined} dir="auto">
          {signal.text}
        </blockquote>
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
          {signal.incidents.length > 0 && (
            <>
              <dt>Linked to</dt>
              <dd className={styles.tags}>
                {signal.incidents.map((id) => (
                  <Button
                    key={id}
                    look="link"
                    size="s"
                    onClick={() => go({ sel: { kind: 'incident', id } })}
                  >
                    {id}
                  </Button>
                ))}
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

function Decided({ signal }: { signal: SignalView }) {
  const { room, go } = useBoard();
  const names = useNames();
  const words =
    signal.state === 'dismissed'
      ? `Dismissed: ${names.dismissReason(signal.dismissReason ?? '').toLowerCase()}`
      : `Linked to ${signal.incidents.join(', ')}`;
  const [first] = signal.incidents;
  return (
    <p className={styles.section}>
      <span className={styles.badge}>{words}</span>{' '}
      {signal.state === 'dismissed' ? (
        <Button
          size="s"
          look="link"
          onClick={() =>
            void send(room, { type: 'signal.restore', signals: [signal.id] }, 'Restored a signal')
          }
        >
          restore
        </Button>
      ) : (
        first !== undefined && (
          <Button size="s" look="link" onClick={() => go({ sel: { kind: 'incident', id: first } })}>
            open {first}
          </Button>
        )
      )}
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

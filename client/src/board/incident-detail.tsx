import type { IncidentView } from '@warroom/shared';
import { lazy, Suspense, useEffect } from 'react';
import { useStore } from 'zustand';
import { useFeedPart } from '../store/use-live.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { formatClock } from '../ui/format.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { CareLine } from '../care/care-line.tsx';
import { IncidentActionBar } from './action-bar.tsx';
import { incidentActions } from './actions.ts';
import { ConflictBanner } from './conflict-banner.tsx';
import styles from './detail.module.css';
import { IncidentClocks } from './incident-clocks.tsx';
import { IncidentFields, TlpButton } from './incident-fields.tsx';
import { LinkedSignals } from './linked-signals.tsx';
import { NobodyBanner } from './nobody-banner.tsx';
import { performOnIncident } from './perform.ts';
import { RailBody, railTabs } from './rail.tsx';
import {
  useActionContext,
  useBlocked,
  useBoard,
  useBoardIncident,
  useNames,
  useRole,
  useRoom,
  useUi,
} from './room-context.ts';
import { SnoozeBanner } from './snooze-banner.tsx';
import { StatePath } from './state-path.tsx';
import { TagRow } from './tag-row.tsx';
import { useIsNarrow } from './use-is-narrow.ts';
import { WatchButton } from './watch-button.tsx';

const IncidentAround = lazy(() =>
  import('./incident-around.tsx').then((module) => ({ default: module.IncidentAround })),
);

/** The open incident. */
export function IncidentDetail({ id }: { id: string }) {
  const { room, go } = useBoard();
  const incident = useBoardIncident(id);
  const { error, loading } = useStore(room.timeline.store);
  const isNarrow = useIsNarrow();
  const tab = useUi((state) => state.tab);

  if (!incident) {
    return (
      <section className={styles.detail} aria-label={id}>
        {error === null || loading ? (
          <div className={styles.body}>
            <Skeleton label={`Loading ${id}`} rows={8} size="l" />
          </div>
        ) : (
          <EmptyState
            className={styles.none}
            title={`${id} is not here`}
            actions={
              <Button size="s" onClick={() => go({ sel: null })}>
                Close
              </Button>
            }
          >
            {error}
          </EmptyState>
        )}
      </section>
    );
  }
  return (
    <section className={styles.detail} aria-label={`Incident ${id}`}>
      {isNarrow ? (
        <Tabs
          label={id}
          selected={tab}
          onSelect={(next) => room.ui.setState({ tab: next })}
          tabs={[{ id: 'detail', label: 'Incident' }, ...railTabs(incident)]}
          panelClassName={styles.panel}
        >
          {tab === 'detail' ? (
            <Body incident={incident} />
          ) : (
            <RailBody incident={incident} tab={tab} />
          )}
        </Tabs>
      ) : (
        <Body incident={incident} />
      )}
      <IncidentActionBar incident={incident} />
    </section>
  );
}

function Body({ incident }: { incident: IncidentView }) {
  const room = useRoom();
  const names = useNames();
  const context = useActionContext();
  const { id } = incident;
  const { zone } = room.election.election;
  const offers = incidentActions(incident, context);
  const mayEdit = offers.some(
    (offer) => offer.id === 'title' && offer.disabledReason === undefined,
  );
  useEffect(() => {
    document.title = `${id} · ${incident.title}`;
  }, [id, incident.title]);
  return (
    <div className={styles.body}>
      <ConflictBanner id={id} />
      <CareLine looking={room.looking} />
      <div className={styles.banners}>
        <NobodyBanner incident={incident} canWrite={mayEdit} />
        <SnoozeBanner incident={incident} canWrite={mayEdit} />
        <DismissalBanner incident={incident} />
      </div>
      <div className={styles.head}>
        <span className={styles.number}>{id}</span>
        <TlpButton incident={incident} canWrite={mayEdit} />
        <span className={styles.soft}>version {incident.version}</span>
        {incident.drill && <span className={styles.badge}>EXERCISE</span>}
        {incident.sourceResolvedAt !== null && (
          <span className={styles.badge} title="The source says that what it raised is over.">
            over at its source {formatClock(incident.sourceResolvedAt, zone)}
          </span>
        )}
        <WatchButton incident={incident} />
        <span className={styles.grow} />
        <Present />
      </div>
      <h1 className={styles.title}>
        {mayEdit ? (
          <button
            type="button"
            title="Edit the title"
            onClick={() => performOnIncident(room, id, 'title')}
          >
            {incident.title}
          </button>
        ) : (
          incident.title
        )}
      </h1>
      <StatePath incident={incident} />
      {incident.mergedInto !== null && (
        <MergedInto incident={incident} into={incident.mergedInto} />
      )}
      <IncidentFields incident={incident} canWrite={mayEdit} />
      <IncidentClocks incident={incident} />
      <section className={styles.section} aria-label="Next step">
        <div className={styles.heading}>
          <h2>Next</h2>
          <small>{incident.nextStep === '' ? 'what someone should do, and by when' : ''}</small>
          <span className={styles.grow} />
          {mayEdit && (
            <Button look="link" size="s" onClick={() => performOnIncident(room, id, 'next-step')}>
              {incident.nextStep === '' ? 'set it' : 'change'}
            </Button>
          )}
        </div>
        {incident.nextStep !== '' && <p className={styles.prose}>{incident.nextStep}</p>}
      </section>
      <TagRow incident={incident} canWrite={mayEdit} />
      <Suspense fallback={null}>
        <IncidentAround incident={incident} canWrite={mayEdit} />
      </Suspense>
      <LinkedSignals incident={incident} canWrite={mayEdit} />
      {incident.tlp === 'RED' && (
        <p className={styles.soft}>
          Seen only by those named: {incident.named.map(names.person).join(', ') || 'nobody'}.
        </p>
      )}
    </div>
  );
}

function MergedInto({ incident, into }: { incident: IncidentView; into: string }) {
  const { room, go } = useBoard();
  return (
    <Banner
      className={styles.apart}
      title={`Merged into ${into}`}
      actions={
        <>
          <Button size="s" onClick={() => go({ sel: { kind: 'incident', id: into } })}>
            Open {into}
          </Button>
          <Button
            size="s"
            look="quiet"
            onClick={() => performOnIncident(room, incident.id, 'unmerge')}
          >
            Part again
          </Button>
        </>
      }
    >
      Its signals and work are there; this number leads to it.
    </Banner>
  );
}

/** S1 and S2 are dismissed by two people: one asks, another confirms or keeps it. */
function DismissalBanner({ incident }: { incident: IncidentView }) {
  const room = useRoom();
  const names = useNames();
  const blocked = useBlocked() ?? undefined;
  const role = useRole();
  const request = incident.dismissalRequest;
  if (request === null) return null;
  const isMine = request.by.id === room.me;
  const mayWork = role !== 'viewer' && role !== 'partner';
  const reason = names.dismissReason(request.reason).toLowerCase();
  return (
    <Banner
      tone="late"
      title={
        isMine ? 'You asked to dismiss this' : `${names.actor(request.by)} asks to dismiss this`
      }
      actions={
        mayWork && (
          <>
            {!isMine && (
              <Button
                size="s"
                look="primary"
                disabledReason={blocked}
                onClick={() => performOnIncident(room, incident.id, 'confirm-dismissal')}
              >
                Confirm dismissal
              </Button>
            )}
            <Button
              size="s"
              disabledReason={blocked}
              onClick={() => performOnIncident(room, incident.id, 'keep')}
            >
              {isMine ? 'Take it back' : 'Keep it'}
            </Button>
          </>
        )
      }
    >
      {`${reason}, ${formatClock(request.at, room.election.election.zone)}. ${incident.severity} needs a second person.`}
    </Banner>
  );
}

/** Who else is here, and who writes. */
function Present() {
  const room = useRoom();
  const names = useNames();
  const { viewing, editing } = useStore(room.timeline.store);
  const phase = useFeedPart(room.feed, (status) => status.phase);
  const others = viewing.filter((id) => id !== room.me);
  const writing = editing.filter((id) => id !== room.me);
  if (others.length === 0 || phase !== 'live') return null;
  const only = others.filter((id) => !writing.includes(id));
  const parts = [
    only.length > 0 ? `${listed(only.map(names.person))} viewing` : '',
    writing.length > 0 ? `${listed(writing.map(names.person))} editing note` : '',
  ].filter((part) => part !== '');
  return (
    <span className={styles.present}>
      <span>{parts.join(' · ')}</span>
      <span className={styles.faces}>
        {others.slice(0, 5).map((id) => (
          <Avatar
            key={id}
            name={names.person(id)}
            look={writing.includes(id) ? 'editing' : 'viewing'}
            isDecoration
          />
        ))}
      </span>
    </span>
  );
}

function listed(all: readonly string[]): string {
  return all.length > 2 ? `${all[0] ?? ''} +${all.length - 1}` : all.join(' and ');
}

import { useRouter, useRouterState } from '@tanstack/react-router';
import type { CommandResult, SavedView } from '@warroom/shared';
import { lazy, Suspense, useMemo, useState } from 'react';
import { api } from '../../api.ts';
import { useBlocked, useDesk, useNames, useRole } from '../../desk-frame/desk-context.ts';
import { DeskFrame } from '../../desk-frame/desk-page.tsx';
import type { DeskKey } from '../../desk-frame/use-desk-keys.ts';
import { useSection } from '../../desk-frame/use-section.ts';
import { useSend } from '../../desk-frame/use-send.ts';
import type { Asked } from '../../desk-frame/use-send.ts';
import { usePerson } from '../../session.ts';
import { AppLink } from '../../ui/app-link.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { announceNow } from '../../ui/live-region.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { toast } from '../../ui/toasts.ts';
import { steer } from '../../wall-control/steer.ts';
import type { Ordered, WallDeed } from '../../wall-control/steer.ts';
import { targetOfKey } from '../../wall-control/targets.ts';
import type { WallsView } from '../../wall-control/walls-view.ts';
import { AnnouncementsTab } from './announcements-tab.tsx';
import { PlaylistsTab } from './playlists-tab.tsx';
import { ScheduleTab } from './schedule-tab.tsx';
import { ShowTab } from './show-tab.tsx';
import { WallsContext } from './walls-context.ts';
import type { WallsRoom } from './walls-context.ts';
import styles from './walls.module.css';

const PinDialog = lazy(() =>
  import('../../wall-control/pin-dialog.tsx').then((module) => ({ default: module.PinDialog })),
);

/** Displays report each 10 s; nothing else says that one has. */
const EVERY_MS = 5_000;
const NOT_A_LEAD = 'Only leads and admins set up what walls show; you can pin, pause and redact.';

const TABS = ['show', 'playlists', 'schedule', 'announcements'] as const;
type Tab = (typeof TABS)[number];

/** The page of walls within its frame: what they show, playlists, the schedule, announcements. */
export function WallsDesk() {
  const { id, base, election } = useDesk();
  const { zone } = election.election;
  const router = useRouter();
  const search = useRouterState({ select: (state) => state.location.searchStr });
  const path = useRouterState({ select: (state) => state.location.pathname });
  const section = useSection<WallsView>('wall', 'walls', { everyMs: EVERY_MS });
  const views = useSection<{ views: SavedView[] }>('view', 'views');
  const person = useNames();
  const role = useRole();
  const blocked = useBlocked() ?? undefined;
  const tell = useSend();
  const me = usePerson();
  const [pinning, setPinning] = useState<string | null>(null);

  const isLead = role === 'lead' || role === 'admin';
  const isAdmin = role === 'admin' || me?.admin === true;
  const params = new URLSearchParams(search);
  const tab = TABS.find((each) => each === params.get('tab')) ?? 'show';
  const item = params.get('item');

  function goTo(next: Tab, of: string | null = null): void {
    const to = new URLSearchParams({ tab: next, ...(of === null ? {} : { item: of }) });
    router.history.replace(`${path}?${to.toString()}`);
  }

  async function send(command: Asked, done: string): Promise<CommandResult> {
    const result = await tell(command, { isQuiet: true });
    if (result.kind === 'done') toast({ text: done });
    else if (result.refusal.kind === 'nothing-changes') toast({ text: result.refusal.message });
    // Told on the page itself, beside what was typed.
    else if (result.refusal.kind !== 'stale-version') {
      const text = result.refusal.kind === 'unsettled' ? 'Perhaps not saved.' : 'Not saved.';
      toast({ text, detail: result.refusal.message, tone: 'bad' });
      announceNow(`${text} ${result.refusal.message}`);
    }
    section.reload();
    return result;
  }

  const { value } = section;
  const teamViews = views.value?.views;
  const choices = useMemo(
    () => ({
      views: (teamViews ?? []).filter(({ scope }) => scope === 'team'),
      announcements: value?.walls.announcements ?? {},
      incidents: [],
    }),
    [teamViews, value],
  );

  const room: WallsRoom | null =
    value === undefined
      ? null
      : {
          view: value,
          election: id,
          zone,
          choices,
          isLead,
          readOnly: blocked ?? (isLead ? undefined : NOT_A_LEAD),
          blocked: blocked ?? (role === 'viewer' ? 'needs the role of triager' : undefined),
          person,
          send,
          steer: (target: string, deed: WallDeed, why?: string) =>
            steer(
              {
                command: (command, words) => send(command, words),
                post: (to, body) => api<Ordered>(`${base}/${to}`, { method: 'POST', body }),
                displays: value.displays,
              },
              targetOfKey(target),
              deed,
              why,
            ).then(section.reload),
          pin: setPinning,
        };

  const keys: DeskKey[] = [
    { keys: ['1'], does: 'on show', run: () => goTo('show') },
    { keys: ['2'], does: 'playlists', run: () => goTo('playlists') },
    { keys: ['3'], does: 'schedule', run: () => goTo('schedule') },
    { keys: ['4'], does: 'announcements', run: () => goTo('announcements') },
    {
      keys: ['p'],
      does: 'pin a scene',
      run: room?.blocked === undefined ? () => setPinning(item ?? 'all') : undefined,
      disabledReason: room?.blocked,
    },
  ];

  return (
    <DeskFrame place="walls" title="Displays" keys={keys} mainClassName={styles.main}>
      {room === null ? (
        section.state === 'failed' ? (
          <EmptyState
            title="What walls show could not be read"
            actions={<Button onClick={section.reload}>Try again</Button>}
          >
            {section.error.message}
          </EmptyState>
        ) : (
          <Skeleton label="Loading: displays" rows={14} />
        )
      ) : (
        <WallsContext value={room}>
          <div className={styles.page}>
            <div className={styles.head}>
              <h1>Displays</h1>
              {section.state === 'failed' && (
                <span role="status" className={styles.warn}>
                  This may be old: {section.error.message}
                </span>
              )}
              <span className={styles.headEnd}>
                {isAdmin && (
                  <AppLink
                    className={buttonClass({})}
                    href={`/e/${encodeURIComponent(id)}/admin?tab=displays`}
                  >
                    Pair and set up
                  </AppLink>
                )}
                <a
                  className={buttonClass({})}
                  href={`/wall?election=${encodeURIComponent(id)}`}
                  target="_blank"
                  rel="noreferrer"
                >
                  Open the wall<span className="sr-only"> in a new window</span>
                </a>
              </span>
            </div>
            <Tabs<Tab>
              label="What walls show"
              selected={tab}
              onSelect={(next) => goTo(next)}
              tabs={[
                { id: 'show', label: 'On show', count: room.view.displays.length },
                {
                  id: 'playlists',
                  label: 'Playlists',
                  count: Object.keys(room.view.walls.playlists).length,
                },
                { id: 'schedule', label: 'Schedule', count: room.view.walls.schedule.length },
                {
                  id: 'announcements',
                  label: 'Announcements',
                  count: Object.keys(room.view.walls.announcements).length,
                },
              ]}
              className={styles.tabs}
              panelClassName={styles.panel}
            >
              {tab === 'show' && <ShowTab item={item} select={(of) => goTo('show', of)} />}
              {tab === 'playlists' && (
                <PlaylistsTab item={item} select={(of) => goTo('playlists', of)} />
              )}
              {tab === 'schedule' && <ScheduleTab />}
              {tab === 'announcements' && (
                <AnnouncementsTab item={item} select={(of) => goTo('announcements', of)} />
              )}
            </Tabs>
          </div>
          {pinning !== null && (
            <Suspense fallback={null}>
              <PinDialog
                target={pinning}
                view={room.view}
                choices={room.choices}
                blocked={room.blocked}
                onPin={async (command, words) => (await send(command, words)).kind === 'done'}
                onClose={() => setPinning(null)}
              />
            </Suspense>
          )}
        </WallsContext>
      )}
    </DeskFrame>
  );
}

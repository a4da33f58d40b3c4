import type { Election } from '@warroom/shared';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { AccountMenu } from '../account-menu.tsx';
import { AppFrame, Clocks, StatusBar, TopBar } from '../ui/app-frame.tsx';
import { AppLink } from '../ui/app-link.tsx';
import { buttonClass } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { formatClock } from '../ui/format.ts';
import { KeyHint } from '../ui/key.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { StatusDot } from '../ui/status-dot.tsx';
import type { AdminClient } from './admin-client.ts';
import { AdminContext, type AdminScene } from './admin-context.ts';
import { TAB_WORDS, tabFrom, tabsFor, type Tab } from './admin-location.ts';
import type { SessionView } from './admin-types.ts';
import styles from './admin.module.css';
import { DisplaysTab } from './displays/displays-tab.tsx';
import { ElectionsTab } from './elections/elections-tab.tsx';
import { KeysTab } from './keys/keys-tab.tsx';
import { PeopleTab } from './people/people-tab.tsx';
import { LoadProblem, SignInAgain } from './problem.tsx';
import { serverClock } from './server-clock.ts';
import { useLoaded, type Loaded } from './use-loaded.ts';

/** How often one's own rights and the server's clock are asked for. */
const SESSION_EVERY_MS = 60_000;
const FILE_EVERY_MS = 300_000;

export interface AdminViewProps {
  client: AdminClient;
  election: string | null;
  /** The page's path, to which tabs and rows add their search. */
  path: string;
  search: object;
  open: (path: string) => void;
  replace: (path: string) => void;
  origin: string;
}

/** What a tab is given: the selected row, and how to select another. */
export interface TabProps {
  selected: string | null;
  select: (id: string | null) => void;
}

/** The admin page, apart from the router. */
export function AdminView(props: AdminViewProps) {
  const { client, election, path, open, replace, origin } = props;
  const clock = useMemo(() => serverClock(Date.now), []);
  const loadSession = useCallback(async () => {
    const sentAt = Date.now();
    const answer = await client.session();
    if (answer.ok) clock.heard(answer.value.now, sentAt, Date.now());
    return answer;
  }, [client, clock]);
  const session = useLoaded(loadSession, SESSION_EVERY_MS, clock.now);
  const loadFile = useMemo(
    () => (election === null ? null : () => client.election(election)),
    [client, election],
  );
  const file = useLoaded(loadFile, FILE_EVERY_MS, clock.now);

  const subject = session.data?.subject ?? null;
  const membership = subject?.elections?.find(({ id }) => id === election);
  const isServerAdmin = subject?.admin === true;
  const isAdmin = isServerAdmin || membership?.role === 'admin';
  const tabs = tabsFor(election, isServerAdmin);
  const tab = isAdmin ? tabFrom(field(props.search, 'tab'), tabs) : undefined;
  const selected = field(props.search, 'row');
  const name = file.data?.name ?? membership?.name ?? election ?? 'This server';
  // The word EXERCISE stands beside the name already.
  const title = membership?.drill === true ? name.replace(/^EXERCISE · /, '') : name;
  useEffect(() => {
    document.title = tab === undefined ? `Admin · ${title}` : `${TAB_WORDS[tab]} · ${title}`;
  }, [tab, title]);

  const boardPath = election === null ? null : `/e/${encodeURIComponent(election)}`;

  const scene = useSceneOf({ client, clock, election, file, session, origin, open });
  const select = (id: string | null): void => replace(hrefOf(path, tab, id));

  return (
    <AdminContext value={scene}>
      <AppFrame
        mainClassName={styles.main}
        top={
          <TopBar
            name={title}
            home={boardPath ?? '/'}
            note="Administration"
            isExercise={membership?.drill}
            nav={[
              ...(boardPath === null
                ? []
                : [{ label: 'Triage', href: boardPath, isCurrent: false }]),
              ...tabs.map((each) => ({
                label: TAB_WORDS[each],
                href: hrefOf(path, each, null),
                isCurrent: each === tab,
              })),
              ...(boardPath === null
                ? []
                : [
                    {
                      label: 'Playlists and schedule',
                      href: `${boardPath}/walls?tab=playlists`,
                      isCurrent: false,
                    },
                  ]),
            ]}
          >
            <Clocks zone={scene.zone} now={scene.now} />
            <AccountMenu />
          </TopBar>
        }
        status={
          <StatusBar
            end={
              tab !== undefined && (
                <>
                  <KeyHint keys={['j', 'k']}>move</KeyHint>
                  {KEYS_OF[tab].map(([key, does]) => (
                    <KeyHint key={key} keys={[key]}>
                      {does}
                    </KeyHint>
                  ))}
                </>
              )
            }
          >
            <Standing session={session} zone={scene.zone} />
          </StatusBar>
        }
      >
        <Content
          session={session}
          isAdmin={isAdmin}
          tab={tab}
          selected={selected}
          select={select}
        />
      </AppFrame>
    </AdminContext>
  );
}

const KEYS_OF: Record<Tab, readonly (readonly [string, string])[]> = {
  people: [['n', 'invite']],
  keys: [['n', 'make a key']],
  displays: [
    ['i', 'identify'],
    ['r', 'reload'],
    ['s', 'settings'],
    ['p', 'pin'],
    ['v', 'visitors'],
    ['n', 'pair'],
  ],
  elections: [['enter', 'open']],
};

interface ContentProps extends TabProps {
  session: Loaded<SessionView>;
  isAdmin: boolean;
  tab: Tab | undefined;
}

function Content({ session, isAdmin, tab, selected, select }: ContentProps) {
  if (session.data === null) {
    return session.error === null ? (
      <Skeleton label="Loading the admin page" size="m" />
    ) : (
      <LoadProblem what="The page" list={session} />
    );
  }
  if (session.data.subject === null) {
    return (
      <EmptyState title="You are signed out" actions={<SignInAgain />}>
        The session ended: by you, by an admin, or because it was not used for long.
      </EmptyState>
    );
  }
  if (!isAdmin || tab === undefined) {
    const administered = (session.data.subject.elections ?? []).filter(
      ({ role }) => role === 'admin',
    );
    return (
      <EmptyState
        title={administered.length === 0 ? 'Only admins may open this page' : 'Which election?'}
        actions={
          administered.length === 0 ? (
            <AppLink className={buttonClass({})} href="/">
              To your elections
            </AppLink>
          ) : (
            administered.map(({ id, name }) => (
              <AppLink
                key={id}
                className={buttonClass({})}
                href={`/e/${encodeURIComponent(id)}/admin`}
              >
                {name}
              </AppLink>
            ))
          )
        }
      >
        People, keys and displays of an election are set up by those with the role of admin in it,
        and by admins of the server. Ask one of them.
      </EmptyState>
    );
  }
  const given = { selected, select };
  switch (tab) {
    case 'people':
      return <PeopleTab {...given} />;
    case 'keys':
      return <KeysTab {...given} />;
    case 'displays':
      return <DisplaysTab {...given} />;
    case 'elections':
      return <ElectionsTab {...given} />;
  }
}

function Standing({ session, zone }: { session: Loaded<SessionView>; zone: string }) {
  if (session.loadedAt === null)
    return (
      <span>{session.error === null ? 'Asking the server' : 'No answer from the server'}</span>
    );
  return session.error === null ? (
    <>
      <StatusDot kind="live" isCalm>
        Server answers
      </StatusDot>
      <span>Build {session.data?.build}</span>
    </>
  ) : (
    <StatusDot kind="late">No answer since {formatClock(session.loadedAt, zone)}</StatusDot>
  );
}

interface SceneParts {
  client: AdminClient;
  clock: { now: () => number };
  election: string | null;
  file: Loaded<Election>;
  session: Loaded<SessionView>;
  origin: string;
  open: (path: string) => void;
}

function useSceneOf(parts: SceneParts): AdminScene {
  const { client, clock, election, file, session, origin, open } = parts;
  const [localZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  return useMemo(() => {
    const subject = session.data?.subject ?? null;
    const membership = subject?.elections?.find(({ id }) => id === election);
    return {
      client,
      election,
      file: file.data,
      me: {
        id: subject?.id ?? '',
        name: subject?.name ?? '',
        isServerAdmin: subject?.admin === true,
        role: membership === undefined || membership.role === 'display' ? null : membership.role,
        clearance: membership?.clearance ?? null,
      },
      build: session.data?.build ?? '',
      zone: file.data?.zone ?? localZone,
      now: clock.now,
      origin,
      open,
    };
  }, [client, clock, election, file.data, session.data, localZone, origin, open]);
}

function field(search: object, name: 'tab' | 'row'): string | null {
  const value: unknown = Reflect.get(search, name);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

function hrefOf(path: string, tab: Tab | undefined, row: string | null): string {
  const search = new URLSearchParams();
  if (tab !== undefined) search.set('tab', tab);
  if (row !== null) search.set('row', row);
  return `${path}?${search.toString()}`;
}

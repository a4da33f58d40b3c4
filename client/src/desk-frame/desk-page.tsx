import { useParams, useRouter } from '@tanstack/react-router';
import type { Election } from '@warroom/shared';
import { compileElection } from '@warroom/shared';
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { AccountMenu } from '../account-menu.tsx';
import { api } from '../api.ts';
import type { ApiError } from '../api.ts';
import { BUILD } from '../build.ts';
import { usePerson } from '../session.ts';
import { useAtNow } from '../store/ticker.ts';
import { AppFrame, Clocks, StatusBar, TopBar } from '../ui/app-frame.tsx';
import { Button } from '../ui/button.tsx';
import { CommandPalette } from '../ui/command-palette.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Key } from '../ui/key.tsx';
import { readKeptKeys } from '../ui/keys/kept-keys.ts';
import { keyOf } from '../ui/keys/keymap.ts';
import type { OwnKeys } from '../ui/keys/keymap.ts';
import type { PaletteItem } from '../ui/palette-match.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { nextPollsWords, phaseWords } from './calendar-words.ts';
import { DeskContext, useDesk, useRole } from './desk-context.ts';
import styles from './desk-frame.module.css';
import { deskNav } from './desk-nav.ts';
import type { DeskLink, DeskPlace } from './desk-nav.ts';
import { DeskNotices } from './desk-notices.tsx';
import { openDeskRoom } from './desk-room.ts';
import type { DeskRoom } from './desk-room.ts';
import { DeskStatus } from './desk-status.tsx';
import { KeysSheet } from './keys-sheet.tsx';
import { ownDeskKeys } from './own-desk-keys.ts';
import { useDeskKeys } from './use-desk-keys.ts';
import type { DeskKey } from './use-desk-keys.ts';

export interface DeskPageProps {
  /** Which entry of the bar it is; null for a page without one. */
  place: DeskPlace | null;
  /** The page's name: of the window and of the sheet of keys. */
  title: string;
  /** A component of its own: inside it `useDesk`, `useSection`, `useSend` and `DeskFrame` work. */
  children: ReactNode;
}

/**
 * A page of an election beside the board, at `/e/<election>/…`: reads the election, opens its feed
 * once, and hands both on. What is inside draws a `DeskFrame`.
 */
export function DeskPage({ place, title, children }: DeskPageProps) {
  const { election } = useParams({ strict: false });
  const person = usePerson();
  const [turn, setTurn] = useState(0);
  if (election === undefined || person === null) return null;
  return (
    <OpenDesk
      key={`${election} ${person.id} ${turn}`}
      election={election}
      me={person.id}
      place={place}
      title={title}
      onRetry={() => setTurn(turn + 1)}
    >
      {children}
    </OpenDesk>
  );
}

interface OpenDeskProps extends DeskPageProps {
  election: string;
  me: string;
  onRetry: () => void;
}

function OpenDesk({ election, me, place, title, onRetry, children }: OpenDeskProps) {
  const [room, setRoom] = useState<DeskRoom | null>(null);
  const [problem, setProblem] = useState<ApiError | null>(null);
  const person = usePerson();
  const membership = person?.elections.find(({ id }) => id === election);

  useEffect(() => {
    const leave = new AbortController();
    let opened: DeskRoom | null = null;
    void api<Election>(`/api/elections/${encodeURIComponent(election)}`, {
      signal: leave.signal,
    }).then((result) => {
      if (leave.signal.aborted) return;
      if (!result.ok) {
        setProblem(result.error);
        return;
      }
      opened = openDeskRoom({ election: compileElection(result.value), me, build: BUILD });
      setProblem(null);
      setRoom(opened);
    });
    return () => {
      leave.abort();
      opened?.close();
      setRoom(null);
    };
  }, [election, me]);

  const name = room?.election.election.name ?? membership?.name ?? election;
  useEffect(() => {
    document.title = `${title} · ${name}`;
  }, [title, name]);

  if (room !== null) return <DeskContext value={room}>{children}</DeskContext>;
  return (
    <AppFrame
      top={
        <TopBar
          name={withoutMark(name)}
          home={`/e/${encodeURIComponent(election)}`}
          isExercise={membership?.drill}
          nav={deskNav(election, membership?.role ?? 'viewer', place)}
        />
      }
      status={<StatusBar>{problem === null ? 'Loading…' : 'Not loaded'}</StatusBar>}
    >
      {problem === null ? (
        <Skeleton label={`Loading: ${title}`} rows={14} />
      ) : (
        <EmptyState
          title="The page could not be opened"
          actions={<Button onClick={onRetry}>Try again</Button>}
        >
          {problem.message}
        </EmptyState>
      )}
    </AppFrame>
  );
}

export interface DeskFrameProps {
  place: DeskPlace | null;
  /** Over the page's own keys in their sheet. */
  title: string;
  /** The page's own keys; the first four stand in the status bar. */
  keys?: readonly DeskKey[];
  /** Bound too, but told by one of `keys` (`next` and `previous` by `move`). */
  more?: readonly DeskKey[];
  children: ReactNode;
  /** More for the status bar, at the left. */
  status?: ReactNode;
  mainClassName?: string | undefined;
}

const NO_KEYS: readonly DeskKey[] = [];

/** The window of a desk page: the board's bar at the top, the page, the status bar, what stands over it. */
export function DeskFrame(props: DeskFrameProps) {
  const { place, title, keys = NO_KEYS, more = NO_KEYS, children, status, mainClassName } = props;
  const { id, me } = useDesk();
  const role = useRole();
  const nav = deskNav(id, role, place);
  const [over, setOver] = useState<'help' | 'palette' | null>(null);
  const [own] = useState(() => readKeptKeys(me));
  const shown = ownDeskKeys(keys, own);
  useDeskKeys({
    election: id,
    role,
    own,
    keys: [...shown, ...ownDeskKeys(more, own)],
    onHelp: () => setOver('help'),
    onPalette: () => setOver('palette'),
  });
  return (
    <AppFrame
      top={<DeskTopBar nav={nav} own={own} onOpen={setOver} />}
      status={
        <DeskStatus keys={shown} help={keyOf(own, 'help')}>
          {status}
        </DeskStatus>
      }
      mainClassName={mainClassName}
    >
      {children}
      <DeskNotices />
      {over === 'help' && (
        <KeysSheet title={title} keys={shown} nav={nav} own={own} onClose={() => setOver(null)} />
      )}
      <Palette
        isOpen={over === 'palette'}
        keys={shown}
        nav={nav}
        own={own}
        onClose={() => setOver(null)}
      />
    </AppFrame>
  );
}

const MissingAlarm = lazy(() =>
  import('../wall-control/missing-alarm.tsx').then((module) => ({ default: module.MissingAlarm })),
);

interface TopProps {
  nav: readonly DeskLink[];
  own: OwnKeys;
  onOpen: (what: 'help' | 'palette') => void;
}

function DeskTopBar({ nav, own, onOpen }: TopProps) {
  const room = useDesk();
  const role = useRole();
  const { name, drill, zone } = room.election.election;
  const note = useAtNow(room.clock, (now) => phaseWords(room.election, now));
  const paletteKey = keyOf(own, 'palette');
  return (
    <TopBar
      name={drill === true ? withoutMark(name) : name}
      home={`/e/${encodeURIComponent(room.id)}`}
      note={note}
      isExercise={drill === true}
      nav={nav}
    >
      {(role === 'triager' || role === 'lead' || role === 'admin') && (
        <Suspense fallback={null}>
          <MissingAlarm election={room.id} feed={room.feed} clock={room.clock} />
        </Suspense>
      )}
      <NextPolls />
      <Clocks zone={zone} now={room.feed.serverNow} />
      <button type="button" onClick={() => onOpen('palette')}>
        <span className="sr-only">Command palette </span>
        {paletteKey === undefined ? <span aria-hidden>…</span> : <Key of={paletteKey} />}
      </button>
      <AccountMenu
        extra={[
          { id: 'keys', label: 'Keys', keyHint: keyOf(own, 'help'), run: () => onOpen('help') },
        ]}
      />
    </TopBar>
  );
}

/** The word EXERCISE stands beside the name already. */
function withoutMark(name: string): string {
  return name.replace(/^EXERCISE · /, '');
}

function NextPolls() {
  const { clock, election } = useDesk();
  const words = useAtNow(clock, (now) => nextPollsWords(election, now));
  if (words === '') return null;
  const [text, left] = words.split('|');
  return (
    <span className={styles.next}>
      {text} <b>{left}</b>
    </span>
  );
}

interface PaletteProps {
  isOpen: boolean;
  keys: readonly DeskKey[];
  nav: readonly DeskLink[];
  own: OwnKeys;
  onClose: () => void;
}

/** What the page's keys do, and where one can go, by typing. */
function Palette({ isOpen, keys, nav, own: ownKeys, onClose }: PaletteProps) {
  const router = useRouter();
  const own = keys.filter(({ run }) => run !== undefined);
  return (
    <CommandPalette<PaletteItem>
      isOpen={isOpen}
      onClose={onClose}
      placeholder="Do or go to…"
      sections={[
        {
          id: 'page',
          title: 'This page',
          prefix: '>',
          limit: 30,
          items: own.map(({ does, keys: [key], disabledReason }) => ({
            id: does,
            label: capital(does),
            keyHint: key,
            disabledReason,
          })),
        },
        {
          id: 'go',
          title: 'Go to',
          limit: 12,
          items: nav.map(({ id, label, href, action }) => ({
            id: `go ${id}`,
            label,
            detail: action && keyOf(ownKeys, action),
            keywords: href,
          })),
        },
      ]}
      onRun={(item) => {
        const link = nav.find(({ id }) => `go ${id}` === item.id);
        if (link) router.history.push(link.href);
        else own.find(({ does }) => does === item.id)?.run?.();
      }}
    />
  );
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

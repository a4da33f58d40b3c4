import { nextPollsEvents, phaseAt, pollsState } from '@warroom/shared';
import type { CompiledElection, Phase } from '@warroom/shared';
import { useMemo } from 'react';
import { AccountMenu } from '../account-menu.tsx';
import { useAtNow } from '../store/ticker.ts';
import { Clocks, TopBar } from '../ui/app-frame.tsx';
import { formatLimit, formatTimer, plural } from '../ui/format.ts';
import { Key } from '../ui/key.tsx';
import { openOverlay } from './board-ui.ts';
import { useBoard, useRole, useRoom } from './room-context.ts';
import styles from './board.module.css';
import { writeBoardUrl } from './url-state.ts';

const PHASES: Record<Phase, string> = {
  before: 'Before voting',
  'early-voting': 'Early voting',
  'polls-open': 'Polls open',
  'last-hour': 'Polls open',
  count: 'Count',
  certification: 'Certification',
};

/** The bar at the top: which election, where it stands, what closes next, the time, who one is. */
export function BoardTopBar() {
  const { room, url } = useBoard();
  const { election } = room;
  const { id, name, drill, zone } = election.election;
  const note = useAtNow(room.clock, (now) => phaseWords(election, now));
  const role = useRole();
  const base = `/e/${id}`;
  const isMine = url.view === 'mine';
  const nav = [
    { label: 'Triage', href: base, isCurrent: !isMine },
    {
      label: 'Mine',
      href: `${base}${writeBoardUrl({ ...url, view: 'mine', q: '', sel: null })}`,
      isCurrent: isMine,
    },
    { label: 'Wall', href: '/wall', isCurrent: false },
    ...(role === 'lead' || role === 'admin'
      ? [{ label: 'Import', href: `${base}/import`, isCurrent: false }]
      : []),
  ];
  // The word EXERCISE stands beside the name already.
  const title = drill === true ? name.replace(/^EXERCISE · /, '') : name;
  return (
    <TopBar name={title} home={base} note={note} isExercise={drill === true} nav={nav}>
      <NextPolls />
      <Clocks zone={zone} now={room.feed.serverNow} />
      <button type="button" onClick={() => openOverlay(room.ui, { kind: 'palette' })}>
        <span className="sr-only">Command palette </span>
        <Key of="mod+k" />
      </button>
      <AccountMenu
        extra={[
          {
            id: 'keys',
            label: 'Keys',
            keyHint: '?',
            run: () => openOverlay(room.ui, { kind: 'help' }),
          },
        ]}
      />
    </TopBar>
  );
}

function phaseWords(election: CompiledElection, now: number): string {
  const phase = phaseAt(election, now);
  if (phase !== 'last-hour') return PHASES[phase];
  const last = [...election.windows.keys()].filter(
    (id) => pollsState(election, id, now) === 'last-hour',
  );
  return `${PHASES[phase]} · last hour in ${plural(last.length, 'place')}`;
}

const SOON_MS = 24 * 3_600_000;

function NextPolls() {
  const room = useRoom();
  const words = useAtNow(room.clock, (now) => {
    const [next] = nextPollsEvents(room.election, now, 1);
    if (!next || next.at - now > SOON_MS) return '';
    const codes = next.jurisdictions;
    const where =
      codes.length > 4 ? `${codes.slice(0, 3).join(' ')} +${codes.length - 3}` : codes.join(' ');
    const left = next.at - now;
    return `${where} ${next.kind === 'closes' ? 'close' : 'open'} in|${left > 3_600_000 ? formatTimer(left) : formatLimit(left)}`;
  });
  const [text, left] = useMemo(() => words.split('|'), [words]);
  if (words === '') return null;
  return (
    <span className={styles.next}>
      {text} <b>{left}</b>
    </span>
  );
}

import { lazy, Suspense, useMemo } from 'react';
import { AccountMenu } from '../account-menu.tsx';
import { nextPollsWords, phaseWords } from '../desk-frame/calendar-words.ts';
import { deskNav } from '../desk-frame/desk-nav.ts';
import { useAtNow } from '../store/ticker.ts';
import { Clocks, TopBar } from '../ui/app-frame.tsx';
import { openOverlay } from './board-ui.ts';
import { ActionKey } from './keys/action-key.tsx';
import { useBoard, useKeyOf, useRole, useRoom } from './room-context.ts';
import styles from './board.module.css';
import { writeBoardUrl } from './url-state.ts';

const MissingAlarm = lazy(() =>
  import('../wall-control/missing-alarm.tsx').then((module) => ({ default: module.MissingAlarm })),
);

/** The bar at the top: which election, where it stands, what closes next, the time, who one is. */
export function BoardTopBar() {
  const { room, url } = useBoard();
  const { election } = room;
  const { id, name, drill, zone } = election.election;
  const note = useAtNow(room.clock, (now) => phaseWords(election, now));
  const role = useRole();
  const helpKey = useKeyOf('help');
  const base = `/e/${id}`;
  const isMine = url.view === 'mine';
  const nav = deskNav(id, role, isMine ? 'mine' : 'triage').map((link) =>
    link.id === 'mine'
      ? { ...link, href: `${base}${writeBoardUrl({ ...url, view: 'mine', q: '', sel: null })}` }
      : link,
  );
  // The word EXERCISE stands beside the name already.
  const title = drill === true ? name.replace(/^EXERCISE · /, '') : name;
  return (
    <TopBar name={title} home={base} note={note} isExercise={drill === true} nav={nav}>
      {(role === 'triager' || role === 'lead' || role === 'admin') && (
        <Suspense fallback={null}>
          <MissingAlarm election={id} feed={room.feed} clock={room.clock} />
        </Suspense>
      )}
      <NextPolls />
      <Clocks zone={zone} now={room.feed.serverNow} />
      <button type="button" onClick={() => openOverlay(room.ui, { kind: 'palette' })}>
        <span className="sr-only">Command palette </span>
        <ActionKey of="palette" />
      </button>
      <AccountMenu
        extra={[
          {
            id: 'keys',
            label: 'Keys',
            keyHint: helpKey,
            run: () => openOverlay(room.ui, { kind: 'help' }),
          },
        ]}
      />
    </TopBar>
  );
}

function NextPolls() {
  const room = useRoom();
  const words = useAtNow(room.clock, (now) => nextPollsWords(room.election, now));
  const [text, left] = useMemo(() => words.split('|'), [words]);
  if (words === '') return null;
  return (
    <span className={styles.next}>
      {text} <b>{left}</b>
    </span>
  );
}

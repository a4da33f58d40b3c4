import { phaseAt, type Phase } from '@warroom/shared';
import { useMemo } from 'react';
import { useAtNow, type Ticker } from '../../store/ticker.ts';
import { formatDay, formatDuration, formatMinute } from '../../ui/format.ts';
import { FirstFit } from '../first-fit.tsx';
import { fittingRows } from '../fitting-rows.ts';
import { Panel } from '../panel.tsx';
import { growthOf } from '../growth.ts';
import { pictureAt } from '../picture-at.ts';
import { PollsBar, POLLS_ORDER, POLLS_WORDS } from '../polls-bar.tsx';
import { pollsLines, pollsList, zoneName, type PollsLine, type PollsList } from '../polls-list.ts';
import type { Scene, SceneProps } from '../scene.ts';
import { unitStyle } from '../unit-style.ts';
import { useSize } from '../use-size.ts';
import { formatWallAge } from '../wall-words.ts';
import styles from './polls.module.css';

const DAY_MS = 24 * 3_600_000;
/** From here on a time needs its day. */
const FAR_MS = 20 * 3_600_000;
const ROW_UNITS = 96;
const STACKED_ROW_UNITS = 172;
const MORE_UNITS = 80;
/** What a line needs beside one another. */
const WIDTH_UNITS = 1_700;

const PHASES: Record<Phase, string> = {
  before: 'Before voting',
  'early-voting': 'Early voting',
  'polls-open': 'Polls open',
  'last-hour': 'Last hour somewhere',
  count: 'Count',
  certification: 'Certification',
};

function PollsScene({ data, clock, layout }: SceneProps) {
  const { compiled } = data;
  const lines = useMemo(() => pollsLines(compiled), [compiled]);
  // Polls turn over on the minute; ten seconds keep a wall that was asleep from lagging.
  const step = useAtNow(clock, (now) => Math.floor(now / 10_000)) * 10_000;
  const list = useMemo(() => pollsList(compiled, lines, step), [compiled, lines, step]);
  const phase = useAtNow(clock, (now) => phaseAt(compiled, now));
  return (
    <Panel className={styles.polls} {...{ data, clock }} streams={['incidents']} name="Polls">
      <div className={styles.scene}>
        {list.lines.length === 0 ? (
          <AllClosed list={list} clock={clock} zone={compiled.election.zone} />
        ) : (
          <Lines list={list} clock={clock} layout={layout} />
        )}
        <Foot list={list} phase={PHASES[phase]} />
      </div>
    </Panel>
  );
}

interface LinesProps {
  list: PollsList;
  clock: Ticker;
  layout: SceneProps['layout'];
}

function Lines({ list, clock, layout }: LinesProps) {
  const [box, size] = useSize();
  const rowUnits = layout.shape === 'portrait' ? STACKED_ROW_UNITS : ROW_UNITS;
  const growth = growthOf(size, layout.unitPx, {
    width: layout.shape === 'portrait' ? 1_014 : WIDTH_UNITS,
    height: list.lines.length * rowUnits,
  });
  const unitPx = layout.unitPx * growth;
  const { shown, more } = fittingRows(
    list.lines.length,
    size.height / unitPx,
    rowUnits,
    MORE_UNITS,
  );
  const rest = list.lines.slice(shown).map((line) => line.zoneName);
  const isFar = useAtNow(clock, (now) => list.lines.some(({ at }) => at - now > FAR_MS));
  return (
    <div ref={box} className={styles.lines}>
      <ul
        aria-label={list.isByZone ? 'Next in each zone' : 'Next'}
        className={isFar ? styles.far : undefined}
        style={unitStyle(unitPx)}
      >
        {list.lines.slice(0, shown).map((line) => (
          <Line
            key={`${line.at} ${line.kind} ${line.zoneName}`}
            {...{ line, clock }}
            isByZone={list.isByZone}
          />
        ))}
      </ul>
      {more > 0 && (
        <FirstFit
          className={styles.more}
          of={`${more} ${rest.join()}`}
          options={[
            ...(list.isByZone ? [`and ${more} more zones: ${rest.join(' ')}`] : []),
            `and ${more} more`,
          ]}
        />
      )}
    </div>
  );
}

interface LineProps {
  line: PollsLine;
  clock: Ticker;
  isByZone: boolean;
}

function Line({ line, clock, isByZone }: LineProps) {
  const { at, kind, zone, places } = line;
  const left = useAtNow(clock, (now) => formatDuration(at - now));
  const isFar = useAtNow(clock, (now) => at - now > FAR_MS);
  const time = formatMinute(at, zone);
  const day = formatDay(at, zone).split(' ').slice(1, 3).join(' ');
  const verb = kind === 'closes' ? 'close' : 'open';
  const when = isFar
    ? [`${verb} ${day}, ${time}`, `${verb} ${day}`, day]
    : [`${verb} ${time}`, time];
  const [first = '', ...more] = places;
  return (
    <li className={styles.line}>
      <span className={styles.zone}>{isByZone ? line.zoneName : ''}</span>
      <b className={styles.left}>{left}</b>
      <FirstFit className={styles.when} of={when.join('|')} options={when} />
      <FirstFit
        className={styles.places}
        of={places.join(' ')}
        options={[
          places.join(' '),
          ...[10, 8, 6, 5, 4, 3, 2]
            .filter((count) => count < places.length)
            .map((count) => `${places.slice(0, count).join(' ')} +${places.length - count}`),
          more.length === 0 ? first : `${first} +${more.length}`,
          `${places.length} places`,
          String(places.length),
        ]}
      />
    </li>
  );
}

interface AllClosedProps {
  list: PollsList;
  clock: Ticker;
  zone: string;
}

function AllClosed({ list, clock, zone }: AllClosedProps) {
  const at = list.lastClosesMs;
  const ago = useAtNow(clock, (now) => (at === null ? '' : formatWallAge(now - at)));
  return (
    <div className={styles.closed}>
      <b>{at === null ? 'No poll times' : 'All polls have closed'}</b>
      {at !== null && (
        <FirstFit
          of={`${at} ${ago.length}`}
          options={[
            `The last at ${formatMinute(at, zone)} ${zoneName(at, zone)}, ${ago} ago`,
            `The last ${ago} ago`,
          ]}
        />
      )}
    </div>
  );
}

/** How many places stand where, the phase of the election, and the zones that are through. */
function Foot({ list, phase }: { list: PollsList; phase: string }) {
  const states = POLLS_ORDER.filter((state) => list.states[state] > 0);
  const over =
    list.over.length > 0 && list.lines.length > 0 ? `Closed: ${list.over.join(' ')}` : '';
  const counts = (
    <span className={styles.states}>
      {states.map((state) => (
        <span key={state}>
          <PollsBar state={state} /> {POLLS_WORDS[state]} {list.states[state]}
        </span>
      ))}
    </span>
  );
  return (
    <div className={styles.foot}>
      <FirstFit
        of={`${phase} ${over} ${states.map((state) => list.states[state]).join()}`}
        options={[
          <span key="all" className={styles.states}>
            <b>{phase}</b>
            {counts}
            {over !== '' && <span>{over}</span>}
          </span>,
          <span key="some" className={styles.states}>
            <b>{phase}</b>
            {counts}
          </span>,
          <span key="counts">{counts}</span>,
          <span key="few" className={styles.states}>
            {states.map((state) => (
              <span key={state}>
                <PollsBar state={state} /> {list.states[state]}
              </span>
            ))}
          </span>,
        ]}
      />
    </div>
  );
}

export const scene: Scene = {
  id: 'polls',
  title: 'Polls clock',
  order: 5,
  dwellS: 30,
  streams: ['incidents'],
  // A day after the last closing, that all are closed is no news any more.
  hasContent: (data) =>
    data.compiled.events.length > 0 && pictureAt(data) < data.compiled.lastClosesMs + DAY_MS,
  Component: PollsScene,
};

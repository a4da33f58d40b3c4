import type { PollsState } from '@warroom/shared';
import { memo, useMemo } from 'react';
import { useAtNow } from '../../store/ticker.ts';
import { classes } from '../../ui/classes.ts';
import { Severity, SEVERITY_WORDS } from '../../ui/severity.tsx';
import { FirstFit } from '../first-fit.tsx';
import { Panel } from '../panel.tsx';
import type { Scene, SceneProps } from '../scene.ts';
import { freeArea, tileMap, type GridArea, type Tile, type TileMap } from '../tiles.ts';
import { unitStyle } from '../unit-style.ts';
import { useSize } from '../use-size.ts';
import styles from './map.module.css';

/** The narrowest tile that holds a code and a figure, and the lowest, in units. */
const MIN_TILE = { width: 146, height: 86 };
const LEGEND = { rows: 2, cols: 8 };

function MapScene({ data, clock, layout }: SceneProps) {
  const { compiled, incidents } = data;
  // Polls turn over on the minute at the earliest.
  const minute = useAtNow(clock, (now) => Math.floor(now / 10_000));
  const map = useMemo(
    () => tileMap(compiled, incidents, minute * 10_000),
    [compiled, incidents, minute],
  );
  const area = freeArea(map, LEGEND.rows, LEGEND.cols);
  const [box, size] = useSize();
  const room = {
    width: size.width / layout.unitPx / Math.max(1, map.cols) - 6,
    height: size.height / layout.unitPx / Math.max(1, map.rows) - 6,
  };
  // Where tiles are larger than their words need, the words grow with them.
  const growth = Math.max(1, Math.min(room.width / 160, room.height / 92));
  const unitPx = layout.unitPx * growth;
  const isGrid =
    area !== undefined && room.width >= MIN_TILE.width && room.height >= MIN_TILE.height;
  return (
    <Panel className={styles.map} {...{ data, clock }} streams={['incidents']} name="Map">
      <div ref={box} className={styles.box}>
        {isGrid ? <Grid {...{ map, area, unitPx }} /> : <Apart map={map} />}
      </div>
    </Panel>
  );
}

interface GridProps {
  map: TileMap;
  area: GridArea;
  unitPx: number;
}

function Grid({ map, area, unitPx }: GridProps) {
  return (
    <ul
      className={styles.grid}
      aria-label="Places"
      style={{
        ...unitStyle(unitPx),
        gridTemplateColumns: `repeat(${map.cols}, minmax(0, 1fr))`,
        gridTemplateRows: `repeat(${map.rows}, minmax(0, 1fr))`,
      }}
    >
      <li
        className={styles.legend}
        style={{
          gridArea: `${area.row} / ${area.col} / ${area.row + area.rows} / ${area.col + area.cols}`,
        }}
      >
        <Legend map={map} />
      </li>
      {map.tiles.map((tile) => (
        <TileCell key={tile.code} {...tile} isPlaced />
      ))}
    </ul>
  );
}

/** For screens too narrow for the grid's columns: all tiles in a row after another, the worst first. */
function Apart({ map }: { map: TileMap }) {
  const tiles = map.tiles.toSorted(
    (a, b) =>
      (a.worst ?? 'S9').localeCompare(b.worst ?? 'S9') ||
      b.open - a.open ||
      a.code.localeCompare(b.code),
  );
  return (
    <div className={styles.apart}>
      <div className={styles.legend}>
        <Legend map={map} />
      </div>
      <ul className={styles.flow} aria-label="Places">
        {tiles.map((tile) => (
          <TileCell key={tile.code} {...tile} isPlaced={false} />
        ))}
      </ul>
    </div>
  );
}

const POLLS_WORDS: Record<PollsState, string> = {
  before: 'not open yet',
  open: 'open',
  'last-hour': 'last hour',
  closed: 'closed',
  none: 'no polls',
};
const POLLS_ORDER: readonly PollsState[] = ['before', 'open', 'last-hour', 'closed'];

function Legend({ map }: { map: TileMap }) {
  const polls = POLLS_ORDER.filter((state) => map.polls[state] > 0);
  const crowded = map.tiles.filter((tile) => tile.open > 9).toSorted((a, b) => b.open - a.open);
  const most = crowded[0];
  const number = most ? `Number: open, + is ${most.code} ${most.open}` : 'Number: open';
  const elsewhere = map.elsewhere > 0 ? `Elsewhere ${map.elsewhere}` : '';
  const first = (
    <div className={styles.line}>
      {polls.length > 0 && <span>Polls</span>}
      {polls.map((state) => (
        <span key={state}>
          <PollsBar state={state} /> {POLLS_WORDS[state]} {map.polls[state]}
        </span>
      ))}
    </div>
  );
  return (
    <>
      {first}
      <FirstFit
        of={`${number}${elsewhere}`}
        options={[
          <span key="all" className={styles.line}>
            <span>{number}</span>
            <span>Colour: worst open</span>
            {elsewhere !== '' && <span>{elsewhere}</span>}
          </span>,
          <span key="some" className={styles.line}>
            <span>{number}</span>
            <span>{elsewhere === '' ? 'Colour: worst' : elsewhere}</span>
          </span>,
          <span key="one">{number}</span>,
        ]}
      />
    </>
  );
}

interface TileCellProps extends Tile {
  isPlaced: boolean;
}

const TileCell = memo(function TileCell(tile: TileCellProps) {
  const { code, name, row, col, open, worst, polls, isPlaced } = tile;
  const words = [
    name,
    open === 0 ? 'none open' : `${open} open, worst ${SEVERITY_WORDS[worst ?? 'S5'].long}`,
    `polls: ${POLLS_WORDS[polls]}`,
  ].join(', ');
  return (
    <li
      className={classes(styles.tile, worst !== null && styles[worst])}
      style={isPlaced ? { gridArea: `${row} / ${col}` } : undefined}
    >
      <span className="sr-only">{words}</span>
      <span aria-hidden="true">
        <span className={styles.code}>{code}</span>
        <span className={styles.count}>{open === 0 ? '' : open > 9 ? '+' : open}</span>
        {polls !== 'none' && <PollsBar state={polls} />}
        {worst !== null && (
          <Severity
            level={worst}
            show="glyph"
            isPlain={worst === 'S1' || worst === 'S2'}
            className={styles.shape}
          />
        )}
      </span>
    </li>
  );
});

/** Where the polls stand, as a bar: empty, full, half, a line. */
function PollsBar({ state }: { state: PollsState }) {
  return (
    <svg viewBox="0 0 74 18" className={styles.bar} aria-hidden="true">
      {state === 'open' && <rect width="74" height="18" fill="currentColor" />}
      {(state === 'last-hour' || state === 'before') && (
        <rect
          x="1.5"
          y="1.5"
          width="71"
          height="15"
          fill="none"
          stroke="currentColor"
          strokeWidth="3"
        />
      )}
      {state === 'last-hour' && <rect width="33.3" height="18" fill="currentColor" />}
      {state === 'closed' && <rect y="14" width="74" height="4" fill="currentColor" />}
    </svg>
  );
}

export const scene: Scene = {
  id: 'map',
  title: 'Map',
  order: 3,
  dwellS: 40,
  streams: ['incidents'],
  hasContent: ({ compiled }) =>
    compiled.election.jurisdictions.some(({ tile }) => tile !== undefined),
  Component: MapScene,
};

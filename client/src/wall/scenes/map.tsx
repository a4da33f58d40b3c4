import { lazy, Suspense, useMemo } from 'react';
import { useAtNow } from '../../store/ticker.ts';
import { FirstFit } from '../first-fit.tsx';
import { TileCell } from '../map-tile.tsx';
import { Panel } from '../panel.tsx';
import { PollsBar, POLLS_ORDER, POLLS_WORDS } from '../polls-bar.tsx';
import type { Scene, SceneProps } from '../scene.ts';
import { hasShapes, worstFirst } from '../shape-map.ts';
import { freeArea, tileMap, type GridArea, type TileMap } from '../tiles.ts';
import { unitStyle } from '../unit-style.ts';
import { useAtlas } from '../use-atlas.ts';
import { useSize } from '../use-size.ts';
import styles from './map.module.css';

// Drawn by few walls: its code comes with the first of them.
const ShapeMap = lazy(() =>
  import('../shape-map-view.tsx').then((module) => ({ default: module.ShapeMap })),
);

/** The narrowest tile that holds a code and a figure, and the lowest, in units. */
const MIN_TILE = { width: 146, height: 88 };
const LEGEND = { rows: 2, cols: 8 };

function MapScene(props: SceneProps) {
  const { data, clock, layout, turn } = props;
  const { compiled, incidents } = data;
  // No true shapes where they don't exist, nor where the type leaves no room for any.
  const wanted = turn?.map ?? 'tiles';
  const kind =
    wanted !== 'tiles' && layout.shape !== 'tight' && hasShapes(compiled) ? wanted : null;
  const shapes = useAtlas(kind);
  // Polls turn over on the minute at the earliest.
  const minute = useAtNow(clock, (now) => Math.floor(now / 10_000));
  const map = useMemo(
    () => tileMap(compiled, incidents, minute * 10_000),
    [compiled, incidents, minute],
  );
  return (
    <Panel className={styles.map} {...{ data, clock }} streams={['incidents']} name="Map">
      {kind === null || shapes === null ? (
        <Tiles map={map} layout={layout} />
      ) : (
        <Suspense fallback={null}>
          <ShapeMap {...{ data, layout, map, shapes }} />
        </Suspense>
      )}
    </Panel>
  );
}

interface TilesProps {
  map: TileMap;
  layout: SceneProps['layout'];
}

/** The grid, or where it has no room, its tiles one after the other. */
function Tiles({ map, layout }: TilesProps) {
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
    <div ref={box} className={styles.box}>
      {isGrid ? <Grid {...{ map, area, unitPx }} /> : <Apart map={map} />}
    </div>
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
  const tiles = worstFirst(map.tiles);
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

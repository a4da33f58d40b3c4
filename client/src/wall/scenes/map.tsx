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
/** Mean width of a letter of a code. */
const LETTER = 40;
/** Cells of the grid that the map's words need, and their height where they stand above it, in units. */
const LEGEND = { rows: 2, cols: 8, height: { near: 190, wide: 190, portrait: 290, tight: 100 } };
/** Tiles of a few places are no towers. */
const MAX_HEIGHT = 'calc(150 * var(--u))';
/** Larger than this a few places only look loud. */
const MAX_GROWTH = 2.4;
/** Tiles one after another, and the gap between, in units; as in the style. */
const FLOW = { width: 144, height: 92, gap: 6 };

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
        <Suspense fallback={<Tiles map={map} layout={layout} />}>
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

/** The grid with its words where it leaves room for them, else below them; or where it has no room, its tiles one after the other. */
function Tiles({ map, layout }: TilesProps) {
  const area = freeArea(map, LEGEND.rows, LEGEND.cols);
  const [box, size] = useSize();
  const least = { width: leastWidth(map, MIN_TILE.width), height: MIN_TILE.height };
  const above = area === undefined ? LEGEND.height[layout.shape] : 0;
  const room = {
    width: size.width / layout.unitPx / Math.max(1, map.cols) - FLOW.gap,
    height: (size.height / layout.unitPx - above) / Math.max(1, map.rows) - FLOW.gap,
  };
  // Where tiles are larger than their words need, the words grow with them.
  const growth = Math.max(
    1,
    Math.min(room.width / (least.width + 14), room.height / (least.height + 4), MAX_GROWTH),
  );
  const unitPx = layout.unitPx * growth;
  const isGrid = room.width >= least.width && room.height >= least.height;
  return (
    <div ref={box} className={styles.box}>
      {!isGrid ? (
        <Apart map={map} unitPx={layout.unitPx} />
      ) : area !== undefined ? (
        <Grid {...{ map, area, unitPx }} />
      ) : (
        <div className={styles.apart}>
          <div className={styles.legend}>
            <Legend map={map} />
          </div>
          <Grid {...{ map, area, unitPx }} />
        </div>
      )}
    </div>
  );
}

/** The width that a tile needs where codes are longer than the two letters it was drawn for. */
function leastWidth(map: TileMap, ofTwo: number): number {
  const letters = Math.max(2, ...map.tiles.map(({ code }) => code.length));
  return ofTwo + (letters - 2) * LETTER;
}

interface GridProps {
  map: TileMap;
  /** Where its words stand; undefined where they stand elsewhere. */
  area: GridArea | undefined;
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
        gridTemplateRows: `repeat(${map.rows}, minmax(0, ${area ? '1fr' : MAX_HEIGHT}))`,
      }}
    >
      {area && (
        <li
          className={styles.legend}
          style={{
            gridArea: `${area.row} / ${area.col} / ${area.row + area.rows} / ${area.col + area.cols}`,
          }}
        >
          <Legend map={map} />
        </li>
      )}
      {map.tiles.map((tile) => (
        <TileCell key={tile.code} {...tile} isPlaced />
      ))}
    </ul>
  );
}

/** For screens too narrow for the grid's columns: tiles in a row after another, the worst first, the rest counted. */
function Apart({ map, unitPx }: { map: TileMap; unitPx: number }) {
  const tiles = worstFirst(map.tiles);
  const [box, size] = useSize<HTMLUListElement>();
  const places = (px: number, tilePx: number): number =>
    Math.floor((px / unitPx + FLOW.gap + 0.5) / (tilePx + FLOW.gap));
  const tileWidth = leastWidth(map, FLOW.width);
  const room = places(size.width, tileWidth) * places(size.height, FLOW.height);
  const hidden = room > 0 ? tiles.slice(room) : [];
  const open = hidden.reduce((sum, tile) => sum + tile.open, 0);
  return (
    <div className={styles.apart}>
      <div className={styles.legend}>
        <Legend
          map={map}
          more={
            hidden.length === 0
              ? ''
              : `and ${hidden.length} more places with ${open === 0 ? 'no' : open} incidents`
          }
        />
      </div>
      <ul
        ref={box}
        className={styles.flow}
        aria-label="Places"
        style={{
          gridTemplateColumns: `repeat(auto-fill, minmax(calc(${tileWidth} * var(--u)), 1fr))`,
        }}
      >
        {tiles.map((tile) => (
          <TileCell key={tile.code} {...tile} isPlaced={false} />
        ))}
      </ul>
    </div>
  );
}

function Legend({ map, more = '' }: { map: TileMap; more?: string }) {
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
      {more !== '' && <span>{more}</span>}
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

import { memo, useMemo, type CSSProperties } from 'react';
import { classes } from '../ui/classes.ts';
import { Severity } from '../ui/severity.tsx';
import { ATLAS_SIZE, type AtlasShapes } from './atlas-shapes.ts';
import { FirstFit } from './first-fit.tsx';
import { fittingRows } from './fitting-rows.ts';
import { TileCell, tileWords } from './map-tile.tsx';
import { PollsBar, POLLS_ORDER, POLLS_WORDS } from './polls-bar.tsx';
import type { SceneProps } from './scene.ts';
import {
  APART,
  countyStands,
  mapLabels,
  stepOf,
  worstFirst,
  type MapLabel,
  type Stand,
} from './shape-map.ts';
import type { Tile, TileMap } from './tiles.ts';
import { stateCode } from './us-places.ts';
import { useSize } from './use-size.ts';
import styles from './shape-map-view.module.css';

const ROW_UNITS = 84;
const LABEL = { height: 66, glyph: 64, letter: 38 };

export interface ShapeMapProps extends Pick<SceneProps, 'data' | 'layout'> {
  map: TileMap;
  shapes: AtlasShapes;
}

/**
 * The states (and counties, where the shapes have them) as they lie: critical and high in their colours,
 * else a shade by how many are open. What is too small to be seen stands beside as tiles, and a
 * list names the worst.
 */
export function ShapeMap({ data, layout, map, shapes }: ShapeMapProps) {
  const { compiled, incidents } = data;
  const counties = useMemo(
    () => countyStands(compiled, incidents, shapes.counties),
    [compiled, incidents, shapes],
  );
  const [box, size] = useSize();
  const scale = Math.min(
    size.width / layout.unitPx / ATLAS_SIZE.width,
    size.height / layout.unitPx / ATLAS_SIZE.height,
  );
  const labels = useMemo(
    () => (scale > 0 ? mapLabels(map.tiles, shapes, { scale, ...LABEL }) : []),
    [map, shapes, scale],
  );
  const apart = map.tiles.filter(({ code }) => APART.has(code));
  return (
    <div className={styles.shapes}>
      <Words map={map} shapes={shapes} counties={counties} />
      <div ref={box} className={styles.box} aria-hidden="true">
        {scale > 0 && (
          <div
            className={styles.canvas}
            style={{
              width: ATLAS_SIZE.width * scale * layout.unitPx,
              height: ATLAS_SIZE.height * scale * layout.unitPx,
            }}
          >
            <Areas tiles={map.tiles} shapes={shapes} counties={counties} />
            {labels.map((label) => (
              <Label key={label.tile.code} {...label} unitPx={layout.unitPx} />
            ))}
          </div>
        )}
      </div>
      <div className={styles.side} aria-hidden="true">
        <Worst tiles={map.tiles} unitPx={layout.unitPx} />
        <ul className={styles.apart}>
          {apart.map((tile) => (
            <TileCell key={tile.code} {...tile} isPlaced={false} />
          ))}
        </ul>
      </div>
      <Legend map={map} isStacked={layout.shape === 'portrait'} />
    </div>
  );
}

/** The whole map as a list, for those who hear it. */
const Words = memo(function Words({
  map,
  shapes,
  counties,
}: Omit<AreasProps, 'tiles'> & { map: TileMap }) {
  const named = shapes.counties.filter(({ fips }) => counties.has(fips));
  return (
    <ul className="sr-only" aria-label="Places">
      {map.tiles.map((tile) => (
        <li key={tile.code}>{tileWords(tile)}</li>
      ))}
      {named.map(({ fips, name }) => (
        <li key={fips}>
          {name}, {stateCode(fips)}: {counties.get(fips)?.open} open
        </li>
      ))}
    </ul>
  );
});

interface AreasProps {
  tiles: readonly Tile[];
  shapes: AtlasShapes;
  counties: ReadonlyMap<string, Stand>;
}

function fillOf(stand: { open: number; worst: Tile['worst'] } | undefined): string | undefined {
  if (stand?.worst === 'S1' || stand?.worst === 'S2') return styles[stand.worst];
  return styles[`step${stepOf(stand?.open ?? 0)}`];
}

/** States below, counties with something open on them, borders above. */
const Areas = memo(function Areas({ tiles, shapes, counties }: AreasProps) {
  const byCode = new Map(tiles.map((tile) => [tile.code, tile]));
  return (
    <svg viewBox={`0 0 ${ATLAS_SIZE.width} ${ATLAS_SIZE.height}`} className={styles.areas}>
      {shapes.states.map(({ fips, path }) => {
        const tile = byCode.get(stateCode(fips) ?? '');
        return <path key={fips} d={path} className={fillOf(tile)} />;
      })}
      <CountyLines shapes={shapes} />
      {shapes.counties
        .filter(({ fips }) => counties.has(fips))
        .map(({ fips, path }) => (
          <path
            key={fips}
            d={path}
            className={classes(fillOf(counties.get(fips)), styles.county)}
          />
        ))}
      <path d={shapes.borders} className={styles.borders} />
    </svg>
  );
});

/** All three thousand counties in one path, drawn once. */
const CountyLines = memo(function CountyLines({ shapes }: { shapes: AtlasShapes }) {
  return shapes.countyLines === '' ? null : (
    <path d={shapes.countyLines} className={styles.lines} />
  );
});

function Label({ tile, text, x, y, width, unitPx }: MapLabel & { unitPx: number }) {
  const isLoud = tile.worst === 'S1' || tile.worst === 'S2';
  const style: CSSProperties = { left: x * unitPx, top: y * unitPx, width: width * unitPx };
  return (
    <span className={classes(styles.label, isLoud && styles[`on${tile.worst}`])} style={style}>
      <Severity level={tile.worst ?? 'S5'} show="glyph" isPlain={isLoud} />
      {text}
    </span>
  );
}

/** The places with something open, the worst first, as many as there is room for. */
function Worst({ tiles, unitPx }: { tiles: readonly Tile[]; unitPx: number }) {
  const [box, size] = useSize();
  const open = useMemo(() => worstFirst(tiles.filter((tile) => tile.open > 0)), [tiles]);
  const { shown, more } = fittingRows(open.length, size.height / unitPx, ROW_UNITS);
  return (
    <div ref={box} className={styles.worst}>
      <ul>
        {open.slice(0, shown).map(({ code, name, worst, open: count, polls }) => (
          <li key={code}>
            <Severity level={worst ?? 'S5'} show="glyph" />
            <FirstFit of={name} options={[name, code]} />
            <b>{count}</b>
            {polls === 'none' ? <span /> : <PollsBar state={polls} />}
          </li>
        ))}
      </ul>
      {open.length === 0 && <div className={styles.more}>Nothing open</div>}
      {more > 0 && <div className={styles.more}>and {more} more places</div>}
    </div>
  );
}

const STEPS: readonly { step: number; words: string }[] = [
  { step: 1, words: '1' },
  { step: 2, words: '2–3' },
  { step: 3, words: '4–9' },
  { step: 4, words: '10+' },
];

function Legend({ map, isStacked }: { map: TileMap; isStacked: boolean }) {
  const polls = POLLS_ORDER.filter((state) => map.polls[state] > 0);
  const steps = (
    <span className={styles.line}>
      <span>Open</span>
      {STEPS.map(({ step, words }) => (
        <span key={step}>
          <i className={styles[`step${step}`]} />
          {words}
        </span>
      ))}
    </span>
  );
  const bars = (
    <span className={styles.line}>
      <span>Polls</span>
      {polls.map((state) => (
        <span key={state}>
          <PollsBar state={state} /> {POLLS_WORDS[state]} {map.polls[state]}
        </span>
      ))}
    </span>
  );
  const names = (
    <span className={styles.line}>
      {polls.map((state) => (
        <span key={state}>
          <PollsBar state={state} /> {POLLS_WORDS[state]}
        </span>
      ))}
    </span>
  );
  const shades = (
    <span className={styles.line}>
      <span className={styles.shades}>
        {STEPS.map(({ step }) => (
          <i key={step} className={styles[`step${step}`]} />
        ))}
      </span>
      <span>1 to 10+</span>
    </span>
  );
  const elsewhere = map.elsewhere > 0 && <span>Elsewhere {map.elsewhere}</span>;
  return (
    <div className={styles.legend} aria-hidden="true">
      <FirstFit
        of={`${polls.map((state) => map.polls[state]).join()} ${map.elsewhere}`}
        options={[
          <span key="all" className={styles.line}>
            {polls.length > 0 && bars}
            {steps}
            {elsewhere}
          </span>,
          <span key="most" className={styles.line}>
            {polls.length > 0 && bars}
            {shades}
            {elsewhere}
          </span>,
          <span key="some" className={styles.line}>
            {polls.length > 0 && bars}
            {shades}
          </span>,
          <span key="polls">{polls.length > 0 ? bars : steps}</span>,
          <span key="names">{names}</span>,
        ]}
      />
      {isStacked && steps}
    </div>
  );
}

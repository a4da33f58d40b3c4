import { memo } from 'react';
import { classes } from '../ui/classes.ts';
import { Severity, SEVERITY_WORDS } from '../ui/severity.tsx';
import { PollsBar, POLLS_WORDS } from './polls-bar.tsx';
import type { Tile } from './tiles.ts';
import styles from './map-tile.module.css';

/** A place in words: "Arizona, 3 open, worst critical, polls: open". */
export function tileWords({ name, open, worst, polls }: Tile): string {
  return [
    name,
    open === 0 ? 'none open' : `${open} open, worst ${SEVERITY_WORDS[worst ?? 'S5'].long}`,
    `polls: ${POLLS_WORDS[polls]}`,
  ].join(', ');
}

export interface TileCellProps extends Tile {
  /** It stands at its row and column; else where the list puts it. */
  isPlaced: boolean;
}

/** A place of the tile grid: code, how many are open, the worst of them, and its polls. */
export const TileCell = memo(function TileCell(tile: TileCellProps) {
  const { code, row, col, open, worst, polls, isPlaced } = tile;
  return (
    <li
      className={classes(styles.tile, worst !== null && styles[worst])}
      style={isPlaced ? { gridArea: `${row} / ${col}` } : undefined}
    >
      <span className="sr-only">{tileWords(tile)}</span>
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

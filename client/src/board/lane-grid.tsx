import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import type { Range } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import styles from './queue.module.css';
import { useUi } from './room-context.ts';

/** Stands within `data-queue`, which takes the focus while there is no grid. */
export interface LaneGridProps {
  label: string;
  ids: readonly string[];
  /** All rows there are, those not loaded included. */
  rowCount: number;
  /** The row that keys act on, if it is in this lane. */
  focus: string | null;
  rowId(id: string): string;
  row(id: string): ReactNode;
  /** Someone's hand or focus is here. */
  onHold(reason: 'hover' | 'focus', held: boolean): void;
  onFocusLane(): void;
  onKeyDown?(event: KeyboardEvent): void;
  /** The end came near: load more. */
  onEnd?: (() => void) | undefined;
  footer?: ReactNode;
}

const ROW_PX = 36;
const NEAR_END = 20;

/**
 * A virtual list as an ARIA grid. Focus stays on the grid itself and `aria-activedescendant` names the
 * row, so rows may come, go and change without the focus ever being lost.
 */
export function LaneGrid(props: LaneGridProps) {
  const { ids, focus, onEnd, onHold } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const caret = useUi((state) => state.caret);
  const at = focus === null ? -1 : ids.indexOf(focus);
  const rangeExtractor = useCallback(
    (range: Range) => {
      const shown = defaultRangeExtractor(range);
      // The active row stays drawn: aria-activedescendant must name something that exists.
      return at < 0 || shown.includes(at) ? shown : [...shown, at].sort((a, b) => a - b);
    },
    [at],
  );
  // Kept the same while the rows are: the virtualizer measures everything anew for another.
  const getItemKey = useCallback((index: number) => ids[index] ?? index, [ids]);
  const rows = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 6,
    // Until it is measured; so the first picture has its rows.
    initialRect: { width: 380, height: 720 },
    getItemKey,
    rangeExtractor,
  });
  const items = rows.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;

  useEffect(() => {
    if (at >= 0) rows.scrollToIndex(at, { align: 'auto' });
    // Only a move of the focus scrolls; rows that move under it don't.
    // oxlint-disable-next-line react/exhaustive-deps -- see above
  }, [focus]);
  useEffect(() => {
    if (caret.in === 'queue' && at >= 0) scroller.current?.focus();
    // Asked for once: rows that come and go later take no focus.
    // oxlint-disable-next-line react/exhaustive-deps -- see above
  }, [caret]);
  // A lane that empties, loads anew or goes takes its grid away: who was in it waits on the queue, and
  // goes on in the next grid. Else the focus would be on nothing.
  useLayoutEffect(() => {
    const grid = scroller.current;
    const queue = grid?.closest<HTMLElement>('[data-queue]');
    if (grid && document.activeElement === queue) grid.focus();
    return () => {
      if (grid && document.activeElement === grid) queue?.focus();
    };
  }, []);
  useEffect(() => {
    if (onEnd && ids.length > 0 && lastShown >= ids.length - NEAR_END) onEnd();
  }, [onEnd, lastShown, ids.length]);

  return (
    <div
      ref={scroller}
      className={styles.scroll}
      role="grid"
      aria-label={props.label}
      aria-rowcount={props.rowCount}
      aria-multiselectable="true"
      aria-activedescendant={focus !== null && at >= 0 ? props.rowId(focus) : undefined}
      tabIndex={0}
      onPointerEnter={() => onHold('hover', true)}
      onPointerLeave={() => onHold('hover', false)}
      onFocus={() => {
        onHold('focus', true);
        props.onFocusLane();
      }}
      onBlur={() => onHold('focus', false)}
      onKeyDown={props.onKeyDown}
    >
      <div
        role="presentation"
        className={styles.sizer}
        style={{ height: `${rows.getTotalSize()}px` }}
      >
        {items.map((item) => {
          const id = ids[item.index];
          return (
            id !== undefined && (
              <div
                key={item.key}
                id={props.rowId(id)}
                role="row"
                aria-rowindex={item.index + 1}
                className={styles.place}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {props.row(id)}
              </div>
            )
          );
        })}
      </div>
      {props.footer}
    </div>
  );
}

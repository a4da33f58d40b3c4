import type { Desk } from '@warroom/shared';
import { memo, useImperativeHandle, useMemo, useRef, useState } from 'react';
import type { CSSProperties, KeyboardEvent, Ref } from 'react';
import { useDesk } from '../desk-frame/desk-context.ts';
import { useAtNow } from '../store/ticker.ts';
import { classes } from '../ui/classes.ts';
import { StatusDot } from '../ui/status-dot.tsx';
import { plural } from '../ui/format.ts';
import { blocksOf, lineCount } from './lines.ts';
import type { Block } from './lines.ts';
import { useRoster } from './roster-context.ts';
import { blockWords, dayAndMonth, needWords } from './roster-words.ts';
import { dayIndexOf, shareOf } from './week.ts';
import type { WeekDay } from './week.ts';
import styles from './week-grid.module.css';

/** What the page's keys do with the grid. */
export interface GridHandle {
  /** Moves the cursor by desks and days, and the focus with it. */
  move(desks: number, days: number): void;
  /** Brings the focus back to the cursor. */
  focus(): void;
  /** Opens the turn under the cursor; where there are more, or none, the day. */
  openCell(): void;
}

interface Cursor {
  desk: number;
  day: number;
}

/** The week as a grid: desks down, days across with their real lengths, turns as blocks within. */
export function WeekGrid({ ref, isLoading }: { ref: Ref<GridHandle>; isLoading: boolean }) {
  const { clock } = useDesk();
  const room = useRoster();
  const { view, week } = room;
  const box = useRef<HTMLDivElement>(null);
  const today = week.days.findIndex(({ from, until }) => view.now >= from && view.now < until);
  const [moved, setMoved] = useState<Cursor | null>(null);
  const cursor = moved ?? { desk: 0, day: Math.max(0, today) };
  const rows = useMemo(
    () =>
      view.desks.map((desk) => ({
        desk,
        gaps: view.gaps.filter((gap) => gap.desk === desk.id),
        blocks: blocksOf(
          view.turns.filter((turn) => turn.desk === desk.id),
          view.gaps.filter((gap) => gap.desk === desk.id),
        ),
      })),
    [view],
  );
  const nowShare = useAtNow(clock, (now) =>
    now < week.from || now >= week.until ? null : Math.round(shareOf(week, now) * 10_000) / 10_000,
  );

  function go(to: Cursor): void {
    const next = {
      desk: Math.min(rows.length - 1, Math.max(0, to.desk)),
      day: Math.min(week.days.length - 1, Math.max(0, to.day)),
    };
    setMoved(next);
    const cell = box.current?.querySelector<HTMLElement>(`[data-cell="${next.desk} ${next.day}"]`);
    cell?.focus();
    cell?.scrollIntoView({ block: 'nearest' });
  }

  function openBlock({ what }: Block): void {
    if (what.kind !== 'gap') room.open({ kind: 'turn', turn: what.turn });
    else if (what.gap.until > view.now) room.chooseGap(what.gap);
  }

  function openCell({ desk, day }: Cursor): void {
    const row = rows[desk];
    const of = week.days[day];
    if (!row || !of) return;
    const here = row.blocks.filter(({ from, until }) => from < of.until && until > of.from);
    const [only] = here;
    if (only && here.length === 1) openBlock(only);
    else room.open({ kind: 'cell', desk: row.desk.id, day });
  }

  useImperativeHandle(ref, () => ({
    move: (desks, days) => go({ desk: cursor.desk + desks, day: cursor.day + days }),
    focus: () => go(cursor),
    openCell: () => openCell(cursor),
  }));

  function onKey(event: KeyboardEvent): void {
    const by = ARROWS[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    go({ desk: cursor.desk + by[0], day: cursor.day + by[1] });
  }

  const columns = week.days.map(({ hours }) => `${hours}fr`).join(' ');
  return (
    // The cells within take the focus.
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus
    <div
      ref={box}
      role="grid"
      aria-label="Who is on call when"
      aria-busy={isLoading}
      className={classes(styles.grid, isLoading && styles.loading)}
      style={{ '--columns': columns } as CSSProperties}
      onKeyDown={onKey}
    >
      <div role="row" className={classes(styles.row, styles.days)}>
        <div role="columnheader" className={styles.corner}>
          Desk
        </div>
        {week.days.map((day, index) => (
          <DayHead key={day.number} day={day} isToday={index === today} zone={view.zone} />
        ))}
      </div>
      {rows.map(({ desk, blocks, gaps }, index) => (
        <div
          key={desk.id}
          role="row"
          className={styles.row}
          style={{ '--lines': lineCount(blocks) } as CSSProperties}
        >
          <DeskHead desk={desk} gaps={gaps.filter(({ until }) => until > view.now).length} />
          {week.days.map((day, dayIndex) => (
            <div
              key={day.number}
              role="gridcell"
              data-cell={`${index} ${dayIndex}`}
              tabIndex={cursor.desk === index && cursor.day === dayIndex ? 0 : -1}
              className={classes(styles.cell, dayIndex === today && styles.today)}
              onFocus={(event) => {
                if (event.target === event.currentTarget) setMoved({ desk: index, day: dayIndex });
              }}
              onDoubleClick={() => room.open({ kind: 'cell', desk: desk.id, day: dayIndex })}
            >
              {blocks
                .filter(({ from, until }) => dayIndexOf(week, from, until) === dayIndex)
                .map((block) => (
                  <BlockButton key={block.id} block={block} onOpen={() => openBlock(block)} />
                ))}
            </div>
          ))}
          {nowShare !== null && (
            <i
              className={styles.now}
              aria-hidden="true"
              style={{ '--left': nowShare } as CSSProperties}
            />
          )}
        </div>
      ))}
    </div>
  );
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
};

function DayHead({ day, isToday, zone }: { day: WeekDay; isToday: boolean; zone: string }) {
  const [weekday = '', date = ''] = dayAndMonth(day.from, zone).split(' ');
  return (
    <div
      role="columnheader"
      aria-current={isToday ? 'date' : undefined}
      className={classes(styles.day, isToday && styles.today)}
    >
      <b>
        {weekday} {date}
      </b>
      {day.hours === 24 ? (
        <span>{day.note}</span>
      ) : (
        <span className={styles.odd}>
          {day.hours} h, clocks go {day.hours > 24 ? 'back' : 'forward'}
        </span>
      )}
    </div>
  );
}

const DeskHead = memo(function DeskHead({ desk, gaps }: { desk: Desk; gaps: number }) {
  return (
    <div role="rowheader" className={styles.desk}>
      <span className={styles.title}>
        <b>{desk.title}</b>
        {gaps > 0 && (
          <StatusDot kind="dead" className={styles.gaps}>
            {plural(gaps, 'gap')}
          </StatusDot>
        )}
      </span>
      <span className={styles.need}>{needWords(desk)}</span>
    </div>
  );
});

/** Of the week's width: narrower blocks have no place for a second word. */
const EXTRA_SHARE = 0.085;

function BlockButton({ block, onOpen }: { block: Block; onOpen: () => void }) {
  const room = useRoster();
  const { what, from, until, line } = block;
  const left = shareOf(room.week, from);
  const share = shareOf(room.week, until) - left;
  const words = blockWords(block, room.me, room);
  const isExtra =
    what.kind === 'turn' && what.turn.kind === 'override' && what.turn.instead === null;
  const isMine = what.kind === 'turn' && what.turn.person === room.me;
  return (
    <button
      type="button"
      // The cell has the keyboard's focus; blocks are pressed by pointer, or opened by Enter on the cell.
      tabIndex={-1}
      title={words}
      className={classes(
        styles.block,
        what.kind === 'gap' && styles.gap,
        what.kind === 'relieved' && styles.relieved,
        what.kind === 'turn' && (what.turn.kind === 'override' ? styles.override : styles.turn),
        isMine && styles.mine,
      )}
      style={{ '--left': left, '--share': share, '--line': line } as CSSProperties}
      onClick={onOpen}
    >
      <span aria-hidden="true">
        {what.kind !== 'gap' && room.short(what.turn.person)}
        {isExtra && share > EXTRA_SHARE && ', extra'}
      </span>
      <span className="sr-only">{words}</span>
    </button>
  );
}

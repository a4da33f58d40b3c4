import { useRouter, useRouterState } from '@tanstack/react-router';
import type { Gap } from '@warroom/shared';
import { Suspense, lazy, useEffect, useMemo, useRef, useState } from 'react';
import { useBlocked, useDesk, useNames, usePeople, useRole } from '../desk-frame/desk-context.ts';
import { DeskFrame } from '../desk-frame/desk-page.tsx';
import type { DeskKey } from '../desk-frame/use-desk-keys.ts';
import { useSection } from '../desk-frame/use-section.ts';
import { useSend } from '../desk-frame/use-send.ts';
import { useAtNow } from '../store/ticker.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Clashes } from './clashes.tsx';
import { FillPanel } from './fill-panel.tsx';
import type { FillHandle } from './fill-panel.tsx';
import { FirstSteps } from './first-steps.tsx';
import { GapBanner } from './gap-banner.tsx';
import { Legend } from './legend.tsx';
import { OnCallNow } from './on-call-now.tsx';
import { OverridesPanel } from './overrides-panel.tsx';
import { PoliciesPanel } from './policies-panel.tsx';
import { RosterContext } from './roster-context.ts';
import type { RosterRoom } from './roster-context.ts';
import { RosterHead } from './roster-head.tsx';
import type { Over, RosterView, Slot } from './roster-types.ts';
import { blockNames, weekWords } from './roster-words.ts';
import styles from './roster.module.css';
import { SwapsPanel } from './swaps-panel.tsx';
import { GRID_FOLLOWS, useGridKeys } from './use-grid-keys.ts';
import { useOnCall } from './use-on-call.ts';
import { weekAfter, weekOf } from './week.ts';
import { WeekGrid } from './week-grid.tsx';
import type { GridHandle } from './week-grid.tsx';

// Dialogs load when the first one opens.
const Overlays = lazy(() =>
  import('./roster-overlays.tsx').then((module) => ({ default: module.RosterOverlays })),
);

const EVERY_MS = 60_000;
/** By then a dialog that closed has given the focus back. */
const FOCUS_MS = 60;
/** Desks and days that a key moves by. */
const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  h: [0, -1],
  l: [0, 1],
  j: [1, 0],
  k: [-1, 0],
};
const NOT_A_LEAD = 'Only leads change the roster; you can ask for a swap of a turn of your own.';

/** The roster page within its frame: the week at the left, what is to be done about it at the right. */
export function Roster() {
  const { election, me, clock, feed } = useDesk();
  const { zone, electionDay } = election.election;
  const router = useRouter();
  const asked = useRouterState({
    select: (state) => new URLSearchParams(state.location.searchStr).get('week') ?? '',
  });
  const path = useRouterState({ select: (state) => state.location.pathname });
  // By the quarter of an hour: a week turns over at a midnight.
  const about = useAtNow(clock, (now) => Math.floor(now / 900_000) * 900_000);
  const week = useMemo(() => weekOf(election, asked, about), [election, asked, about]);
  const span = `roster?from=${week.from}&until=${week.until}`;
  const section = useSection<RosterView>('roster', span, { everyMs: EVERY_MS });
  const [last, setLast] = useState<RosterView | undefined>(undefined);
  const told = useOnCall();
  const people = usePeople();
  const person = useNames();
  const role = useRole();
  const blocked = useBlocked() ?? undefined;
  const send = useSend();
  const [over, setOver] = useState<Over | null>(null);
  const [chosen, setChosen] = useState<Slot | null>(null);
  const grid = useRef<GridHandle>(null);
  const fill = useRef<FillHandle>(null);
  const hadOver = useRef(false);

  // One dialog may have led to another: what the last gives the focus back to is gone then.
  useEffect(() => {
    if (over !== null) return undefined;
    const timer = setTimeout(() => {
      if (hadOver.current && document.activeElement === document.body) grid.current?.focus();
      hadOver.current = false;
    }, FOCUS_MS);
    return () => {
      clearTimeout(timer);
      hadOver.current = true;
    };
  }, [over]);

  const shorts = useMemo(() => blockNames(people), [people]);
  if (section.value !== undefined && section.value !== last) setLast(section.value);
  // Policies, swaps and rotations don't depend on the week: they stay while another is read.
  const view = section.value ?? (last && { ...last, turns: [], gaps: [], warnings: [] });

  const now = feed.serverNow();
  const gaps = alarmGaps(told?.gaps ?? [], section.value?.gaps ?? [], now);
  // Once it is filled, the one that was chosen is no gap any more.
  const gap = gaps.find((one) => chosen !== null && isSame(one, chosen)) ?? gaps[0] ?? null;
  const isLead = role === 'lead' || role === 'admin';
  const isTriager = isLead || role === 'triager';
  const readOnly = isLead ? blocked : NOT_A_LEAD;

  function showWeek(day: string): void {
    router.history.replace(day === '' ? path : `${path}?week=${day}`);
    setChosen(null);
  }

  const keys: DeskKey[] = [
    // Those without `run` are bound by `useGridKeys`; two keys of a kind stand together.
    { keys: ['h', 'l'], does: 'day' },
    { keys: ['j', 'k'], follows: GRID_FOLLOWS, does: 'desk' },
    {
      keys: ['n'],
      does: 'override',
      run: needsLead({ kind: 'override', slot: null, instead: null }),
      disabledReason: readOnly,
    },
    { keys: ['f'], does: 'fill gap', run: fillGap, disabledReason: gap ? undefined : 'no gap' },
    { keys: ['1', '9'], does: 'first to ninth who could fill it' },
    { keys: ['enter'], does: 'open the turn', run: () => grid.current?.openCell() },
    { keys: ['['], does: 'week before', run: () => showWeek(weekAfter(week, -1)) },
    { keys: [']'], does: 'week after', run: () => showWeek(weekAfter(week, 1)) },
    { keys: ['t'], does: 'this week', run: () => showWeek('') },
    { keys: ['e'], does: 'week of election day', run: () => showWeek(electionDay) },
    {
      keys: ['s'],
      does: 'new shift',
      run: needsLead({ kind: 'shift', shift: null, slot: null }),
      disabledReason: readOnly,
    },
    { keys: ['r'], does: 'rotations', run: () => setOver({ kind: 'rotations' }) },
    { keys: ['c'], does: 'your calendar', run: () => setOver({ kind: 'calendar' }) },
    { keys: ['p'], does: 'if nobody answers', run: () => setOver({ kind: 'policies' }) },
  ];
  useGridKeys(me, (key) => {
    const move = MOVES[key];
    if (move) grid.current?.move(...move);
    else if (/^[1-9]$/.test(key)) fill.current?.choose(Number(key) - 1);
    else return false;
    return true;
  });

  function needsLead(next: Over): () => void {
    return () => {
      if (readOnly === undefined) setOver(next);
    };
  }

  function fillGap(): void {
    if (gap === null) return;
    setChosen({ desk: gap.desk, from: gap.from, until: gap.until });
    fill.current?.focus();
  }

  const room: RosterRoom | null =
    view === undefined
      ? null
      : {
          view,
          week,
          me,
          zone,
          person,
          short: (id) => shorts.get(id) ?? person(id),
          desk: (id) => view.desks.find((desk) => desk.id === id)?.title ?? id,
          isLead,
          isTriager,
          blocked,
          readOnly,
          send,
          open: setOver,
          close: () => setOver(null),
          gap,
          chooseGap: setChosen,
        };

  return (
    <DeskFrame place="roster" title="Roster" keys={keys} mainClassName={styles.main}>
      {room === null ? (
        section.state === 'failed' ? (
          <EmptyState
            title="The roster could not be read"
            actions={<Button onClick={section.reload}>Try again</Button>}
          >
            {section.error.message}
          </EmptyState>
        ) : (
          <Skeleton label="Loading: roster" rows={14} />
        )
      ) : (
        <RosterContext value={room}>
          <div className={styles.page}>
            <section className={styles.left} aria-label="Week">
              <RosterHead
                weekWords={weekWords(week.from, week.until, zone)}
                onBefore={() => showWeek(weekAfter(week, -1))}
                onThis={() => showWeek('')}
                onAfter={() => showWeek(weekAfter(week, 1))}
              />
              {section.state === 'failed' && (
                <p role="status" className={styles.stale}>
                  This may be old: {section.error.message}
                </p>
              )}
              {isEmpty(room.view) && section.state === 'ready' ? (
                <FirstSteps />
              ) : (
                gaps[0] && <GapBanner gap={gaps[0]} more={gaps.length - 1} onFill={fillGap} />
              )}
              {room.view.desks.length > 0 && (
                <>
                  <WeekGrid ref={grid} isLoading={section.value === undefined} />
                  <Legend />
                </>
              )}
            </section>
            <aside className={styles.right} aria-label="On call and what to do">
              <OnCallNow desks={told?.desks ?? room.view.onCall} />
              {gap && <FillPanel ref={fill} gap={gap} />}
              <SwapsPanel />
              <OverridesPanel />
              <Clashes />
              <PoliciesPanel />
            </aside>
          </div>
          {over !== null && (
            <Suspense fallback={null}>
              <Overlays over={over} />
            </Suspense>
          )}
        </RosterContext>
      )}
    </DeskFrame>
  );
}

/** Gaps that are or will be, each once, the soonest first: those told of, and those of the week on show. */
function alarmGaps(told: readonly Gap[], shown: readonly Gap[], now: number): Gap[] {
  const known = new Map(told.map((gap) => [`${gap.desk} ${gap.from}`, gap]));
  // The week's ends are whole; those told end at the horizon.
  for (const gap of shown) known.set(`${gap.desk} ${gap.from}`, gap);
  return [...known.values()]
    .filter(({ until }) => until > now)
    .toSorted((a, b) => a.from - b.from || a.has - b.has);
}

function isSame(gap: Slot, chosen: Slot): boolean {
  return gap.desk === chosen.desk && gap.from < chosen.until && gap.until > chosen.from;
}

/** Nothing was planned at all, now or in the week on show. */
function isEmpty({ turns, rotations, overrides, shifts, onCall }: RosterView): boolean {
  return (
    turns.length + rotations.length + overrides.length + shifts.length === 0 &&
    onCall.every(({ people, next }) => people.length === 0 && next === null)
  );
}

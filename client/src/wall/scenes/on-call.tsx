import type { Gap, OnCall } from '@warroom/shared';
import { useMemo } from 'react';
import { useAtNow, type Ticker } from '../../store/ticker.ts';
import { classes } from '../../ui/classes.ts';
import { formatMinute, plural } from '../../ui/format.ts';
import { FirstFit } from '../first-fit.tsx';
import { fittingRows } from '../fitting-rows.ts';
import { BREACH_AGES, breachesByAge, hasRoster, whoWordings } from '../on-call-words.ts';
import { Panel } from '../panel.tsx';
import rows from '../rows.module.css';
import type { Scene, SceneProps } from '../scene.ts';
import type { WallData } from '../wall-data.ts';
import { useSize } from '../use-size.ts';
import { formatWallAge } from '../wall-words.ts';
import styles from './on-call.module.css';

const STEP_MS = 10_000;

const ROW_UNITS = 84;
/** Who is on stands below the desk; who comes next below that. */
const STACKED_ROW_UNITS = { alone: 158, withNext: 218 };
const MORE_UNITS = 80;

function OnCallScene({ data, clock, layout }: SceneProps) {
  return (
    <div className={styles.scene}>
      <Panel {...{ data, clock }} streams={['incidents']} name="On call">
        <Desks {...{ data, clock, layout }} />
      </Panel>
      <Panel className={styles.foot} {...{ data, clock }} streams={['incidents']} name="Overdue">
        <Gaps {...{ data, clock }} />
        <Breaches {...{ data, clock }} />
      </Panel>
    </div>
  );
}

interface PartProps {
  data: WallData;
  clock: Ticker;
}

/** A desk in a line: those with a gap first, then those with anyone; for the others there may be no place. */
function Desks({ data, clock, layout }: PartProps & Pick<SceneProps, 'layout'>) {
  const { onCall, names, compiled } = data;
  const [box, size] = useSize();
  const now = useAtNow(clock, (at) => Math.floor(at / 60_000)) * 60_000;
  if (!hasRoster(onCall)) {
    return (
      <div className={rows.empty}>
        <b>Nobody is planned</b>
        <span>Leads plan it on the roster page</span>
      </div>
    );
  }
  const desks = onCall.desks.toSorted((a, b) => urgency(a) - urgency(b));
  const stacked = desks.some(({ next }) => next !== null)
    ? STACKED_ROW_UNITS.withNext
    : STACKED_ROW_UNITS.alone;
  const { shown, more } = fittingRows(
    desks.length,
    size.height / layout.unitPx,
    layout.shape === 'portrait' ? stacked : ROW_UNITS,
    MORE_UNITS,
  );
  const rest = desks.slice(shown).map(({ title }) => title);
  return (
    <div ref={box} className={styles.desks}>
      <ul>
        {desks.slice(0, shown).map((desk) => (
          <Line key={desk.desk} {...{ desk, names, now }} zone={compiled.election.zone} />
        ))}
      </ul>
      {more > 0 && (
        <FirstFit
          className={styles.more}
          of={rest.join()}
          options={[
            `and ${plural(more, 'more desk')}: ${rest.join(', ')}`,
            `and ${plural(more, 'more desk')}`,
          ]}
        />
      )}
    </div>
  );
}

function urgency({ gap, people }: OnCall): number {
  return gap !== null ? 0 : people.length > 0 ? 1 : 2;
}

interface LineProps {
  desk: OnCall;
  names: WallData['names'];
  zone: string;
  now: number;
}

function Line({ desk, names, zone, now }: LineProps) {
  const { title, people, gap, needs, next, isManned } = desk;
  const until = people.length === 0 ? null : Math.min(...people.map((one) => one.until));
  const untilTime = until === null ? '' : formatMinute(until, zone);
  const who = whoWordings(desk, names);
  const isEmpty = gap !== null && people.length === 0;
  const words = isEmpty
    ? ['NOBODY: GAP', 'NOBODY']
    : people.length === 0
      ? [isManned ? 'not planned' : 'not manned now', '–']
      : gap === null
        ? who
        : who.map((one) => `${one} (${people.length} of ${needs})`);
  const nextWords = next === null ? [] : nextWordings(next, names, zone, now);
  return (
    <li className={styles.line}>
      <FirstFit className={styles.desk} of={title} options={[title, firstWord(title)]} />
      <FirstFit
        className={classes(
          styles.who,
          isEmpty && styles.gap,
          people.length === 0 && !isEmpty && styles.quiet,
        )}
        of={words.join('|')}
        options={words.map((one) => (
          <span key={one}>{one}</span>
        ))}
      />
      <FirstFit
        className={styles.until}
        of={untilTime}
        options={untilTime === '' ? [''] : [`until ${untilTime}`, untilTime]}
      />
      <FirstFit
        className={styles.next}
        of={nextWords.join('|')}
        options={nextWords.length === 0 ? [''] : nextWords}
      />
    </li>
  );
}

function firstWord(title: string): string {
  return title.split(' ')[0] ?? title;
}

/** "then Bela 22:00", "then 22:00". */
function nextWordings(
  next: NonNullable<OnCall['next']>,
  names: WallData['names'],
  zone: string,
  now: number,
): string[] {
  const time = formatMinute(next.from, zone);
  const when = next.from - now < 24 * 3_600_000 ? time : `in ${formatWallAge(next.from - now)}`;
  const name = next.person === null ? undefined : names.get(next.person);
  return [
    ...(name === undefined ? [] : [`then ${name} ${when}`, `${name} ${when}`]),
    `then ${when}`,
    when,
  ];
}

/** The gap that comes next within a day. One that is now stands at its desk. */
function Gaps({ data, clock }: PartProps) {
  const { onCall, compiled } = data;
  const now = useAtNow(clock, (at) => Math.floor(at / 60_000)) * 60_000;
  const titles = new Map(onCall?.desks.map(({ desk, title }) => [desk, title]));
  const coming = (onCall?.gaps ?? []).filter(({ from }) => from > now);
  const [first] = coming;
  if (!hasRoster(onCall)) return <div className={styles.note} />;
  if (first === undefined) {
    return <div className={classes(styles.note, styles.quiet)}>No gap within 24 h</div>;
  }
  const title = titles.get(first.desk) ?? first.desk;
  const more = coming.length > 1 ? ` +${coming.length - 1}` : '';
  const { zone } = compiled.election;
  const span = `${formatMinute(first.from, zone)}–${formatMinute(first.until, zone)}`;
  const many = manyWords(first);
  return (
    <div className={styles.note}>
      <b>Gap</b>
      <FirstFit
        of={`${title}${span}${more}${many}`}
        options={[
          `${title} ${span}, ${many}, in ${formatWallAge(first.from - now)}${more}`,
          `${title} ${span}, ${many}${more}`,
          `${title} ${span}${more}`,
          `${title}${more}`,
        ]}
      />
    </div>
  );
}

function manyWords({ has, needs }: Gap): string {
  return has === 0 ? 'nobody' : `${has} of ${needs}`;
}

function Breaches({ data, clock }: PartProps) {
  const { incidents } = data;
  const step = useAtNow(clock, (now) => Math.floor(now / STEP_MS));
  const counts = useMemo(() => breachesByAge(incidents, step * STEP_MS), [incidents, step]);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const shown = BREACH_AGES.map(({ label }, index) => ({ label, count: counts[index] ?? 0 }));
  const words = (parts: readonly { label: string; count: number }[]) => (
    <div key={parts.length} className={styles.ages}>
      {parts.map(({ label, count }) => (
        <span key={label} className={count === 0 ? styles.none : undefined}>
          {label} <b>{count}</b>
        </span>
      ))}
    </div>
  );
  return (
    <div className={styles.note}>
      <b>{total === 0 ? 'No clock overdue' : `Overdue ${total}`}</b>
      {total > 0 && (
        <FirstFit
          of={counts.join()}
          options={[
            words(shown),
            words(shown.filter(({ count }) => count > 0)),
            words(shown.slice(-1)),
          ]}
        />
      )}
    </div>
  );
}

export const scene: Scene = {
  id: 'on-call',
  title: 'On call',
  order: 6,
  dwellS: 25,
  streams: ['incidents'],
  // Judged at the time of the picture: what fell overdue since is told by the next one.
  hasContent: ({ onCall, incidents, asOf }) =>
    hasRoster(onCall) || breachesByAge(incidents, asOf.incidents ?? 0).some((count) => count > 0),
  Component: OnCallScene,
};

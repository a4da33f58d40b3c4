import type { ScheduleRule } from '@warroom/shared';
import { useMemo } from 'react';
import { useDesk } from '../../desk-frame/desk-context.ts';
import { useAtNow } from '../../store/ticker.ts';
import { formatMoment } from '../../ui/format.ts';
import { onShowFrom } from './on-show.ts';
import { onShowWords } from './show-words.ts';
import { useWalls } from './walls-context.ts';
import styles from './walls.module.css';

const JUDGE_EVERY_MS = 15_000;

interface WillShowProps {
  /** As they stand on the page, saved or not. */
  rules: readonly ScheduleRule[];
  isDraft: boolean;
}

/** What comes of the rules: what each display shows now, and what next. */
export function WillShow({ rules, isDraft }: WillShowProps) {
  const { election, clock } = useDesk();
  const { view, choices, person, zone } = useWalls();
  const { walls, displays } = view;
  const now = useAtNow(clock, (at) => Math.floor(at / JUDGE_EVERY_MS) * JUDGE_EVERY_MS);
  const rows = useMemo(() => {
    const show = onShowFrom({ ...walls, schedule: rules }, election, now);
    return displays
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .map((display) => ({ display, ...show(display) }));
  }, [walls, displays, rules, election, now]);
  return (
    <aside className={styles.aside} aria-label="What displays show by these rules">
      <h2>{isDraft ? 'What would show, once saved' : 'What shows'}</h2>
      {rows.length === 0 ? (
        <p className={styles.hint}>No display is paired yet.</p>
      ) : (
        <ul className={styles.will}>
          {rows.map(({ display, now: shows, next }) => {
            const words = (what: typeof shows): string =>
              onShowWords(what, display, { names: choices, person, now, zone });
            return (
              <li key={display.id}>
                <b>
                  {display.name}
                  {display.group !== null && <span>, group {display.group}</span>}
                </b>
                <dl>
                  <dt>Now</dt>
                  <dd>{words(shows)}</dd>
                  <dt>Next</dt>
                  <dd>
                    {next === null
                      ? 'no change within a week'
                      : `${words(next.show)}, from ${formatMoment(next.at, now, zone)}`}
                  </dd>
                </dl>
              </li>
            );
          })}
        </ul>
      )}
    </aside>
  );
}

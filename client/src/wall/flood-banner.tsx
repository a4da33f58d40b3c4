import { useMemo } from 'react';
import { FirstFit } from './first-fit.tsx';
import styles from './flood-banner.module.css';
import { floodOf, tally } from './flood.ts';
import { placeCode } from './places.ts';
import type { WallData } from './wall-data.ts';

export interface FloodBannerProps {
  data: WallData;
  /** Up to when incidents count. */
  nowMs: number;
}

/** So much at once that single takeovers would only hide it: how much, of what kind, where. */
export function FloodBanner({ data, nowMs }: FloodBannerProps) {
  const { compiled, incidents } = data;
  const { count, kinds, places, waiting } = useMemo(() => {
    const flood = floodOf(incidents, nowMs);
    return {
      count: flood.length,
      kinds: tally(flood.map(({ category }) => category?.split('.')[0] ?? 'no category')),
      places: tally(
        flood.map(({ jurisdictions }) => placeCode(compiled, jurisdictions.slice(0, 1))),
      ).filter(({ name }) => name !== ''),
      waiting: flood.filter(({ acknowledgedAt }) => acknowledgedAt === null).length,
    };
  }, [compiled, incidents, nowMs]);
  const words = (list: typeof kinds, most: number): string =>
    list
      .slice(0, most)
      .map(({ name, count: each }) => `${name} ${each}`)
      .join('  ');
  const lines = [4, 3, 2, 1].map((most) => `${words(kinds, most)} · ${words(places, most)}`);
  return (
    <section className={styles.flood} aria-label="Flood of incidents">
      <FirstFit
        of={`${count} ${waiting}`}
        options={[
          <div key="full" className={styles.first}>
            <b>FLOOD</b>
            <span>{count} critical and high in 10 min</span>
            <span>{waiting} waiting</span>
          </div>,
          <div key="short" className={styles.first}>
            <b>FLOOD</b>
            <span>{count} in 10 min</span>
          </div>,
        ]}
      />
      <FirstFit className={styles.second} of={lines.join()} options={[...lines, words(kinds, 1)]} />
    </section>
  );
}

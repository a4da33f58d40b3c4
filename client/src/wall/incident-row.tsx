import type { IncidentView } from '@warroom/shared';
import { memo } from 'react';
import { useAtNow, type Ticker } from '../store/ticker.ts';
import { classes } from '../ui/classes.ts';
import { Severity } from '../ui/severity.tsx';
import { placeCode } from './places.ts';
import styles from './rows.module.css';
import { ownerOf, shortNumber, type WallData } from './wall-data.ts';
import { formatWallAge } from './wall-words.ts';

export interface IncidentRowProps {
  incident: IncidentView;
  compiled: WallData['compiled'];
  names: WallData['names'];
  clock: Ticker;
}

/** An incident in a line: how bad, number, what, where, how old, whose. */
export const IncidentRow = memo(function IncidentRow(props: IncidentRowProps) {
  const { incident, compiled, names, clock } = props;
  const age = useAtNow(clock, (now) => formatWallAge(now - incident.openedAt));
  const owner = ownerOf(incident, names);
  return (
    <li className={styles.row}>
      <Severity level={incident.severity} show="glyph" />
      <span className={styles.code}>{shortNumber(incident.id)}</span>
      <span className={styles.title} dir="auto">
        {incident.title}
      </span>
      <Place code={placeCode(compiled, incident.jurisdictions)} />
      <span className={styles.age}>{age}</span>
      <span className={classes(styles.owner, owner === null && styles.nobody)}>
        {owner ?? 'none'}
      </span>
    </li>
  );
});

/** A place's code; a plus tells that there are more, which its column has no room to count. */
export function Place({ code }: { code: string }) {
  const [first = '', more] = code.split(' ');
  return (
    <b>
      {first}
      {more !== undefined && (
        <span className={styles.more} aria-label="and more">
          +
        </span>
      )}
    </b>
  );
}
